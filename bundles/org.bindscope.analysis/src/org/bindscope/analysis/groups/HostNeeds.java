// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.model.Machine;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/**
 * What the host needs each PCI function for: mounted file systems, swap space and routes, as {@code /proc/mounts},
 * {@code /proc/swaps}, {@code /proc/net/route} and {@code /proc/net/ipv6_route} tell (diagnostics R15).
 */
public final class HostNeeds {

    /** What a function is needed for. */
    public enum Kind {
        /** A file system is mounted from it. */
        MOUNT,
        /** It holds swap space. */
        SWAP,
        /** The default route leads over it. */
        DEFAULT_ROUTE,
        /** Another route leads over it. */
        ROUTE
    }

    /**
     * One need.
     *
     * @param kind  what for
     * @param name  mount point, device of the swap space, or interface
     * @param proof the line that says so
     */
    public record Need(Kind kind, String name, EvidenceText proof) {
    }

    private static final int IPV4_WORDS = 8;
    private static final int IPV6_WORDS = 10;
    private static final String IPV4_ANY = "00000000";
    private static final String IPV6_ANY = "0".repeat(32);

    private static final String ROOT = "root=";
    /** Forms of root= beside the name of a device, and the folder of udev's links that has them (dracut.cmdline(7)). */
    private static final Map<String, String> ROOT_TAGS = Map.of("UUID=", "disk/by-uuid/", "PARTUUID=", "disk/by-partuuid/",
            "LABEL=", "disk/by-label/", "PARTLABEL=", "disk/by-partlabel/");

    private final HostUse use;
    private final boolean mountsTold;
    private final boolean routesTold;
    private final List<Line> mounts;
    private final List<Line> swaps;
    private final List<Line> routes;

    /** A line of a file, in words. */
    private record Line(EvidenceText proof, String[] words) {
    }

    /**
     * Reads the files of a machine once.
     *
     * @param machine the machine
     * @param use     block devices and network interfaces by function
     */
    public HostNeeds(Machine machine, HostUse use) {
        this.use = use;
        this.mountsTold = isTold(machine, TextFileKind.MOUNTS);
        this.routesTold = isTold(machine, TextFileKind.ROUTES);
        this.mounts = mountsTold ? lines(machine, TextFileKind.MOUNTS) : rootOfCommandLine(machine);
        this.swaps = lines(machine, TextFileKind.SWAPS);
        this.routes = lines(machine, TextFileKind.ROUTES);
    }

    private static boolean isTold(Machine machine, TextFileKind kind) {
        return machine.getTextFiles().stream().anyMatch(file -> file.getKind() == kind && !file.isUnreadable() && file.getText() != null);
    }

    /**
     * Where mounts were not captured, the kernel's command line still tells the root file system.
     *
     * @return a line as /proc/mounts has it, or none
     */
    private static List<Line> rootOfCommandLine(Machine machine) {
        String commandLine = machine.getProvenance() == null ? null : machine.getProvenance().getCommandLine();
        if (commandLine == null) {
            return List.of();
        }
        // The last one counts (init/do_mounts.c, root_dev_setup, Linux 6.12).
        String device = "";
        for (String word : commandLine.split("\\s+")) {
            device = word.startsWith(ROOT) ? word.substring(ROOT.length()).replace("\"", "") : device;
        }
        for (Map.Entry<String, String> tag : ROOT_TAGS.entrySet()) {
            if (device.startsWith(tag.getKey())) {
                device = "/dev/" + tag.getValue() + device.substring(tag.getKey().length());
                break;
            }
        }
        return device.startsWith("/dev/") ? List.of(new Line(Proof.of(machine.getProvenance(), "commandLine").stream().findFirst()
                .orElseGet(() -> new EvidenceText("proc/cmdline", commandLine.strip())), new String[] {device, "/"})) : List.of();
    }

    /**
     * Whether the snapshot tells which file systems are mounted.
     *
     * @return false where only the root file system may be known, by the kernel's command line
     */
    public boolean mountsTold() {
        return mountsTold;
    }

