// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.acpi.AcpiTables;
import org.bindscope.analysis.acpi.DmarTable;
import org.bindscope.analysis.acpi.IvrsTable;
import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;

/** Memory that the tables DMAR (RMRR) and IVRS (IVMD) want mapped for functions of a machine. */
final class FirmwareMemory {

    private static final int CLASS_USB = 0x0c03;
    private static final int BASE_DISPLAY = 0x03;
    private static final int MAX_CLAIMS = 4096;

    /**
     * A claim on one function.
     *
     * @param address   the function
     * @param relaxable whether the kernel lets a guest have the device all the same (USB controllers and displays,
     *                  drivers/iommu/intel/iommu.c, device_rmrr_is_relaxable)
     * @param proof     where the table says so
     */
    record Claim(PciAddress address, boolean relaxable, EvidenceText proof) {
    }

    private final Machine machine;
    private final Hierarchy hierarchy;
    private final List<Claim> claims = new ArrayList<>();

    FirmwareMemory(Machine machine, Hierarchy hierarchy) {
        this.machine = machine;
        this.hierarchy = hierarchy;
        AcpiTables tables = AcpiTables.of(machine);
        tables.dmar().ifPresent(this::dmar);
        tables.ivrs().ifPresent(this::ivrs);
    }

    /** Claims on some functions. */
    List<Claim> of(Collection<String> addresses) {
        return claims.stream().filter(claim -> addresses.contains(claim.address().toString())).toList();
    }

    private void dmar(DmarTable table) {
        for (DmarTable.ReservedMemory region : table.reserved()) {
            EvidenceText proof = proof(table.file(), region.offset(), "RMRR", region.base(), region.limit());
            for (DmarTable.Scope scope : region.scopes()) {
                resolve(scope).ifPresent(function -> {
                    claim(function, true, proof);
                    if (scope.subtree() && function instanceof PciBridge bridge) {
                        hierarchy.allBelow(MachineIndex.address(bridge).orElseThrow())
                                .forEach(address -> MachineIndex.function(machine, address).ifPresent(each -> claim(each, true, proof)));
                    }
                });
            }
        }
    }

    private void ivrs(IvrsTable table) {
        for (IvrsTable.UnityMap map : table.unity()) {
            EvidenceText proof = proof(table.file(), map.offset(), "IVMD", map.start(), map.start() + map.length() - 1);
            for (PciFunction function : MachineIndex.functions(machine)) {
                MachineIndex.address(function).filter(address -> address.domain() == 0 && address.requesterId() >= map.first()
                        && address.requesterId() <= map.last()).ifPresent(address -> claim(function, false, proof));
            }
        }
    }

    private void claim(PciFunction function, boolean mayRelax, EvidenceText proof) {
        int code = function.isSetClassCode() ? function.getClassCode() : 0;
        if (claims.size() < MAX_CLAIMS) {
            claims.add(new Claim(MachineIndex.address(function).orElseThrow(),
                    mayRelax && (code >> 8 == CLASS_USB || code >> 16 == BASE_DISPLAY), proof));
        }
    }

    /** Follows a path from its first bus through the bridges. */
    private Optional<PciFunction> resolve(DmarTable.Scope scope) {
        int bus = scope.startBus();
        Optional<PciFunction> found = Optional.empty();
        for (int devfn : scope.path()) {
            if (bus < 0) {
                return Optional.empty();
            }
            found = MachineIndex.function(machine, new PciAddress(scope.segment(), bus, devfn >> 3, devfn & 7));
            bus = found.filter(PciBridge.class::isInstance).map(PciBridge.class::cast)
                    .filter(PciBridge::isSetSecondaryBusNumber).map(PciBridge::getSecondaryBusNumber).orElse(-1);
        }
        return found;
    }

    private static EvidenceText proof(String file, int offset, String kind, long first, long last) {
        return new EvidenceText(file, String.format("offset 0x%x: %s 0x%016x to 0x%016x", offset, kind, first, last));
    }
}
