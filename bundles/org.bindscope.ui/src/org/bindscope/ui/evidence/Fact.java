// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.bindscope.model.DeviceTree;
import org.bindscope.model.DeviceTreeOrigin;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.Evidence;
import org.bindscope.model.Evidenced;
import org.bindscope.model.FactState;
import org.bindscope.ui.labels.ObjectText;
import org.bindscope.ui.session.EvidencePlace;
import org.bindscope.ui.text.Sign;
import org.eclipse.emf.ecore.EObject;

/**
 * One fact of an object with its source: a row of the Evidence view.
 *
 * @param feature  what the fact is about, in words
 * @param state    how the source answered
 * @param place    where
 * @param text     what the source says; for an unreadable one the reason
 * @param standing whether another source says something else, and which counts
 */
record Fact(String feature, FactState state, EvidencePlace place, String text, Standing standing) {

    /** How a source stands to the others that answer the same question. */
    enum Standing {
        /** No other says otherwise. */
        PLAIN,
        /** Another says otherwise, and this one counts. */
        COUNTS,
        /** It says other than the one that counts. */
        CONTRADICTS
    }

    /** All facts of a model object, by feature; empty for an object that has none. */
    static List<Fact> of(EObject object) {
        if (object instanceof Evidenced evidenced) {
            List<Fact> facts = new ArrayList<>();
            evidenced.getEvidence().forEach(evidence -> facts.add(of(evidence, evidenced.getEvidence())));
            // What counts stands before what contradicts it.
            facts.sort(Comparator.comparing(Fact::feature).thenComparing(Fact::standing));
            return facts;
        } else if (object instanceof DtProperty property && property.getNode() != null) {
            return List.of(of(property));
        } else if (object instanceof DtNode node) {
            List<Fact> facts = new ArrayList<>(List.of(of(node)));
            node.getProperties().forEach(property -> facts.add(of(property)));
            return facts;
        }
        return List.of();
    }

    private static Fact of(Evidence evidence, List<Evidence> all) {
        boolean contradicted = !evidence.isConflict() && evidence.getState() != FactState.UNREADABLE && all.stream()
                .anyMatch(other -> other.isConflict() && Objects.equals(other.getFeature(), evidence.getFeature()));
        return new Fact(words(evidence.getFeature()), evidence.getState(), place(evidence), Objects.requireNonNullElse(evidence.getText(), ""),
                evidence.isConflict() ? Standing.CONTRADICTS : contradicted ? Standing.COUNTS : Standing.PLAIN);
    }

    /** Where a source stands. */
    static EvidencePlace place(Evidence evidence) {
        return new EvidencePlace(Objects.requireNonNullElse(evidence.getFile(), ""),
                evidence.isSetLine() ? OptionalInt.of(evidence.getLine()) : OptionalInt.empty(),
                evidence.isSetOffset() ? OptionalLong.of(evidence.getOffset()) : OptionalLong.empty());
    }

    /** The answer in words, for a column. */
    String answer() {
        String said = switch (state) {
            case SAID -> "said";
            case NONE -> "none";
            case UNREADABLE -> "unreadable";
        };
        return switch (standing) {
            case PLAIN -> said;
            case COUNTS -> Sign.GOOD.text() + (state == FactState.NONE ? " none counts" : " counts");
            case CONTRADICTS -> Sign.WARNING.text() + (state == FactState.NONE ? " conflict, none" : " conflict");
        };
    }

    private static Fact of(DtNode node) {
        String file = file(node, "");
        return new Fact("node", FactState.SAID, new EvidencePlace(file, OptionalInt.empty(),
                node.isSetOffset() ? OptionalLong.of(node.getOffset()) : OptionalLong.empty()), ObjectText.path(node), Standing.PLAIN);
    }

    private static Fact of(DtProperty property) {
        byte[] value = property.getValue();
        return new Fact(Objects.requireNonNullElse(property.getName(), ""),
                property.isUnreadable() ? FactState.UNREADABLE : FactState.SAID,
                new EvidencePlace(file(property.getNode(), property.getName()), OptionalInt.empty(),
                        property.isSetOffset() ? OptionalLong.of(property.getOffset()) : OptionalLong.empty()),
                property.isUnreadable() ? "could not be read" : value == null || value.length == 0 ? "present, no value"
                        : value.length == 1 ? "1 byte" : value.length + " bytes", Standing.PLAIN);
    }

    /** The blob, or in the directory form the node's folder with the property's name. */
    private static String file(DtNode node, String property) {
        EObject top = node;
        while (top instanceof DtNode at && at.eContainer() != null) {
            top = at.eContainer();
        }
        if (!(top instanceof DeviceTree tree)) {
            return "";
        }
        String file = Objects.requireNonNullElse(tree.getFile(), "");
        if (tree.getOrigin() == DeviceTreeOrigin.BLOB) {
            return file;
        }
        String path = ObjectText.path(node);
        return file + (path.equals("/") ? "" : path) + (property.isEmpty() ? "" : "/" + property);
    }

    /** {@code driverOverride} to {@code driver override}. */
    static String words(String feature) {
        StringBuilder out = new StringBuilder();
        for (char c : Objects.requireNonNullElse(feature, "").toCharArray()) {
            if (Character.isUpperCase(c)) {
                out.append(' ').append(Character.toLowerCase(c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
