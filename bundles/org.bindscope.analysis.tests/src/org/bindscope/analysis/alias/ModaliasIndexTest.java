// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.alias;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.junit.jupiter.api.Test;

class ModaliasIndexTest {

    private static ModaliasIndex index(String... lines) {
        return new ModaliasIndex(ModulesAliasFile.parse("modules.alias", String.join("\n", lines)).lines());
    }

    private static List<String> modules(ModaliasIndex index, String modalias) {
        return index.matches(modalias).stream().map(AliasLine::module).toList();
    }

    @Test
    void answersInTheOrderOfTheFileWithDuplicates() {
        ModaliasIndex index = index("alias pci:v*d*sv*sd*bc01sc08i02* nvme", "alias pci:v0000144Dd0000A808sv*sd*bc*sc*i* other",
                "alias pci:v*d*sv*sd*bc01sc08i02* nvme", "alias pci:v0000144Dd*sv*sd*bc*sc*i* vendor");
        assertEquals(List.of("nvme", "other", "nvme", "vendor"),
                modules(index, "pci:v0000144Dd0000A808sv0000144Dsd0000A801bc01sc08i02"));
        assertEquals(List.of("nvme", "nvme"), modules(index, "pci:v0000144Ed0000A808sv0000144Dsd0000A801bc01sc08i02"));
    }

    @Test
    void aDevicesModaliasNeverFindsOverrideOnlyAliases() {
        ModaliasIndex index = index("alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci");
        assertEquals(List.of(), modules(index, "pci:v0000144Dd0000A808sv0000144Dsd0000A801bc01sc08i02"));
        assertEquals(List.of("vfio_pci"), modules(index, "vfio_pci:v0000144Dd0000A808sv0000144Dsd0000A801bc01sc08i02"));
        assertTrue(index.hasVfioAliases());
    }

    @Test
    void dashAndUnderscoreAreEqualExceptBetweenBrackets() {
        ModaliasIndex index = index("alias of:N*T*Cfsl,imx6-pcie* pci-imx6", "alias x[a-c]y z");
        assertEquals(List.of("pci-imx6"), modules(index, "of:NpcieT(null)Cfsl,imx6_pcie"));
        assertEquals(List.of("z"), modules(index, "xby"));
        assertEquals(List.of(), modules(index, "x-y"));
    }

    @Test
    void caseCounts() {
        ModaliasIndex index = index("alias pci:v0000144Dd*sv*sd*bc*sc*i* a");
        assertEquals(List.of(), modules(index, "pci:v0000144dd0000A808sv0000144Dsd0000A801bc01sc08i02"));
    }

    @Test
    void malformedLinesAreProblemsWithTheirLineAndTheRestCounts() {
        ModulesAliasFile file = ModulesAliasFile.parse("modules.alias", "# comment\n\nalias only-pattern\n"
                + "alias pci:v12d* short\nalias a[b broken\nnonsense\nalias good* fine\nalias a b c\n");
        assertEquals(List.of(3, 4, 5, 6, 8), file.problems().stream().map(problem -> problem.place().line()).toList());
        assertEquals(List.of("short", "broken", "fine"), file.lines().stream().map(AliasLine::module).toList());
    }

    @Test
    void builtinModinfoGivesAliasesOfBuiltInModules() {
        ModulesAliasFile file = ModulesAliasFile.parseBuiltinModinfo("modules.builtin.modinfo",
                "nvme.license=GPL\nnvme.alias=pci:v*d*sv*sd*bc01sc08i02*\nxhci_pci.file=drivers/usb/host/xhci-pci\n");
        assertEquals(List.of("nvme"), file.lines().stream().map(AliasLine::module).toList());
        assertEquals(2, file.lines().get(0).place().line());
    }

    @Test
    void libvirtsChoiceIsTheFewestWildcardsAndThenTheFirstLine() {
        ModaliasIndex index = index("alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci",
                "alias vfio_pci:v000015B3d0000101Esv*sd*bc*sc*i* mlx5_vfio_pci",
                "alias vfio_pci:v000015B3d0000101Esv*sd*bc*sc*i* second");
        VfioVariants.Variant best = new VfioVariants(index)
                .best("pci:v000015B3d0000101Esv000015B3sd00000008bc02sc00i00").orElseThrow();
        assertEquals("mlx5_vfio_pci", best.line().module());
        assertEquals(5, best.wildcards());
        assertEquals(7, new VfioVariants(index).best("pci:v000015B3d0000101Fsv000015B3sd00000008bc02sc00i00")
                .orElseThrow().wildcards());
    }

    @Test
    void aHostileFileDoesNotHang() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.append("alias ").append("*a".repeat(i % 40)).append('*').append(i).append("*? m\n");
        }
        String file = text.toString();
        assertTimeoutPreemptively(Duration.ofSeconds(10),
                () -> index(file.split("\n")).matches("a".repeat(2000) + "pci:v"));
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.strings().withChars("ab*?-_[]").ofMaxLength(7);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("ab-_]").ofMaxLength(7);
    }

    @Property(tries = 2000)
    void theIndexAgreesWithMatchingOneByOne(@ForAll("patterns") String one, @ForAll("patterns") String two,
            @ForAll("texts") String text) {
        List<AliasLine> lines = List.of(new AliasLine(one, "1", new FilePlace("f", 1)),
                new AliasLine(two, "2", new FilePlace("f", 2)));
        List<AliasLine> expected = lines.stream().filter(line -> Glob.matches(ModuleNames.normalize(line.pattern()),
                ModuleNames.normalize(text))).toList();
        assertEquals(expected, new ModaliasIndex(lines).matches(text));
    }
}
