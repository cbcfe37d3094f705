// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import org.bindscope.analysis.groups.HostUse;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.model.PciFunction;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/** What the host would lose: its disks, its console, its network (diagnostics R10 and R15). */
final class HostUseChecks {

    private static final int STORAGE = 0x01;
    private static final int NETWORK = 0x02;
    /** Names in proc/iomem of ranges that firmware's framebuffer drivers hold (diagnostics R10). */
    private static final Set<String> FRAMEBUFFERS = Set.of("BOOTFB", "efifb", "vesafb", "simplefb", "simpledrm",
            "simple-framebuffer");
    private static final Set<String> BOOT_MOUNTS = Set.of("/", "/boot", "/boot/efi", "/usr", "/var");

    private final CheckContext context;
    private final HostUse hostDevices;

    HostUseChecks(CheckContext context) {
        this.context = context;
        this.hostDevices = context.host();
    }

    void run() {
        for (PlannedDevice device : context.plan().devices()) {
            if (device.isFulfilled()) {
                continue;
            }
            context.index().find(device.address()).ifPresent(function -> {
                console(function);
                framebuffer(function);
                switch (device.baseClass()) {
                    case STORAGE -> storage(device);
                    case NETWORK -> network(device);
                    default -> {
                        // Other classes hold no file systems and no routes of their own.
                    }
                }
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
        for (String[] line : lines(TextFileKind.IOMEM)) {
            if (line.length < 4 || !line[2].equals(":") || !FRAMEBUFFERS.contains(line[3])) {
                continue;
            }
            int dash = line[1].indexOf('-');
            OptionalLong start = address(line[1].substring(0, Math.max(dash, 0)));
            OptionalLong end = address(line[1].substring(dash + 1));
            if (start.isEmpty() || end.isEmpty() || end.getAsLong() == 0) {
                continue;
            }
            boolean inside = function.getResources().stream().anyMatch(window ->
                    Long.compareUnsigned(window.getStart(), start.getAsLong()) <= 0
                            && Long.compareUnsigned(end.getAsLong(), window.getEnd()) <= 0);
            if (inside) {
                context.findings().add("plan-firmware-framebuffer", Severity.WARNING, List.of(function.getAddress()),
                        "The framebuffer " + line[3] + " that firmware set up lies in an address window of "
                                + function.getAddress() + ".",
                        "While its driver holds the range, a VFIO driver binds, but a guest cannot map the window "
                                + "(kernel log: can't reserve). Blocking sysfb_init does not stop every framebuffer driver.",
                        List.of(new EvidenceText(line[0], line[1] + " : " + line[3])),
                        "Make another display the boot display, or free the framebuffer before the guest starts.");
                return;
            }
        }
    }

    private static OptionalLong address(String hex) {
        try {
            return OptionalLong.of(Long.parseUnsignedLong(hex, 16));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private void storage(PlannedDevice device) {
        List<String> names = hostDevices.blockDevices().getOrDefault(device.address(), List.of());
        if (names.isEmpty()) {
            if (hostDevices.blockDevices().isEmpty() && device.oldDriver().isPresent()) {
                context.findings().add("plan-storage-not-known", Severity.WARNING, List.of(device.address()),
                        device.address() + " is a storage controller; what the host keeps on it is not known.",
                        "The kernel lets a driver be unbound under a mounted file system; every later write fails.",
                        List.of(), "Look below its directory in sysfs for block devices before you run the script.");
            }
            return;
        }
        for (String[] mount : lines(TextFileKind.MOUNTS)) {
            if (mount.length >= 3 && names.stream().anyMatch(name -> isOn(mount[1], name))) {
                boolean boot = BOOT_MOUNTS.contains(mount[2]);
                context.findings().add(boot ? "plan-boot-disk" : "plan-mounted-disk", Severity.ERROR, List.of(device.address()),
                        device.address() + " holds the file system mounted at " + SafeText.label(mount[2]) + ".",
                        "The kernel lets the driver be unbound under it; every later write fails, and the mount stays "
                                + "dead even after the driver is back.",
                        List.of(new EvidenceText(mount[0], mount[1] + " " + mount[2])),
                        boot ? "Leave it to the host." : "Unmount it first.");
            }
        }
        for (String[] swap : lines(TextFileKind.SWAPS)) {
            if (names.stream().anyMatch(name -> isOn(swap[1], name))) {
                context.findings().add("plan-swap", Severity.ERROR, List.of(device.address()),
                        device.address() + " holds the swap space " + SafeText.label(swap[1]) + ".",
                        "Processes whose pages are there are killed when they need them.",
                        List.of(new EvidenceText(swap[0], swap[1])), "Run swapoff on it first.");
            }
        }
    }

    /** Whether /dev/nvme0n1p2 is the disk nvme0n1 or a partition of it; a disk that ends in a digit has a p between. */
    private static boolean isOn(String source, String disk) {
        if (disk.isEmpty() || !source.startsWith("/dev/" + disk)) {
            return false;
        }
        String rest = source.substring(5 + disk.length());
        if (rest.isEmpty()) {
            return true;
        }
        boolean endsInDigit = Character.isDigit(disk.charAt(disk.length() - 1));
        if (endsInDigit && !rest.startsWith("p")) {
            return false;
        }
        String number = endsInDigit ? rest.substring(1) : rest;
        return !number.isEmpty() && number.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private void network(PlannedDevice device) {
        List<String> names = hostDevices.networkInterfaces().getOrDefault(device.address(), List.of());
        Optional<String[]> route = lines(TextFileKind.ROUTES).stream()
                .filter(fields -> fields.length >= 9 && fields[2].equals("00000000") && fields[8].equals("00000000"))
                .findFirst();
        if (route.isPresent() && names.contains(route.get()[1])) {
            context.findings().add("plan-default-route", Severity.ERROR, List.of(device.address()),
                    device.address() + " carries the default route (" + SafeText.label(route.get()[1]) + ").",
                    "Whoever is logged in over the network is cut off, and the address is gone even when the driver "
                            + "comes back.",
                    List.of(new EvidenceText(route.get()[0], route.get()[1] + " 00000000")),
                    "Work from a local console, or move the route to another interface first.");
        } else if (names.isEmpty() && hostDevices.networkInterfaces().isEmpty() && device.oldDriver().isPresent()) {
            context.findings().add("plan-network-not-known", Severity.WARNING, List.of(device.address()),
                    device.address() + " is a network controller; whether the host is reached through it is not known.",
                    "The kernel lets a driver be unbound while its interface is up; the interface and its addresses go.",
                    List.of(), "Compare its net folder in sysfs with ip route before you run the script.");
        }
    }

    /** Lines of a captured file as fields, with file and line number put before them. */
    private List<String[]> lines(TextFileKind kind) {
        List<String[]> lines = new ArrayList<>();
        for (TextFile file : context.machine().getTextFiles()) {
            if (file.getKind() != kind || file.isUnreadable() || file.getText() == null) {
                continue;
            }
            int number = 0;
            for (String line : file.getText().split("\n")) {
                number++;
                if (!line.isBlank()) {
                    List<String> fields = new ArrayList<>(List.of(file.getPath() + ":" + number));
                    fields.addAll(List.of(line.strip().split("\\s+")));
                    lines.add(fields.toArray(String[]::new));
                }
            }
        }
        return lines;
    }
}
