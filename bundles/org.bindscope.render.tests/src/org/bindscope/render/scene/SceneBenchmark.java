// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Set;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.render.scene.machine.MachineScenes;

/**
 * Times the pictures of servers of growing size: what is shown by default, and with all devices unfolded as
 * far as the bound allows. Times are processor times; the first of a picture includes what a new Java has
 * to load for it.
 */
public final class SceneBenchmark {

    private SceneBenchmark() {
    }

    /**
     * Prints a line for each size and picture.
     *
     * @param args numbers of functions; default 50 500 5000 100000
     */
    public static void main(String[] args) {
        String[] sizes = args.length > 0 ? args : new String[] {"50", "500", "5000", "100000"};
        System.out.println("functions  picture   unfolded  nodes  lines  first ms  best ms  allocated MB  SVG kB");
        for (String size : sizes) {
            BigMachine big = BigMachine.server(Integer.parseInt(size));
            for (SceneKind kind : new SceneKind[] {SceneKind.PCI, SceneKind.IOMMU}) {
                time(big, SceneOptions.of(kind), "no");
                time(big, SceneOptions.of(kind).unfolding(Set.of(SceneOptions.ALL)), "yes");
            }
        }
    }

    private static void time(BigMachine big, SceneOptions options, String unfolded) {
        MachineAnalysis analysis = MachineAnalysis.of(big.machine());
        analysis.groups();
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long first = 0;
        long best = Long.MAX_VALUE;
        long allocated = 0;
        Scene scene = null;
        for (int run = 0; run < 5; run++) {
            long bytes = threads.getCurrentThreadAllocatedBytes();
            long start = threads.getCurrentThreadCpuTime();
            scene = MachineScenes.of(analysis, options, TextMeasure.builtIn());
            long taken = threads.getCurrentThreadCpuTime() - start;
            first = run == 0 ? taken : first;
            best = Math.min(best, taken);
            allocated = threads.getCurrentThreadAllocatedBytes() - bytes;
        }
        String svg = SceneSvg.document(scene, SceneSvg.Theme.LIGHT);
        System.out.printf(Locale.ROOT, "%9d  %-8s  %-8s  %5d  %5d  %8.0f  %7.0f  %12.1f  %6d%n", big.functions().size(),
                options.kind().name().toLowerCase(Locale.ROOT), unfolded, scene.nodes().size(), scene.edges().size(), first / 1e6,
                best / 1e6, allocated / 1e6, svg.length() / 1000);
    }
}
