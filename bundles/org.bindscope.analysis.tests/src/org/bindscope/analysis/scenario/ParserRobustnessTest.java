// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.scenario;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.bindscope.analysis.alias.ModaliasIndex;
import org.bindscope.analysis.alias.ModulesAliasFile;
import org.bindscope.analysis.match.DynamicIdText;
import org.bindscope.analysis.modprobe.ConfigText;
import org.bindscope.analysis.modprobe.KernelCommandLine;
import org.bindscope.analysis.modprobe.ModprobeConfig;
import org.bindscope.analysis.modprobe.ModuleInventory;
import org.bindscope.analysis.modprobe.ModuleResolver;
import org.bindscope.analysis.rules.KernelVersion;

/** Texts of strangers end in a result or in one sentence, never in anything else. */
class ParserRobustnessTest {

    private static final String GOOD = """
            title: t
            kernel: "6.12"
            devices:
              - { address: "0000:01:00.0", id: "10de:1db5", class: "030200", acs: "1d/1d", group: "1" }
            drivers:
              - { name: nouveau, ids: ["10de:*/030000/ff0000"], flags: [vfio], probe: EINVAL }
            steps:
              - ADD
              - NEW_ID nouveau 1 2
              - expect: { driver: nouveau, viable: { "1": true }, groups: [["0000:01:00.0"]] }
            """;

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("alisopt nkdeb:*=,.-_/\\#\"'\n0fx[]!?{}&").ofMaxLength(80);
    }

    @Property(tries = 1000)
    void configurationAndAliasesAreReadWhateverTheyHold(@ForAll("texts") String text, @ForAll("texts") String request) {
        ModprobeConfig config = ModprobeConfig.of(List.of(new ConfigText("etc/modprobe.d/x.conf", "alias " + text + "\nsoftdep " + text)),
                Optional.of(new ConfigText("modules.softdep", text)), KernelCommandLine.parse(text));
        ModaliasIndex index = new ModaliasIndex(ModulesAliasFile.parse("a", "alias " + text + "\n" + text).lines());
        ModuleInventory inventory = ModuleInventory.parse(Optional.of(new ConfigText("modules.dep", text)),
                Optional.of(new ConfigText("modules.builtin", text)));
        assertNotNull(new ModuleResolver(index, new ModaliasIndex(ModulesAliasFile.parseBuiltinModinfo("b", text).lines()), config,
                inventory).resolve(request));
        assertNotNull(DynamicIdText.parameter(text));
        assertNotNull(KernelVersion.parse(text));
    }

    @Property(tries = 1500)
    void aDamagedScenarioIsReadOrRefusedInOneSentence(@ForAll int at, @ForAll("texts") String put, @ForAll boolean replace) {
        int place = Math.floorMod(at, GOOD.length());
        String damaged = GOOD.substring(0, place) + put + GOOD.substring(replace ? Math.min(GOOD.length(), place + put.length()) : place);
        try {
            assertNotNull(new ScenarioRunner().run(ScenarioReader.read("s.yaml", damaged)));
        } catch (ScenarioException e) {
            assertTrue(e.getMessage().startsWith("s.yaml"), e.getMessage());
            assertFalse(e.getMessage().contains("null"), e.getMessage());
        }
    }
}
