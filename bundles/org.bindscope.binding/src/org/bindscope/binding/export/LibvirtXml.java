// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.PlannedDevice;

/** Host device elements for a libvirt domain, functions of one slot kept together in the guest. */
public final class LibvirtXml implements ExportFormat {

    /** First guest bus; low ones are in use by the controllers that libvirt adds itself. */
    private static final int FIRST_GUEST_BUS = 0x06;

    /** Creates the format. */
    public LibvirtXml() {
    }

    @Override
    public String name() {
        return "libvirt";
    }

    @Override
    public String title() {
        return "libvirt host devices";
    }

    @Override
    public Optional<String> obstacle(BindingPlan plan) {
        return VfioPlans.obstacle(plan);
    }

    @Override
    public Export export(BindingPlan plan) {
        PlanText.require(this, plan);
        boolean display = plan.devices().stream().anyMatch(device -> device.baseClass() == 0x03);
        List<String> head = new ArrayList<>(PlanText.head(plan, "Host devices for a libvirt domain."));
        head.addAll(List.of("",
                "Put the hostdev elements into the domain's devices element (virsh edit), or give each one in a file",
                "of its own to virsh attach-device DOMAIN FILE. The guest buses must be free and, on q35, a",
                "pcie-root-port must stand for each; libvirt adds missing ones.",
                display ? "managed is no: bind the devices at boot, a display driver may hang when it is unbound."
                        : "managed is yes: libvirt binds them when the domain starts and gives them back after it.",
                plan.devices().stream().anyMatch(device -> !device.targetName().orElse("").equals("vfio-pci"))
                        ? "The attribute model needs libvirt 10; earlier versions choose vfio-pci."
                        : "libvirt 10 and later may choose a variant driver that fits better.",
                "Every other endpoint of their IOMMU groups must have no driver or one of VFIO.",
                "Before you use it, compare: virsh nodedev-dumpxml " + String.join(", ",
                        plan.devices().stream().map(LibvirtXml::nodeDevice).toList())));
        StringBuilder text = new StringBuilder("<!--\n");
        head.forEach(line -> text.append(("  " + line).stripTrailing()).append('\n'));
        text.append("-->\n<devices>\n");
        int guestBus = FIRST_GUEST_BUS;
        for (List<PlannedDevice> slot : VfioPlans.slots(plan)) {
            for (int function = 0; function < slot.size(); function++) {
                hostdev(text, slot.get(function), display ? "no" : "yes", guestBus, function, slot.size() > 1);
            }
            guestBus++;
        }
        return new Export("hostdev-" + plan.id() + ".xml", text.append("</devices>\n").toString());
    }

    private static void hostdev(StringBuilder text, PlannedDevice device, String managed, int guestBus, int function,
            boolean multifunction) {
        text.append("  <!-- ").append(device.address()).append(' ').append(device.identity().ids())
                .append(device.label().isEmpty() ? "" : " " + device.label()).append(" -->\n")
                .append("  <hostdev mode='subsystem' type='pci' managed='").append(managed).append("'>\n");
        String driver = device.targetName().orElseThrow();
        text.append("    <driver name='vfio'")
                // The attribute came with libvirt 10; plain vfio-pci is the default.
                .append(driver.equals("vfio-pci") ? "" : " model='" + driver + "'").append("/>\n");
        text.append("    <source>\n      <address domain='0x").append(device.domain()).append("' bus='0x")
                .append(device.bus()).append("' slot='0x").append(device.slot()).append("' function='0x")
                .append(device.function()).append("'/>\n    </source>\n");
        if (multifunction) {
            text.append(String.format("    <address type='pci' domain='0x0000' bus='0x%02x' slot='0x00' function='0x%x'%s/>\n",
                    guestBus, function, function == 0 ? " multifunction='on'" : ""));
        }
        text.append("  </hostdev>\n");
    }

    /** libvirt's name of a node device. */
    static String nodeDevice(PlannedDevice device) {
        return "pci_" + device.address().replace(':', '_').replace('.', '_');
    }

    @Override
    public Export undo(BindingPlan plan) {
        PlanText.require(this, plan);
        List<String> head = new ArrayList<>(PlanText.head(plan,
                "Gives PCI functions back to the host after they were taken out of every libvirt domain."));
        head.addAll(List.of("", "Take the hostdev elements out of the domain first (virsh edit, or virsh detach-device).",
                "libvirt refuses a device that a running domain has.",
                "",
                "usage: SCRIPT [--undo] [--dry-run]",
                ""));
        head.addAll(PlanText.EXIT_STATUS);
        head.add("BINDSCOPE_ROOT is put before /sys, so that a test can use a tree of its own.");
        StringBuilder text = new StringBuilder("#!/bin/sh\n").append(PlanText.comment("#", head))
                .append(Shell.start()).append("""
                        dry=''
                        for word; do
                            case $word in
                            --undo) ;;
                            --dry-run) dry=yes ;;
                            *) die 1 "usage: ${0##*/} [--undo] [--dry-run]" ;;
                            esac
                        done

                        """)
                .append(Shell.deviceTable(plan)).append('\n').append(Shell.RUN).append(Shell.IDENTITY).append("""
                        command -v virsh >/dev/null || die 2 "virsh is not installed"
                        check_identity
                        status=0
                        for node in""");
        plan.devices().forEach(device -> text.append(" \\\n    ").append(nodeDevice(device)));
        return new Export("undo-hostdev-" + plan.id() + ".sh", text.append("""

                do
                    run virsh nodedev-reattach "$node" || status=5
                done
                exit "$status"
                """).toString());
    }
}
