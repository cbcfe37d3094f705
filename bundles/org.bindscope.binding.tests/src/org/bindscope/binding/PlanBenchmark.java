// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.model.Machine;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.testsupport.CorpusFiles;

/**
 * Times what follows a wish on a big server: the plan, all checks, the forecast, the suggestions, what each format can
 * say, and the preview of one. 530 functions below 132 bridges, in groups of one slot each, with the lists of
 * modules of a captured Debian kernel.
 */
public final class PlanBenchmark {

    private static final int BUSES = 132;
    private static final int PORTS = 11;
    private static final int RUNS = 60;
    private static final int WARM = 30;

    private PlanBenchmark() {
    }

    /**
     * Prints medians, wall time.
     *
     * @param args none
     * @throws Exception where the captured machine cannot be read
     */
    public static void main(String[] args) throws Exception {
        Machine captured = new SnapshotReader().open(CorpusFiles.corpus().orElseThrow().resolve("qemu/A-01-coldplug.tar.gz").toString(),
                ReadOptions.defaults(), Progress.none()).machine();
        TestMachine server = server(captured);
        MachineAnalysis analysis = prepared(server, "cold");
        prepared(server, "warm");
        first(analysis);
        for (int wishes : List.of(1, 4, 32, 128, BUSES * 3)) {
            time(analysis, wishes);
        }
    }

    /** What the desktop works out in the background when a machine was opened. */
    private static MachineAnalysis prepared(TestMachine server, String when) {
        MachineAnalysis analysis = MachineAnalysis.of(server.machine);
        long start = System.nanoTime();
        analysis.verdicts();
        long verdicts = System.nanoTime();
        analysis.groups();
        analysis.nvLink();
        System.out.printf(Locale.ROOT, "%d functions, %d bytes of modules.alias; once, %s: verdicts %.0f ms, groups and links %.0f ms%n",
                server.functions().size(), server.machine.getTextFiles().get(0).getText().length(), when, (verdicts - start) / 1e6,
                (System.nanoTime() - verdicts) / 1e6);
        return analysis;
    }

    /** The desktop evaluates a plan of one device in the background once a machine is open; then comes the user's first wish. */
    private static void first(MachineAnalysis analysis) {
        for (String which : List.of("rehearsal", "first wish")) {
            long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            long begin = System.nanoTime();
            review(analysis, List.of("0000:01:00.0"));
            System.out.printf(Locale.ROOT, "%s: %.0f ms, processor time %.0f ms%n", which, (System.nanoTime() - begin) / 1e6,
                    (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e6);
        }
    }

    private static void review(MachineAnalysis analysis, List<String> addresses) {
        PlanBuilder builder = new PlanBuilder(analysis.machine());
        addresses.forEach(address -> builder.bind(address, "vfio-pci"));
        BindingPlan made = builder.build();
        PlanReview.of(analysis, HostUse.none(), made);
        ExportFormats formats = new ExportFormats();
        formats.all().forEach(format -> formats.refusal(format, made));
        formats.all().get(0).export(made);
    }

    private static void time(MachineAnalysis analysis, int wishes) {
        List<String> endpoints = new MachineIndex(analysis.machine()).all().stream()
                .filter(function -> function.getHeaderType() == 0).map(function -> function.getAddress()).limit(wishes).toList();
        ExportFormats formats = new ExportFormats();
        long[] plan = new long[RUNS];
        long[] review = new long[RUNS];
        long[] preview = new long[RUNS];
        long[] total = new long[RUNS];
        for (int run = -WARM; run < RUNS; run++) {
            long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            long begin = System.nanoTime();
            PlanBuilder builder = new PlanBuilder(analysis.machine());
            endpoints.forEach(address -> builder.bind(address, "vfio-pci"));
            BindingPlan made = builder.build();
            long built = System.nanoTime();
            PlanReview.of(analysis, HostUse.none(), made);
            long reviewed = System.nanoTime();
            formats.all().forEach(format -> formats.refusal(format, made));
            formats.all().get(0).export(made);
            long end = System.nanoTime();
            if (run >= 0) {
                plan[run] = built - begin;
                review[run] = reviewed - built;
                preview[run] = end - reviewed;
                total[run] = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
            }
        }
        System.out.printf(Locale.ROOT, "%4d wishes: plan %.2f ms, review %.2f ms, preview %.2f ms; processor time %.2f ms%n", wishes,
                median(plan), median(review), median(preview), median(total));
    }

    private static double median(long[] times) {
        java.util.Arrays.sort(times);
        return times[times.length / 2] / 1e6;
    }

    private static TestMachine server(Machine captured) {
        TestMachine server = new TestMachine("server", captured.getProvenance().getKernelRelease());
        for (TextFileKind kind : List.of(TextFileKind.MODULES_ALIAS, TextFileKind.MODULES_DEP, TextFileKind.MODULES_BUILTIN)) {
            TextFile file = captured.getTextFiles().stream().filter(text -> text.getKind() == kind).findFirst().orElseThrow();
            server.text(kind, file.getPath(), file.getText());
        }
        server.driver("vfio-pci", "vfio_pci", false);
        server.driver("pcieport", null, true);
        server.driver("nvme", "nvme", false);
        server.driver("ixgbevf", "ixgbevf", false);
        server.driver("nvidia", "nvidia", false);
        byte[] port = space(0x81, 4);
        // Access Control Services with Source Validation, Request and Completion Redirect and Upstream Forwarding, switched on.
        port[0x100] = 0x0d;
        port[0x102] = 1;
        port[0x104] = 0x1d;
        port[0x106] = 0x1d;
        byte[] space = space(0x80, 0);
        for (int bus = 1; bus <= BUSES; bus++) {
            // A dozen host bridges, as servers have them: each with a root bus of eleven ports in two slots.
            int place = (bus - 1) % PORTS;
            String bridge = String.format(Locale.ROOT, "%04x:00:%02x.%d", (bus - 1) / PORTS, 1 + place / 8, place % 8);
            server.bridge(bridge, "8086:3c02", bus, bus, "pcieport", "b" + bus).setConfigSpace(port);
            for (int function = 0; function < 3; function++) {
                String address = String.format(Locale.ROOT, "%04x:%02x:00.%d", (bus - 1) / PORTS, bus, function);
                switch (function) {
                    case 0 -> server.function(address, "10de:2204", "1043:87d9", 0x030000, "nvidia", "" + bus);
                    case 1 -> server.function(address, "8086:10ed", "8086:0000", 0x020000, "ixgbevf", "" + bus);
                    default -> server.function(address, "144d:a808", "144d:a801", 0x010802, "nvme", "" + bus);
                }
                server.at(address).setConfigSpace(space);
                server.at(address).setModalias(String.format(Locale.ROOT, "pci:v%08Xd%08Xsv%08Xsd%08Xbc%02Xsc%02Xi%02X",
                        server.at(address).getVendorId(), server.at(address).getDeviceId(), server.at(address).getSubsystemVendorId(),
                        server.at(address).getSubsystemId(), server.at(address).getClassCode() >> 16,
                        server.at(address).getClassCode() >> 8 & 0xff, server.at(address).getClassCode() & 0xff));
            }
        }
        return server;
    }

    /** A configuration space with a PCI Express capability, version 2, of a Device/Port Type. */
    private static byte[] space(int headerType, int type) {
        byte[] space = new byte[4096];
        space[0x06] = 0x10;
        space[0x0e] = (byte) headerType;
        space[0x34] = 0x40;
        space[0x40] = 0x10;
        space[0x42] = (byte) (type << 4 | 2);
        return space;
    }
}