    /**
     * Whether the snapshot tells the routes.
     *
     * @return false where it does not say or they could not be read
     */
    public boolean routesTold() {
        return routesTold;
    }

    private static List<Line> lines(Machine machine, TextFileKind kind) {
        List<Line> lines = new ArrayList<>();
        for (TextFile file : machine.getTextFiles()) {
            if (file.getKind() != kind || file.isUnreadable() || file.getText() == null) {
                continue;
            }
            int number = 0;
            for (String line : file.getText().split("\n")) {
                number++;
                if (!line.isBlank()) {
                    lines.add(new Line(Proof.line(file.getPath(), number, line), line.strip().split("\\s+")));
                }
            }
        }
        return lines;
    }

    /**
     * What the host needs a function for.
     *
     * @param address PCI address
     * @return mounts first, then swap space, then one route for each interface, the default route before others; empty
     *         also where the files were not captured
     */
    public List<Need> of(String address) {
        List<Need> needs = new ArrayList<>();
        // A disk and its partition are both names, and one line is one need.
        List<String> disks = use.blockDevices().getOrDefault(address, List.of());
        mounts.stream().filter(line -> line.words().length > 1 && disks.stream().anyMatch(disk -> isOn(line.words()[0], disk)))
                .forEach(line -> needs.add(new Need(Kind.MOUNT, line.words()[1], line.proof())));
        swaps.stream().filter(line -> disks.stream().anyMatch(disk -> isOn(line.words()[0], disk)))
                .forEach(line -> needs.add(new Need(Kind.SWAP, line.words()[0], line.proof())));
        Set<String> interfaces = new HashSet<>(use.networkInterfaces().getOrDefault(address, List.of()));
        Map<String, Need> byInterface = new LinkedHashMap<>();
        for (Line line : interfaces.isEmpty() ? List.<Line>of() : routes) {
            route(line).filter(need -> interfaces.contains(need.name())).ifPresent(need -> byInterface.merge(need.name(), need,
                    (one, other) -> one.kind() == Kind.DEFAULT_ROUTE ? one : other));
        }
        needs.addAll(byInterface.values());
        return needs;
    }

    /**
     * Whether the host has file systems of ZFS, whose pools no file assigns to disks.
     *
     * @return the line of the first one
     */
    public Optional<EvidenceText> zfs() {
        return mounts.stream().filter(line -> line.words().length > 2 && line.words()[2].equals("zfs")).map(Line::proof).findFirst();
    }

    /** A line of /proc/net/route (destination, then mask in the eighth word) or, with ten words, of /proc/net/ipv6_route. */
    private static Optional<Need> route(Line line) {
        String[] words = line.words();
        if (words.length == IPV6_WORDS) {
            boolean everywhere = words[0].equals(IPV6_ANY) && words[1].equals("00");
            // Link-local and multicast routes come with every interface that is up.
            boolean own = words[0].startsWith("fe80") || words[0].startsWith("ff") || everywhere && words[4].equals(IPV6_ANY);
            return own ? Optional.empty()
                    : Optional.of(new Need(everywhere ? Kind.DEFAULT_ROUTE : Kind.ROUTE, words[9], line.proof()));
        }
        if (words.length < IPV4_WORDS || words[0].equals("Iface")) {
            return Optional.empty();
        }
        return Optional.of(new Need(words[1].equals(IPV4_ANY) && words[7].equals(IPV4_ANY) ? Kind.DEFAULT_ROUTE : Kind.ROUTE,
                words[0], line.proof()));
    }

    /** Whether a device node is the disk or a partition of it; a disk whose name ends in a digit has a p between. */
    private static boolean isOn(String node, String disk) {
        if (disk.isEmpty() || !node.startsWith("/dev/" + disk)) {
            return false;
        }
        String rest = node.substring(5 + disk.length());
        if (rest.isEmpty()) {
            return true;
        }
        if (disk.startsWith("mapper/") || disk.startsWith("disk/")) {
            return false;
        }
        if (Character.isDigit(disk.charAt(disk.length() - 1))) {
            if (rest.charAt(0) != 'p') {
                return false;
            }
            rest = rest.substring(1);
        }
        return !rest.isEmpty() && rest.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
