// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.evidence.EvidenceReport;
import org.bindscope.analysis.evidence.MissingEvidence;
import org.bindscope.analysis.match.WhatIf;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Machine;
import org.bindscope.model.Problem;
import org.bindscope.model.Provenance;
import org.bindscope.model.SnapshotInput;
import org.bindscope.model.SnapshotKind;

/**
 * The whole machine.
 *
 * @param analysis the facts and what was concluded from them
 */
public record InspectAnswer(MachineAnalysis analysis) implements Answer {

    @Override
    public void writeJson(Writer out) throws IOException {
        Machine machine = analysis.machine();
        JsonText json = new JsonText(out).object();
        snapshot(json);
        json.array("devices");
        DevicesJson.write(json, Facts.functions(machine));
        json.endArray().array("iommuGroups");
        GroupsJson.write(json, analysis.groups().groups());
        json.endArray().object("nvlink");
        NvLinkJson.write(json, analysis.nvLink());
        json.endObject().array("drivers");
        DriversJson.write(json, machine);
        json.endArray();
        json.array("findings");
        FindingsJson.write(json, analysis.findings().orElse(List.of()));
        json.endArray();
        json.array("problems");
        for (Problem problem : machine.getProblems()) {
            json.object().text("severity", problem.getSeverity().name().toLowerCase(Locale.ROOT))
                    .text("file", problem.getFile()).number("line", problem.isSetLine(), problem.getLine())
                    .number("offset", problem.isSetOffset(), problem.getOffset())
                    .text("message", problem.getMessage()).endObject();
        }
        json.endArray();
        missing(json, EvidenceReport.of(analysis));
        json.endObject().finish(out);
    }

    private static void missing(JsonText json, EvidenceReport report) throws IOException {
        json.array("missingEvidence");
        for (MissingEvidence each : report.missing()) {
            json.object().text("kind", each.kind().name().toLowerCase(Locale.ROOT).replace('_', '-')).flag("partly", each.partly())
                    .text("lack", each.lack()).text("unanswered", each.unanswered()).text("command", each.command()).endObject();
        }
        json.endArray().text("collectWith", report.command());
    }

    private void snapshot(JsonText json) throws IOException {
        Provenance provenance = provenance(analysis.machine());
        json.object("snapshot").text("source", provenance.getSource())
                .text("kind", kind(provenance.getKind()))
                .text("kernelRelease", provenance.getKernelRelease())
                .text("architecture", provenance.getArchitecture())
                .text("commandLine", provenance.getCommandLine())
                .text("rules", analysis.rules().name())
                .text("rulesKernel", analysis.rules().version().toString())
                .texts("rulesCaveats", analysis.rules().caveats())
                .texts("suppositions", analysis.whatIfs().stream().map(WhatIf::describe).toList()).array("inputs");
        for (SnapshotInput input : provenance.getInputs()) {
            json.object().text("source", input.getSource()).text("kind", kind(input.getKind()))
                    .text("place", Optional.ofNullable(input.getPlace()).filter(place -> !place.isEmpty())).endObject();
        }
        json.endArray().endObject();
    }

    @Override
    public void writeText(Writer out) throws IOException {
        StringBuilder text = new StringBuilder();
        new InspectText(analysis).appendTo(text);
        out.append(text);
        out.flush();
    }

    /** What was opened; an empty object where nothing tells. */
    static Provenance provenance(Machine machine) {
        return machine.getProvenance() == null ? BindscopeFactory.eINSTANCE.createProvenance() : machine.getProvenance();
    }

    /** The word for a kind of snapshot. */
    static String kind(SnapshotKind kind) {
        return switch (kind) {
            case DIRECTORY -> "directory";
            case ARCHIVE -> "archive";
            case DEVICE_TREE_BLOB -> "dtb";
            case LIVE -> "live";
            case SOSREPORT -> "sosreport";
            case BUG_REPORT -> "nvidia-bug-report";
            case LSPCI_TEXT -> "lspci";
            case UDEV_DATABASE -> "udev";
            case NODE_DEVICES -> "libvirt";
            case MODULES_FOLDER -> "modules";
            case GATHERED_TOPOLOGY -> "hwloc";
            case NVLINK_TEXT -> "nvlink";
            case KERNEL_LOG -> "kernel-log";
            case MODPROBE_CONFIG -> "modprobe";
            case KERNEL_TEXT -> "kernel-text";
        };
    }
}
