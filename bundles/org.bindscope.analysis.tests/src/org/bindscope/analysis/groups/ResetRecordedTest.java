// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;
import org.bindscope.testsupport.CorpusFiles;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.junit.jupiter.api.Test;

/** Reset methods worked out from capabilities, against what recorded kernels wrote into reset_method. */
class ResetRecordedTest {

    @Test
    void capabilitiesGiveTheMethodsThatTheKernelHad() {
        int compared = 0;
        for (Path file : CorpusFiles.list("", ".tar.gz", ".tar.xz")) {
            Machine machine = CorpusMachines.open(file);
            List<PciFunction> functions = MachineIndex.functions(machine);
            if (functions.stream().allMatch(f -> f.getResetMethods().isEmpty())) {
                continue;
            }
            Machine without = EcoreUtil.copy(machine);
            MachineIndex.functions(without).forEach(f -> {
                f.getResetMethods().clear();
                f.getEvidence().removeIf(e -> "resetMethods".equals(e.getFeature()));
            });
            ResetAnalysis recorded = new ResetAnalysis(machine);
            ResetAnalysis computed = new ResetAnalysis(without);
            for (PciFunction function : functions) {
                PciFunction bare = MachineIndex.function(without, MachineIndex.address(function).orElseThrow()).orElseThrow();
                if (function instanceof PciBridge || computed.of(bare).methods().isEmpty()) {
                    continue;
                }
                List<String> kernel = new ArrayList<>(recorded.of(function).methods().orElseThrow());
                List<String> own = new ArrayList<>(computed.of(bare).methods().orElseThrow());
                // The kernel asks when the function is found: the first on a bus is alone then, and keeps "bus".
                boolean first = computed.of(bare).others().stream().allMatch(other -> other.compareTo(function.getAddress()) > 0);
                if (first && !computed.of(bare).others().isEmpty()) {
                    kernel.remove("bus");
                }
                assertEquals(kernel, own, file.getFileName() + " " + function.getAddress());
                assertEquals(recorded.of(function).reach(), computed.of(bare).reach(), file.getFileName() + " " + function.getAddress());
                compared++;
            }
        }
        assumeTrue(compared > 0, "skipped without ../shared/corpus");
        assertTrue(compared > 150, "functions compared: " + compared);
    }
}
