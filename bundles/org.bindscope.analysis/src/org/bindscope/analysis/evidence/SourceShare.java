// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.evidence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.Evidence;
import org.bindscope.model.Evidenced;
import org.bindscope.model.FactState;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.model.Problem;
import org.bindscope.model.SnapshotInput;
import org.bindscope.model.SnapshotKind;
import org.bindscope.model.TextFile;
import org.eclipse.emf.ecore.EObject;

/**
 * What one of the inputs of a machine gave.
 *
 * @param input      the input
 * @param facts      answers that it gives, those included that another input gives too
 * @param conflicts  answers of it that contradict what counts, as {@link Contradiction} tells
 * @param unreadable answers that it could not give because a file was there but could not be read
 * @param functions  PCI functions that it tells about
 * @param nodes      device-tree nodes
 * @param texts      files of it that are read as a whole: module lists, configuration, logs
 * @param problems   what of it could not be read or was left out, one sentence each; what is said of the machine as a
 *                   whole, where no input holds the files of which it is said, is nobody's
 */
public record SourceShare(SnapshotInput input, int facts, int conflicts, int unreadable, int functions, int nodes, int texts,
        List<String> problems) {

    private static final List<String> PACKED = List.of(".gz", ".xz", ".bz2", ".zst");

    /** Copies the list. */
    public SourceShare {
        problems = List.copyOf(problems);
    }

    /**
     * Where the input stands inside of the snapshot.
     *
     * @return its place or, of one that stands at the top, the name that it has there when it is a single file
     */
    public String path() {
        String place = Objects.requireNonNullElse(input.getPlace(), "");
        return place.isEmpty() ? fileName(Objects.requireNonNullElse(input.getSource(), "")) : place;
    }

    private static String fileName(String source) {
        String name = source.substring(Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\')) + 1);
        for (String suffix : PACKED) {
            if (name.endsWith(suffix) && name.length() > suffix.length()) {
                return name.substring(0, name.length() - suffix.length());
            }
        }
        return name;
    }

    /**
     * The shares of the inputs of a machine.
     *
     * @param machine the facts
     * @return one for each input, in the order of weight; empty for a machine that was not opened from inputs
     */
    public static List<SourceShare> of(Machine machine) {
        List<SnapshotInput> inputs = machine.getProvenance() == null ? List.of() : machine.getProvenance().getInputs();
        List<Tally> tallies = new ArrayList<>();
        inputs.forEach(input -> tallies.add(new Tally(input)));
        if (tallies.isEmpty()) {
            return List.of();
        }
        Owners owners = new Owners(tallies);
        owners.count(machine);
        for (Iterator<EObject> all = machine.eAllContents(); all.hasNext();) {
            owners.count(all.next());
        }
        Contradiction.of(machine).forEach(each -> each.others().forEach(other -> owners.of(other.getFile()).conflicts++));
        for (Problem problem : machine.getProblems()) {
            owners.ofCertain(problem.getFile()).ifPresent(tally -> tally.problems.add(Objects.requireNonNullElse(problem.getMessage(), "")));
        }
        return tallies.stream().map(Tally::share).toList();
    }

    /** Counts for one input. */
    private static final class Tally {
        private final SnapshotInput input;
        private final Set<String> functions = new HashSet<>();
        private final List<String> problems = new ArrayList<>();
        private int facts;
        private int conflicts;
        private int unreadable;
        private int nodes;
        private int texts;

        Tally(SnapshotInput input) {
            this.input = input;
        }

        SourceShare share() {
            return new SourceShare(input, facts, conflicts, unreadable, functions.size(), nodes, texts, problems);
        }
    }

    /** Tells by a path inside of the snapshot which input it belongs to. */
    private static final class Owners {
        private final Map<String, Tally> byPlace = new HashMap<>();
        private final Map<String, Tally> byFile = new HashMap<>();
        private final Tally first;

        Owners(List<Tally> tallies) {
            first = tallies.get(0);
            for (Tally tally : tallies) {
                String place = Objects.requireNonNullElse(tally.input.getPlace(), "");
                if (!place.isEmpty()) {
                    byPlace.putIfAbsent(place, tally);
                } else if (tally != first) {
                    // Single files stand at the top under their own names.
                    byFile.putIfAbsent(fileName(Objects.requireNonNullElse(tally.input.getSource(), "")), tally);
                }
            }
        }

        Tally of(String file) {
            String path = Objects.requireNonNullElse(file, "");
            int slash = path.indexOf('/');
            Tally placed = byPlace.get(slash < 0 ? path : path.substring(0, slash));
            return placed != null ? placed : byFile.getOrDefault(path, first);
        }

        /** Of texts alone nobody would expect the files of a kernel; that they lack is not the first text's fault. */
        Optional<Tally> ofCertain(String file) {
            Tally owner = of(file);
            boolean certain = owner != first || holdsTree(first.input.getKind()) || Objects.equals(file, first.share().path());
            return certain ? Optional.of(owner) : Optional.empty();
        }

        private static boolean holdsTree(SnapshotKind kind) {
            return kind != null && switch (kind) {
                case LIVE, DIRECTORY, ARCHIVE, SOSREPORT, GATHERED_TOPOLOGY, MODULES_FOLDER, BUG_REPORT -> true;
                default -> false;
            };
        }

        void count(EObject object) {
            if (object instanceof Evidenced evidenced) {
                evidenced.getEvidence().forEach(evidence -> count(evidence, object));
            }
            if (object instanceof DtNode node) {
                of(treeOf(node)).nodes++;
            } else if (object instanceof TextFile text) {
                of(text.getPath()).texts++;
            }
        }

        private void count(Evidence evidence, EObject owner) {
            Tally tally = of(evidence.getFile());
            if (evidence.getState() == FactState.UNREADABLE) {
                tally.unreadable++;
                return;
            }
            tally.facts++;
            if (owner instanceof PciFunction function) {
                tally.functions.add(Objects.requireNonNullElse(function.getAddress(), ""));
            }
        }

        private static String treeOf(DtNode node) {
            EObject at = node;
            while (at != null && !(at instanceof DeviceTree)) {
                at = at.eContainer();
            }
            return at instanceof DeviceTree tree ? tree.getFile() : "";
        }
    }
}
