// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.groups.FramebufferRule;
import org.bindscope.analysis.groups.HostNeeds;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.analysis.groups.HostUse.Told;
import org.bindscope.model.PciFunction;

/** What the host would lose: its disks, its console, its network (diagnostics R10 and R15). */
final class HostUseChecks {

    private static final int STORAGE = 0x01;
    private static final int NETWORK = 0x02;
    private static final Set<String> BOOT_MOUNTS = Set.of("/", "/boot", "/boot/efi", "/usr", "/var");

    private final CheckContext context;
    private final HostUse hostDevices;
    private final HostNeeds needs;

    HostUseChecks(CheckContext context) {
        this.context = context;
        this.hostDevices = context.host();
        this.needs = new HostNeeds(context.machine(), hostDevices);
    }

    void run() {
        for (PlannedDevice device : context.plan().devices()) {
            if (device.isFulfilled()) {
                continue;
            }
            context.index().find(device.address()).ifPresent(function -> {
                console(function);
                framebuffer(function);
                // A disk or an interface may hang below a function of any class, a USB controller for example.
                List<HostNeeds.Need> needed = needs.of(device.address());
                storage(device, needed);
                network(device, needed);
            });
        }
    }

    private void console(PciFunction function) {
        if (function.isSetBootVga() && function.isBootVga()) {
            context.findings().add("plan-console-gpu", Severity.ERROR, List.of(function.getAddress()),
                    function.getAddress() + " is the display that firmware booted with; the host loses its console.",
                    "The firmware framebuffer may still hold one of its address windows, and then the VFIO driver binds "
                            + "but a guest cannot use the card.",
                    Findings.evidence(function, "bootVga"),
                    "Make another display the boot display in firmware, or work from a serial or network console and "
                            + "accept this finding.");
        }
    }

    /** Firmware's framebuffer inside an address window of the function (proc/iomem; root sees the addresses). */
    private void framebuffer(PciFunction function) {
        List<EvidenceText> held = FramebufferRule.held(context.machine(), function);
        if (!held.isEmpty()) {
            context.findings().add("plan-firmware-framebuffer", Severity.ERROR, List.of(function.getAddress()),
                    "The framebuffer that firmware set up lies in an address window of " + function.getAddress() + ".",
                    "While its driver holds the range, a VFIO driver binds, but a guest cannot map the window "
                            + "(kernel log: can't reserve). Blocking sysfb_init does not stop every framebuffer driver.",
                    held, "Make another display the boot display, or free the framebuffer before the guest starts.");
        }
    }

    private void storage(PlannedDevice device, List<HostNeeds.Need> needed) {
        List<String> names = hostDevices.blockDevices().getOrDefault(device.address(), List.of());
        if (names.isEmpty()) {
            if (device.baseClass() == STORAGE && hostDevices.blocksTold() != Told.ALL && device.oldDriver().isPresent()) {
                storageNotKnown(device, device.address() + " is a storage controller; what the host keeps on it "
                        + open(hostDevices.blocksTold()) + '.');
            }
            return;
        }
        boolean held = false;
        for (HostNeeds.Need need : needed) {
            if (need.kind() == HostNeeds.Kind.MOUNT) {
                boolean boot = BOOT_MOUNTS.contains(need.name());
                context.findings().add(boot ? "plan-boot-disk" : "plan-mounted-disk", Severity.ERROR, List.of(device.address()),
                        device.address() + " holds the file system mounted at " + SafeText.label(need.name()) + ".",
                        "The kernel lets the driver be unbound under it; every later write fails, and the mount stays "
                                + "dead even after the driver is back.",
                        List.of(need.proof()), boot ? "Leave it to the host." : "Unmount it first.");
            } else if (need.kind() == HostNeeds.Kind.SWAP) {
                context.findings().add("plan-swap", Severity.ERROR, List.of(device.address()),
                        device.address() + " holds the swap space " + SafeText.label(need.name()) + ".",
                        "Processes whose pages are there are killed when they need them.",
                        List.of(need.proof()), "Run swapoff on it first.");
            }
            held |= need.kind() == HostNeeds.Kind.MOUNT;
        }
        if (!held && !needs.mountsTold()) {
            storageNotKnown(device, device.address() + " drives block devices of the host; whether file systems on them are mounted is"
                    + " not known, since the snapshot does not hold the table of mounts.");
        } else if (!held && hostDevices.blocksTold() == Told.SOME) {
            storageNotKnown(device, device.address() + " drives block devices of the host; which volumes lie upon them is not told.");
        }
        Optional<EvidenceText> pool = needs.zfs();
        if (!held && pool.isPresent()) {
            context.findings().add("plan-zfs-not-known", Severity.WARNING, List.of(device.address()),
                    "Whether the disks of " + device.address() + " belong to a ZFS pool of the host is not known.",
                    "The host has ZFS file systems, and no file of sysfs tells which disks a pool is on.", List.of(pool.get()),
                    "Compare them with zpool status before you run the script.");
        }
    }

    private static String open(Told told) {
        return told == Told.UNREADABLE ? "could not be read" : "is not known";
    }

    private void storageNotKnown(PlannedDevice device, String sentence) {
        context.findings().add("plan-storage-not-known", Severity.WARNING, List.of(device.address()), sentence,
                "The kernel lets a driver be unbound under a mounted file system; every later write fails.",
                List.of(), "Look below its directory in sysfs for block devices before you run the script.");
    }

    private void networkNotKnown(PlannedDevice device, String sentence) {
        context.findings().add("plan-network-not-known", Severity.WARNING, List.of(device.address()), sentence,
                "The kernel lets a driver be unbound while its interface is up; the interface and its addresses go.",
                List.of(), "Compare its net folder in sysfs with ip route before you run the script.");
    }

    private void network(PlannedDevice device, List<HostNeeds.Need> needed) {
        List<String> names = hostDevices.networkInterfaces().getOrDefault(device.address(), List.of());
        List<HostNeeds.Need> routes = needed.stream()
                .filter(need -> need.kind() == HostNeeds.Kind.DEFAULT_ROUTE || need.kind() == HostNeeds.Kind.ROUTE).toList();
        for (HostNeeds.Need route : routes) {
            boolean all = route.kind() == HostNeeds.Kind.DEFAULT_ROUTE;
            context.findings().add(all ? "plan-default-route" : "plan-network-in-use", Severity.ERROR, List.of(device.address()),
                    device.address() + " carries " + (all ? "the default route" : "a route of the host") + " ("
                            + SafeText.label(route.name()) + ").",
                    "Whoever is logged in over " + (all ? "the network" : "this network")
                            + " is cut off, and the address is gone even when the driver comes back.",
                    List.of(route.proof()), "Work from a local console, or move the route to another interface first.");
        }
        Told told = hostDevices.interfacesTold();
        if (names.isEmpty()) {
            if (device.baseClass() == NETWORK && told != Told.ALL && device.oldDriver().isPresent()) {
                networkNotKnown(device, device.address() + " is a network controller; whether the host is reached through it "
                        + open(told) + '.');
            }
        } else if (routes.isEmpty() && !needs.routesTold()) {
            networkNotKnown(device, device.address() + " drives an interface of the host; whether the host is reached through it is"
                    + " not known, since the snapshot does not hold the routes.");
        } else if (routes.isEmpty() && told == Told.SOME) {
            networkNotKnown(device, device.address() + " drives an interface of the host; which bridges, bonds or VLANs lie upon it is not told.");
        }
    }
}
