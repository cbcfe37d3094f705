// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Applies overlays to a base blob as libfdt 1.6.1 and fdtoverlay do: the result is byte for byte theirs, except
 * that the padding behind values is always 0 (libfdt leaves old bytes there) and NOP tokens of the base are not kept.
 *
 * <p>The steps for each overlay: its phandles move above the highest one of the base, references inside of it follow by
 * {@code __local_fixups__}, references to labels of the base are stored by {@code __fixups__} and {@code /__symbols__}, the
 * fragments are merged into their targets, and its symbols become symbols of the base, usable by the next overlay.
 */
public final class OverlayApplier {

    private OverlayApplier() {
    }

    /**
     * Applies overlays one after the other.
     *
     * @param base     a blob that libfdt accepts; not changed
     * @param overlays blobs with fragments; not changed
     * @return the merged blob and what changed
     * @throws FdtException     when a blob cannot be read strictly, or the result would be too long or too deep
     * @throws OverlayException when an overlay does not fit; it names the overlay, and the fragment and label if there are any
     */
    public static OverlayResult apply(byte[] base, List<byte[]> overlays) throws FdtException, OverlayException {
        Fdt tree = FdtReader.read(base);
        FdtHeader header = tree.header();
        EditableNode root = EditableNode.copyOf(tree.root());
        StringTable strings = new StringTable(stringsOf(base, header));
        List<OverlayChange> changes = new ArrayList<>();
        for (int i = 0; i < overlays.size(); i++) {
            EditableNode overlay = EditableNode.copyOf(FdtReader.read(overlays.get(i)).root());
            OverlayFixups fixups = new OverlayFixups(root, overlay, i);
            fixups.moveLocalPhandles();
            fixups.followLocalReferences();
            fixups.resolveLabels();
            OverlayMerge merge = new OverlayMerge(root, overlay, i, strings, changes);
            merge.mergeFragments();
            merge.takeSymbols();
        }
        Fdt merged = new Fdt(FdtHeader.of(header.bootCpuId()), tree.reservations(), root.frozen(), List.of(), true);
        byte[] blob = DtbWriter.write(merged, strings, header.lastCompVersion());
        return new OverlayResult(blob, FdtReader.read(blob), changes);
    }

    /** Before version 3 the size is not known: then names are taken up to the last one in use, which ends at a NUL. */
    private static byte[] stringsOf(byte[] base, FdtHeader header) {
        long end = header.stringsSize() >= 0 ? header.stringsOffset() + header.stringsSize() : header.totalSize();
        return Arrays.copyOfRange(base, (int) header.stringsOffset(), (int) Math.min(end, header.totalSize()));
    }

    /** {@return the name of the fragment that a path inside of an overlay starts with, null when it starts with none} */
    static String fragmentOf(String path) {
        if (!path.startsWith("/")) {
            return null;
        }
        int slash = path.indexOf('/', 1);
        return slash < 0 ? path.substring(1) : path.substring(1, slash);
    }

    static byte[] string(String text) {
        return (text + "\0").getBytes(StandardCharsets.ISO_8859_1);
    }
}
