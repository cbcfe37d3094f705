// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

import org.bindscope.devicetree.DtbWriter;
import org.bindscope.devicetree.FdtChecker;
import org.bindscope.devicetree.FdtException;
import org.bindscope.devicetree.FdtProblem;
import org.bindscope.devicetree.OverlayApplier;
import org.bindscope.devicetree.OverlayChange;
import org.bindscope.devicetree.OverlayException;
import org.bindscope.devicetree.OverlayResult;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.snapshot.sysfs.DeviceTreeModel;
import org.eclipse.emf.ecore.EObject;

/**
 * A device tree with overlays applied to it in memory, for looking at. Neither the machine nor any file changes.
 *
 * @param base     the tree without the overlays
 * @param tree     the merged tree; its nodes have no offsets, since there is no file that they could stand in
 * @param overlays names of the files, in the order in which they were applied
 * @param changes  what each overlay added or changed, in the order in which it happened
 */
record OverlayPreview(DeviceTree base, DeviceTree tree, List<String> overlays, List<OverlayChange> changes) {

    /** Longest overlay that is read, in bytes. */
    static final int LONGEST = 16 << 20;

    /**
     * A preview, or why there is none.
     *
     * @param preview empty when the overlays do not fit
     * @param refusal one sentence; empty when they do
     */
    record Attempt(Optional<OverlayPreview> preview, Optional<String> refusal) {
    }

    /** Why there is no preview. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        /** One sentence that names the file and, where they are known, the fragment and the label. */
        Refused(String sentence, Throwable cause) {
            super(sentence, cause);
        }
    }

    OverlayPreview {
        overlays = List.copyOf(overlays);
        changes = List.copyOf(changes);
    }

    /** The same as {@link #of}, with what was refused as a result. */
    static Attempt attempt(TreeContent content, List<Path> overlays) {
        try {
            return new Attempt(Optional.of(of(content, overlays)), Optional.empty());
        } catch (Refused e) {
            return new Attempt(Optional.empty(), Optional.of(e.getMessage()));
        }
    }

    /**
     * Applies overlays. Reads files: not on the UI thread.
     *
     * @param content  the tree that they are for
     * @param overlays compiled overlays (.dtbo) in their order
     * @throws Refused when one cannot be read or does not fit
     */
    static OverlayPreview of(TreeContent content, List<Path> overlays) throws Refused {
        List<byte[]> data = new ArrayList<>();
        for (Path overlay : overlays) {
            data.add(read(overlay));
        }
        List<String> names = overlays.stream().map(overlay -> overlay.getFileName().toString()).toList();
        try {
            OverlayResult result = OverlayApplier.apply(DtbWriter.write(content.fdt()), data);
            DeviceTree merged = DeviceTreeModel.ofBlob(result.tree(), "");
            withoutPlaces(merged);
            return new OverlayPreview(content.tree(), merged, names, result.changes());
        } catch (FdtException e) {
            throw new Refused("The tree with the overlays cannot be built: " + e.getMessage(), e);
        } catch (OverlayException e) {
            StringBuilder place = new StringBuilder(names.get(e.overlayIndex()));
            e.fragment().ifPresent(fragment -> place.append(", ").append(fragment));
            e.label().ifPresent(label -> place.append(", label ").append(label));
            throw new Refused(place + ": " + e.getMessage(), e);
        }
    }

    private static byte[] read(Path overlay) throws Refused {
        byte[] data;
        try (InputStream in = Files.newInputStream(overlay)) {
            data = in.readNBytes(LONGEST + 1);
        } catch (IOException e) {
            throw new Refused(overlay + ": it could not be read: " + e.getMessage(), e);
        }
        if (data.length > LONGEST) {
            throw new Refused(overlay + ": it is longer than " + LONGEST + " bytes, a compiled overlay was expected", null);
        }
        Optional<FdtProblem> problem = FdtChecker.check(data);
        if (problem.isPresent()) {
            throw new Refused(overlay + ": " + problem.get(), null);
        }
        return data;
    }

    private static void withoutPlaces(DeviceTree tree) {
        for (Iterator<EObject> all = tree.eAllContents(); all.hasNext();) {
            EObject next = all.next();
            if (next instanceof DtNode node) {
                node.unsetOffset();
            } else if (next instanceof DtProperty property) {
                property.unsetOffset();
            }
        }
    }

    /** The changes at a node itself. */
    List<OverlayChange> at(DtNode node) {
        String path = NodePaths.path(node);
        return changes.stream().filter(change -> change.nodePath().equals(path)).toList();
    }

    /** Which overlay and which of its fragments made a change. */
    String origin(OverlayChange change) {
        return overlays.get(change.overlayIndex()) + ", " + change.fragment();
    }

    /** One line for people: the overlays in their order. */
    String title() {
        return String.join(", then ", overlays);
    }
}
