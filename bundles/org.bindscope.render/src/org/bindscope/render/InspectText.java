// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.util.List;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.evidence.EvidenceReport;
import org.bindscope.analysis.evidence.MissingEvidence;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.analysis.match.WhatIf;
import org.bindscope.analysis.nvlink.NvLinkGraph;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DeviceTreeOrigin;
import org.bindscope.model.Driver;
import org.bindscope.model.DriverState;
import org.bindscope.model.Machine;
import org.bindscope.model.NumaNode;
import org.bindscope.model.PciFunction;
import org.bindscope.model.Problem;
import org.bindscope.model.Provenance;
import org.bindscope.model.SnapshotInput;

/** The overview of a machine as text. */
final class InspectText {

    private static final int MAX_PROBLEMS = 20;

    private final MachineAnalysis analysis;
    private final Machine machine;
    private final EvidenceReport report;

    InspectText(MachineAnalysis analysis) {
        this.analysis = analysis;
        this.report = EvidenceReport.of(analysis);
        this.machine = analysis.machine();
    }

    void appendTo(StringBuilder text) {
        head(text);
        devices(text);
        groups(text);
        nvLink(text);
        drivers(text);
        findings(text);
        problems(text);
        missing(text);
    }

    private void head(StringBuilder text) {
        Provenance provenance = InspectAnswer.provenance(machine);
        boolean several = provenance.getInputs().size() > 1;
        line(text, "Snapshot      ", several ? provenance.getInputs().size() + " inputs as one machine"
                : said(provenance.getSource()) + " (" + InspectAnswer.kind(provenance.getKind()) + ")");
        if (several) {
            for (SnapshotInput input : provenance.getInputs()) {
                line(text, "Input         ", said(input.getSource()) + " (" + InspectAnswer.kind(input.getKind()) + ")");
            }
        }
        report.banner().ifPresent(banner -> line(text, "Warning       ", banner));
        line(text, "Kernel        ", said(provenance.getKernelRelease()) + ", " + said(provenance.getArchitecture()));
        line(text, "Command line  ", said(provenance.getCommandLine()));
        line(text, "Rules         ", analysis.rules().label());
        for (String caveat : analysis.rules().caveats()) {
            line(text, "              ", caveat);
        }
        for (WhatIf supposed : analysis.whatIfs()) {
            line(text, "Supposed      ", supposed.describe());
        }
        for (DeviceTree tree : machine.getDeviceTrees()) {
            line(text, "Device tree   ", (tree.getFile() == null ? "" : tree.getFile()) + (tree.getOrigin() == DeviceTreeOrigin.BLOB
                    ? " (blob, version " + (tree.isSetVersion() ? Integer.toString(tree.getVersion()) : FactText.NOT_SAID) + ")"
                    : " (directory)"));
        }
        if (!machine.getNumaNodes().isEmpty()) {
            StringBuilder nodes = new StringBuilder();
            for (NumaNode node : machine.getNumaNodes()) {
                nodes.append(nodes.length() == 0 ? "" : ", ").append(node.getId());
                if (node.getCpuList() != null && node.getCpuList().isEmpty()) {
                    nodes.append(" (no CPU)");
                }
            }
            line(text, "NUMA nodes    ", nodes.toString());
        }
    }

    private static String said(String value) {
        return value == null ? FactText.NOT_SAID : value;
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(label).append(VisibleText.of(value)).append('\n');
    }

    private void devices(StringBuilder text) {
        List<PciFunction> functions = Facts.functions(machine);
        long bound = functions.stream().filter(function -> function.getDriver() != null).count();
        text.append("\nPCI: ").append(FindingsAnswer.plural(functions.size(), "function")).append(" in ")
                .append(FindingsAnswer.plural(machine.getDomains().size(), "domain")).append(", ").append(bound)
                .append(" with a driver\n");
        if (functions.isEmpty()) {
            return;
        }
        boolean overrides = functions.stream().anyMatch(function -> function.getDriverOverride() != null);
        TextTable table = overrides
                ? new TextTable("  ", "ADDRESS", "ID", "DRIVER", "OVERRIDE", ">GROUP", ">NUMA", "LINK", "CLASS", "NAME")
                : new TextTable("  ", "ADDRESS", "ID", "DRIVER", ">GROUP", ">NUMA", "LINK", "CLASS", "NAME");
        for (PciFunction function : functions) {
            String name = DeviceText.name(function) + (function.getPhysicalFunction() == null ? ""
                    : " (virtual function of " + function.getPhysicalFunction().getAddress() + ")");
            if (overrides) {
                table.row(function.getAddress(), DeviceText.ids(function), GroupsAnswer.driver(function),
                        function.getDriverOverride() == null ? FactText.NONE : function.getDriverOverride(),
                        DeviceText.group(function), DeviceText.numaNode(function), DeviceText.link(function),
                        DeviceText.classCode(function), name);
            } else {
                table.row(function.getAddress(), DeviceText.ids(function), GroupsAnswer.driver(function),
                        DeviceText.group(function), DeviceText.numaNode(function), DeviceText.link(function),
                        DeviceText.classCode(function), name);
            }
        }
        table.appendTo(text);
        text.append("  (").append(FactText.LEGEND).append(")\n");
    }

