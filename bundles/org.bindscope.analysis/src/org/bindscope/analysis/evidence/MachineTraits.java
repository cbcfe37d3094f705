// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.evidence;

import java.util.Optional;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.Machine;
import org.bindscope.model.Provenance;
import org.bindscope.model.SnapshotKind;
import org.bindscope.model.TextFileKind;

/** What kind of machine it is, as far as that decides what can be captured of it. */
final class MachineTraits {

    private static final int NVIDIA = 0x10de;

    private final MachineAnalysis analysis;
    private final Machine machine;

    MachineTraits(MachineAnalysis analysis) {
        this.analysis = analysis;
        this.machine = analysis.machine();
    }

    Machine machine() {
        return machine;
    }

    private Optional<Provenance> provenance() {
        return Optional.ofNullable(machine.getProvenance());
    }

    Optional<String> release() {
        return provenance().map(Provenance::getKernelRelease);
    }

    Optional<String> commandLine() {
        return provenance().map(Provenance::getCommandLine);
    }

    private String architecture() {
        return provenance().map(Provenance::getArchitecture).orElse("");
    }

    boolean isPower() {
        return architecture().startsWith("ppc");
    }

    boolean isX86() {
        return architecture().equals("x86_64") || architecture().matches("i[3-6]86");
    }

    boolean isArm() {
        return architecture().equals("aarch64");
    }

    boolean isBlobAlone() {
        return provenance().map(Provenance::getKind).filter(kind -> kind == SnapshotKind.DEVICE_TREE_BLOB).isPresent()
                && MachineIndex.functions(machine).isEmpty();
    }

    boolean hasDeviceTree() {
        return !machine.getDeviceTrees().isEmpty();
    }

    boolean hasAcpiTables() {
        return machine.getEvidence().stream().anyMatch(evidence -> "acpiTables".equals(evidence.getFeature()));
    }

    boolean has(TextFileKind kind) {
        return machine.getTextFiles().stream().anyMatch(file -> file.getKind() == kind && !file.isUnreadable());
    }

    /** Whether there are NVIDIA functions of class display controller. */
    boolean hasNvidiaGpus() {
        return MachineIndex.functions(machine).stream().anyMatch(function -> function.isSetVendorId()
                && function.getVendorId() == NVIDIA && function.isSetClassCode() && function.getClassCode() >> 16 == 3);
    }

    boolean hasNvLinks() {
        return !analysis.nvLink().endpoints().isEmpty();
    }
}
