// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.bindscope.devicetree.Tools.Answer;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayApplierTest {

    @TempDir
    Path folder;

    private String lastErrors;

    private static byte[] overlayFile(String name) {
        return Tools.bytes(CorpusFiles.require("dtb/overlays/" + name));
    }

    /** libfdt leaves old bytes in the padding behind values that it inserts; here these bytes are 0. */
    static byte[] withZeroPadding(byte[] blob) {
        byte[] clean = blob.clone();
        FdtHeader header = FdtHeader.read(blob);
        StructureCursor cursor = FdtChecker.cursor(blob, header);
        for (FdtProblem end = cursor.advance(); end == null && cursor.tag() != StructureCursor.END; end = cursor.advance()) {
            if (cursor.tag() == StructureCursor.PROP) {
                for (int i = cursor.valueOffset() + cursor.valueLength(); i % 4 != 0; i++) {
                    clean[i] = 0;
                }
            }
        }
        return clean;
    }

    /** What fdtoverlay makes of it, with zero padding; empty when it fails. */
    private Optional<byte[]> fdtoverlay(byte[] base, byte[]... overlays) {
        Tools.requireDtc161();
        try {
            Files.write(folder.resolve("base"), base);
            List<String> command = new ArrayList<>(List.of("fdtoverlay", "-i", folder.resolve("base").toString(),
                    "-o", folder.resolve("merged").toString()));
            for (int i = 0; i < overlays.length; i++) {
                command.add(Files.write(folder.resolve("overlay" + i), overlays[i]).toString());
            }
            Answer answer = Tools.run(command.toArray(String[]::new));
            lastErrors = answer.errors();
            return answer.exit() == 0 ? Optional.of(withZeroPadding(Tools.bytes(folder.resolve("merged")))) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void mergesTheCorpusOverlaysByteForByteAsFdtoverlay() throws Exception {
        assertArrayEquals(withZeroPadding(overlayFile("gpu-merged.dtb")),
                OverlayApplier.apply(overlayFile("gpu-base.dtb"), List.of(overlayFile("gpu-overlay.dtbo"))).blob());
        assertArrayEquals(withZeroPadding(overlayFile("panel-merged.dtb")), OverlayApplier
                .apply(overlayFile("panel-base.dtb"), List.of(overlayFile("draak-ebisu-panel-aa104xd12.dtbo"))).blob());
    }

    @Test
    void mergesTheSameOverlayTwiceAsFdtoverlay() throws Exception {
        byte[] base = overlayFile("gpu-base.dtb");
        byte[] overlay = overlayFile("gpu-overlay.dtbo");
        assertArrayEquals(fdtoverlay(base, overlay, overlay).orElseThrow(),
                OverlayApplier.apply(base, List.of(overlay, overlay)).blob());
    }

    @Test
    void tellsWhatChanged() throws Exception {
        List<OverlayChange> changes = OverlayApplier
                .apply(overlayFile("gpu-base.dtb"), List.of(overlayFile("gpu-overlay.dtbo"))).changes();
        Fdt base = FdtReader.read(overlayFile("gpu-base.dtb"));
        Fdt merged = FdtReader.read(overlayFile("gpu-merged.dtb"));
        assertEquals(merged.nodeCount() - base.nodeCount(),
                changes.stream().filter(c -> c.kind() == OverlayChange.Kind.NODE_ADDED).count());
        for (OverlayChange change : changes) {
            FdtNode node = merged.find(change.nodePath()).orElseThrow();
            assertEquals(change.nodePath(), node.path());
            change.property().ifPresent(name -> assertTrue(
                    node.property(name).orElseThrow().valueEquals(change.after().orElseThrow())));
            assertEquals(change.kind() == OverlayChange.Kind.PROPERTY_CHANGED, change.before().isPresent());
        }
    }

    @Test
    void namesTheLabelAndTheFragmentOfAFailedFixup() {
        byte[] base = Tools.bytes(CorpusFiles.require("dtb/debian-arm64/bcm2711-rpi-4-b.dtb"));
        OverlayException failure = assertThrows(OverlayException.class,
                () -> OverlayApplier.apply(base, List.of(overlayFile("draak-ebisu-panel-aa104xd12.dtbo"))));
        assertEquals(FdtError.NOTFOUND, failure.error());
        assertTrue(failure.label().isPresent());
        assertTrue(failure.fragment().orElseThrow().startsWith("fragment@"));
        assertTrue(failure.getMessage().contains("__symbols__"));
    }

    private static byte[] blob(Consumer<FdtBuilder> content) {
        FdtBuilder builder = new FdtBuilder().beginNode("");
        content.accept(builder);
        try {
            return DtbWriter.write(builder.endNode().build());
        } catch (FdtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] base() {
        return blob(b -> b.string("model", "base").cells("#x", 1)
                .beginNode("aliases").string("soc0", "/soc").endNode()
                .beginNode("soc").cells("phandle", 5).string("status", "disabled")
                .beginNode("a@1").cells("linux,phandle", 9).endNode().beginNode("a@2").endNode().endNode()
                .beginNode("__symbols__").string("soc", "/soc").string("a2", "/soc/a@2").string("gone", "/soc/b")
                .string("nopath", "zz").endNode());
    }

    private static byte[] overlay(Consumer<FdtBuilder> target, Consumer<FdtBuilder> content, Consumer<FdtBuilder> rest) {
        return blob(b -> {
            b.beginNode("fragment@0");
            target.accept(b);
            b.beginNode("__overlay__");
            content.accept(b);
            b.endNode().endNode();
            rest.accept(b);
        });
    }

    private static void nothing(FdtBuilder builder) {
        // adds nothing
    }

    private void sameAsFdtoverlay(byte[] base, byte[]... overlays) throws Exception {
        byte[] expected = fdtoverlay(base, overlays).orElseThrow(() -> new AssertionError(lastErrors));
        assertArrayEquals(expected, OverlayApplier.apply(base, List.of(overlays)).blob());
    }

    @Test
    void insertsReplacesAndFindsTargetsAsFdtoverlay() throws Exception {
        Consumer<FdtBuilder> content = b -> b.string("status", "okay and longer").cells("x", 1).cells("model", 2).property("empty")
                .beginNode("a").cells("in-a1", 1).endNode().beginNode("a@2").cells("phandle", 1).endNode()
                .beginNode("new@3").cells("phandle", 2).cells("linux,phandle", 2).cells("ref", 2).beginNode("deep").endNode()
                .endNode().beginNode("new").cells("finds-new3", 1).endNode();
        Consumer<FdtBuilder> rest = b -> b.beginNode("fragment@1").cells("target", -1).beginNode("__overlay__")
                .cells("second", 1).endNode().endNode()
                .beginNode("fragment@2").cells("not-an-overlay", 1).endNode()
                .beginNode("__symbols__").string("root", "/fragment@0/__overlay__").string("deep", "/fragment@0/__overlay__/new@3/deep")
                .string("second", "/fragment@1/__overlay__").string("slash", "/fragment@1/__overlay__/").string("elsewhere", "/other/x")
                .string("top", "/top").endNode()
                .beginNode("__local_fixups__").beginNode("fragment@0").beginNode("__overlay__").beginNode("new@3")
                .cells("ref", 0).endNode().endNode().endNode().endNode()
                .beginNode("__fixups__").string("soc", "/fragment@1:target:0").endNode();
        for (String path : List.of("/", "/soc", "soc0", "soc0/a", "//soc/a@2/")) {
            sameAsFdtoverlay(base(), overlay(b -> b.string("target-path", path), content, rest));
        }
        sameAsFdtoverlay(base(), overlay(b -> b.string("target-path", "/"), content, rest),
                overlay(b -> b.cells("target", -1), b -> b.cells("third", 1), b -> b.beginNode("__fixups__")
                        .string("second", "/fragment@0:target:0").endNode()));
    }

    private void failsAsFdtoverlay(FdtError error, byte[] overlay) {
        assertEquals(Optional.empty(), fdtoverlay(base(), overlay));
        assertTrue(lastErrors.contains("FDT_ERR_" + error), lastErrors);
        OverlayException failure = assertThrows(OverlayException.class, () -> OverlayApplier.apply(base(), List.of(overlay)));
        assertEquals(error, failure.error(), failure::getMessage);
        assertEquals(0, failure.overlayIndex());
    }

    @Test
    void refusesWhatLibfdtRefuses() {
        Consumer<FdtBuilder> root = b -> b.string("target-path", "/");
        Consumer<FdtBuilder> none = OverlayApplierTest::nothing;
        failsAsFdtoverlay(FdtError.NOTFOUND, overlay(b -> b.string("target-path", "/nowhere"), none, none));
        failsAsFdtoverlay(FdtError.BADPATH, overlay(b -> b.string("target-path", "noalias"), none, none));
        failsAsFdtoverlay(FdtError.BADPHANDLE, overlay(b -> b.cells("target", -1), none, none));
        failsAsFdtoverlay(FdtError.BADPHANDLE, overlay(b -> b.cells("target", 1, 2), none, none));
        failsAsFdtoverlay(FdtError.NOTFOUND, overlay(b -> b.cells("target", 77), none, none));
        failsAsFdtoverlay(FdtError.BADOVERLAY, overlay(none, none, none));
        failsAsFdtoverlay(FdtError.NOPHANDLES, overlay(root, b -> b.cells("phandle", -2), none));
        failsAsFdtoverlay(FdtError.BADPHANDLE, overlay(root, b -> b.string("phandle", "x"), none));
        failsAsFdtoverlay(FdtError.BADVALUE, overlay(root, none, b -> b.beginNode("__symbols__").cells("l", 1).endNode()));
        failsAsFdtoverlay(FdtError.BADOVERLAY,
                overlay(root, none, b -> b.beginNode("__symbols__").string("l", "/fragment@9/__overlay__").endNode()));
        failsAsFdtoverlay(FdtError.BADOVERLAY,
                overlay(root, none, b -> b.beginNode("__local_fixups__").cells("nothing", 0).endNode()));
        failsAsFdtoverlay(FdtError.BADOVERLAY,
                overlay(root, none, b -> b.beginNode("__local_fixups__").beginNode("nothing").endNode().endNode()));
        for (String place : List.of("", "x", "/fragment@0", "/fragment@0:target-path", "/fragment@0::0", "/fragment@0:target-path:",
                "/fragment@0:target-path:x", "/fragment@0:target-path:1x", "/fragment@7:target-path:0")) {
            failsAsFdtoverlay(FdtError.BADOVERLAY, overlay(root, none, b -> b.beginNode("__fixups__").string("soc", place).endNode()));
        }
        failsAsFdtoverlay(FdtError.NOTFOUND,
                overlay(root, none, b -> b.beginNode("__fixups__").string("soc", "/fragment@0:gone:0").endNode()));
        for (String label : List.of("unknown", "gone", "a2")) {
            failsAsFdtoverlay(FdtError.NOTFOUND, overlay(b -> b.cells("target", -1), none,
                    b -> b.beginNode("__fixups__").string(label, "/fragment@0:target:0").endNode()));
        }
        failsAsFdtoverlay(FdtError.BADPATH, overlay(b -> b.cells("target", -1), none,
                b -> b.beginNode("__fixups__").string("nopath", "/fragment@0:target:0").endNode()));
    }

    @Test
    void mergesIntoEveryCorpusBlobAsFdtoverlay() throws Exception {
        byte[] overlay = overlay(b -> b.string("target-path", "/"),
                b -> b.string("model", "changed").cells("phandle", 1).cells("brand-new,name", 1).beginNode("chosen").cells("c", 1)
                        .endNode().beginNode("fresh").cells("reg", 1).endNode(),
                b -> b.beginNode("__symbols__").string("fresh", "/fragment@0/__overlay__/fresh").endNode());
        int compared = 0;
        for (Path blob : Tools.soundBlobs().toList()) {
            byte[] base = Tools.bytes(blob);
            if (FdtReader.readLenient(base).header().version() >= 16) {
                assertArrayEquals(fdtoverlay(base, overlay).orElseThrow(), OverlayApplier.apply(base, List.of(overlay)).blob(),
                        blob.toString());
                compared++;
            }
        }
        assertTrue(compared > 40 || CorpusFiles.corpus().isEmpty());
    }

    @Test
    void agreesWithFdtoverlayOnGeneratedOverlays() {
        int merged = 0;
        for (int seed = 0; seed < 100; seed++) {
            byte[] base = bytes(GeneratedTrees.base(seed));
            byte[][] overlays = {bytes(GeneratedTrees.overlay(seed)), bytes(GeneratedTrees.overlay(seed + 1000))};
            Optional<byte[]> expected = fdtoverlay(base, overlays);
            try {
                assertArrayEquals(expected.orElse(new byte[0]), OverlayApplier.apply(base, List.of(overlays)).blob(), "seed " + seed);
                merged++;
            } catch (OverlayException e) {
                assertTrue(expected.isEmpty(), () -> e.getMessage());
                assertTrue(lastErrors.contains(e.error().libfdtName()), () -> lastErrors + e.getMessage());
                assertTrue(lastErrors.contains("overlay" + e.overlayIndex()), lastErrors);
            } catch (FdtException e) {
                throw new AssertionError(e);
            }
        }
        assertTrue(merged > 20 && merged < 100, "merged " + merged);
    }

    private static byte[] bytes(Fdt tree) {
        try {
            return DtbWriter.write(tree);
        } catch (FdtException e) {
            throw new AssertionError(e);
        }
    }
}