    private void groups(StringBuilder text) {
        List<GroupReport> groups = analysis.groups().groups();
        if (groups.isEmpty()) {
            text.append('\n').append(GroupsAnswer.none(analysis.groups())).append('\n');
            return;
        }
        text.append("\nIOMMU: ").append(FindingsAnswer.plural(groups.size(), "group")).append('\n');
        TextTable table = new TextTable("  ", ">GROUP", "TYPE", "VFIO MAY HAVE IT", "DEVICES");
        for (GroupReport group : groups) {
            table.row(group.number(), group.type().orElse(FactText.NOT_SAID),
                    GroupsAnswer.viableWord(group),
                    String.join(" ", group.devices()));
        }
        table.appendTo(text);
    }

    private void nvLink(StringBuilder text) {
        NvLinkGraph graph = analysis.nvLink();
        if (graph.endpoints().isEmpty()) {
            return;
        }
        text.append("\nNVLink: ").append(FindingsAnswer.plural(graph.endpoints().size(), "end")).append(", ")
                .append(FindingsAnswer.plural(graph.links().size(), "link")).append('\n');
        TextTable table = new TextTable("  ", "BETWEEN", "AND", ">LINKS", ">GB/s EACH WAY");
        for (NvLinkGraph.Bundle bundle : graph.bundles()) {
            table.row(bundle.a(), bundle.b(), Integer.toString(bundle.links()), bundle.bandwidthGBs().isPresent()
                    ? NvLinkAnswer.decimal(bundle.bandwidthGBs().getAsDouble()) : FactText.NOT_SAID);
        }
        if (!table.isEmpty()) {
            table.appendTo(text);
        }
    }

    private void drivers(StringBuilder text) {
        TextTable table = new TextTable("  ", "DRIVER", "MODULE", ">DEVICES");
        int count = 0;
        for (Driver driver : machine.getDrivers()) {
            if (driver.getState() == DriverState.REGISTERED) {
                count++;
                String module = driver.getModule() == null ? FactText.NOT_SAID : driver.getModule().getName()
                        + (driver.getModule().isSetBuiltin() && driver.getModule().isBuiltin() ? " (built in)" : "");
                table.row(driver.getName(), module, Integer.toString(driver.getBoundFunctions().size()));
            }
        }
        text.append("\nPCI drivers: ").append(count).append(" registered\n");
        if (!table.isEmpty()) {
            table.appendTo(text);
        }
    }

    private void findings(StringBuilder text) {
        if (analysis.findings().isEmpty()) {
            return;
        }
        List<Finding> findings = analysis.findings().get();
        text.append("\nFindings: ").append(FindingsAnswer.counts(findings)).append('\n');
        for (Finding finding : findings) {
            FindingsAnswer.head(text.append("  "), finding);
        }
    }

    private void missing(StringBuilder text) {
        if (report.missing().isEmpty()) {
            return;
        }
        text.append("\nMissing evidence: ").append(FindingsAnswer.plural(report.missing().size(), "kind")).append('\n');
        TextTable table = new TextTable("  ", "MISSING", "NOT ANSWERED", "COLLECT WITH");
        for (MissingEvidence each : report.missing()) {
            table.row(each.kind().title() + (each.partly() ? " (in part)" : ""), each.unanswered(), each.command());
        }
        table.appendTo(text);
        report.command().filter(command -> report.missing().size() > 1)
                .ifPresent(command -> line(text, "  All of it: ", command + " (bindscope capture prints the script)"));
    }

    private void problems(StringBuilder text) {
        List<Problem> problems = machine.getProblems();
        if (problems.isEmpty()) {
            return;
        }
        text.append("\nNot read: ").append(FindingsAnswer.plural(problems.size(), "place")).append('\n');
        for (int i = 0; i < Math.min(MAX_PROBLEMS, problems.size()); i++) {
            line(text, "  ", problems.get(i).getMessage());
        }
        if (problems.size() > MAX_PROBLEMS) {
            text.append("  and ").append(problems.size() - MAX_PROBLEMS).append(" more; --format json lists all\n");
        }
    }
}
