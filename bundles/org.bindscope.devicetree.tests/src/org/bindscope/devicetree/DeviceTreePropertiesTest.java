// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for all trees and for all bytes. */
class DeviceTreePropertiesTest {

    @Property(tries = 300)
    void readingWhatWasWrittenGivesTheSameTree(@ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int nodes)
            throws FdtException {
        Fdt tree = GeneratedTrees.tree(seed, nodes);
        byte[] blob = DtbWriter.write(tree);
        Fdt again = FdtReader.read(blob);
        assertTrue(tree.sameContent(again));
        assertArrayEquals(blob, DtbWriter.write(again));
    }

    @Property(tries = 60)
    void decompilesGeneratedTreesAsDtc(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int nodes) throws FdtException {
        Tools.requireDtc161();
        byte[] blob = DtbWriter.write(GeneratedTrees.tree(seed, nodes));
        Fdt tree = FdtReader.read(blob);
        Tools.Answer answer = Tools.run(blob, "dtc", "-q", "-q", "-f", "-I", "dtb", "-O", "dts");
        // dtc itself stops at an assertion when its checks meet #address-cells of a wrong length
        Assume.that(answer.exit() == 0 || !answer.errors().contains("Assertion"));
        assertArrayEquals(answer.output(), Tools.dts(tree, false));
        assertArrayEquals(Tools.dtc(blob, "-f", "-s"), Tools.dts(tree, true));
    }

    @Property(tries = 1500)
    void anyDamageGivesAVerdictAndATree(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int nodes) throws Exception {
        everythingHoldsFor(GeneratedTrees.damaged(DtbWriter.write(GeneratedTrees.tree(seed, nodes)), seed));
    }

    @Property(tries = 300)
    void anyBytesGiveAVerdictAndATree(@ForAll @Size(max = 200) byte[] bytes) throws Exception {
        if (bytes.length > 4) {
            Bytes.put32(bytes, 0, FdtHeader.MAGIC);
        }
        everythingHoldsFor(bytes);
    }

    @Property(tries = 400)
    void anyOverlayOnAnyBaseGivesAResultOrAReason(@ForAll long seed) throws Exception {
        byte[] base = DtbWriter.write(GeneratedTrees.tree(seed, 30));
        byte[] overlay = GeneratedTrees.damaged(DtbWriter.write(GeneratedTrees.tree(seed + 1, 30)), seed);
        try {
            OverlayResult result = OverlayApplier.apply(base, List.of(overlay));
            assertEquals(Optional.empty(), FdtChecker.check(result.blob()));
        } catch (OverlayException e) {
            assertTrue(!e.getMessage().isEmpty());
        } catch (FdtException e) {
            assertTrue(FdtChecker.check(overlay).isPresent() || e.problem().error() == FdtError.LIMIT);
        }
    }

    @Example
    void damagedCorpusBlobsGiveVerdictsAndTrees() throws Exception {
        List<byte[]> blobs = Tools.soundBlobs().map(Tools::bytes).filter(b -> b.length < 60_000).toList();
        for (int i = 0; i < 20 * blobs.size(); i++) {
            everythingHoldsFor(GeneratedTrees.damaged(blobs.get(i % blobs.size()), i));
        }
    }

    private static void everythingHoldsFor(byte[] data) throws IOException {
        Optional<FdtProblem> verdict = FdtChecker.check(data);
        Fdt tree = FdtReader.readLenient(data);
        assertEquals(verdict, tree.firstError().filter(p -> p.error() != FdtError.LIMIT));
        verdict.ifPresent(problem -> assertTrue(problem.offset() >= 0));
        try {
            Fdt strict = FdtReader.read(data);
            assertTrue(verdict.isEmpty() && strict.complete());
            assertTrue(strict.sameContent(tree));
        } catch (FdtException e) {
            assertEquals(tree.firstError(), Optional.of(e.problem()));
        }
        assertTrue(Tools.dts(tree, true).length >= "/dts-v1/;\n\n/ {\n};\n".length());
        PhandleIndex phandles = new PhandleIndex(tree.root());
        PropertyDecoder decoder = new PropertyDecoder(tree, phandles);
        tree.root().walk(node -> node.properties().forEach(p -> decoder.decode(node, p).describe(3)));
        new ReferenceIndex(tree, decoder).dangling();
    }
}
