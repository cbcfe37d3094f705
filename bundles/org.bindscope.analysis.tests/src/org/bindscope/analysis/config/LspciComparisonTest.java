// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.bindscope.analysis.groups.CorpusMachines;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.testsupport.CorpusFiles;
import org.eclipse.emf.common.util.TreeIterator;
import org.eclipse.emf.ecore.EObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every field that lspci and the decoder both show has the same value in both. */
class LspciComparisonTest {

    @TempDir
    Path folder;

    @Test
    void everyFieldOfGeneratedCapabilitiesEqualsWhatLspciSays() throws Exception {
        GeneratedSpaces generator = new GeneratedSpaces(20);
        List<byte[]> spaces = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < Integer.getInteger("bindscope.lspci.spaces", 120); i++) {
            spaces.add(generator.next());
            names.add("generated " + i);
        }
        LspciRules.Tally tally = compare(names, spaces);
        assertTrue(tally.fields() > 50_000, "compared: " + tally.fields());
    }

    @Test
    void everyFieldOfTheCorpusEqualsWhatLspciSays() throws Exception {
        List<byte[]> spaces = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Path file : CorpusFiles.list("", ".tar.gz", ".tar.xz", ".tar.bz2")) {
            Machine machine = CorpusMachines.open(file);
            for (TreeIterator<EObject> all = machine.eAllContents(); all.hasNext();) {
                if (all.next() instanceof PciFunction function && function.getConfigSpace() != null
                        && function.getConfigSpace().length >= ConfigSpace.HEADER_SIZE) {
                    spaces.add(function.getConfigSpace());
                    names.add(file.getFileName() + " " + function.getAddress());
                }
            }
        }
        LspciRules.Tally tally = compare(names, spaces);
        assertTrue(spaces.isEmpty() || tally.fields() > 10_000, "compared: " + tally.fields());
    }

    private LspciRules.Tally compare(List<String> names, List<byte[]> spaces) throws Exception {
        LspciRules rules = new LspciRules();
        LspciRules.Tally tally = new LspciRules.Tally();
        List<List<String>> said = Lspci.decode(folder, spaces);
        for (int i = 0; i < said.size(); i++) {
            rules.compare(names.get(i), ConfigDecoder.decode(ConfigSpace.of(spaces.get(i))), said.get(i), tally);
        }
        System.out.println("lspci: " + spaces.size() + " functions, " + tally.fields() + " fields compared, "
                + tally.differing.size() + " differ, "
                + "explained by lspci: " + tally.explained);
        if (Boolean.getBoolean("bindscope.lspci.details")) {
            System.out.println(tally.compared);
            System.out.println("said by lspci only: " + tally.notCompared);
            tally.differing.stream().limit(100).forEach(System.out::println);
        }
        assertEquals(List.of(), tally.differing.stream().limit(20).toList());
        return tally;
    }
}
