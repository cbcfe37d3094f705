// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.alias.FilePlace;
import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.match.BusFunction;
import org.bindscope.analysis.match.DynamicIdText;
import org.bindscope.analysis.match.IdTableEntry;
import org.bindscope.analysis.match.MatchAnalysis;
import org.bindscope.analysis.modprobe.ConfigText;
import org.bindscope.analysis.modprobe.KernelCommandLine;
import org.bindscope.analysis.modprobe.ModprobeConfig;
import org.bindscope.analysis.match.MachineFiles;
import org.bindscope.model.TextFileKind;

/**
 * What the configuration of a machine wants which device to be bound to: the parameter ids= of
 * vfio-pci and pci-stub, driverctl, udev rules, libvirt guests and Proxmox guests.
 */
public final class DeviceClaims {

    /** How a claim names its device. */
    public enum Kind {
        /** The parameter ids= on the kernel command line. */
        COMMAND_LINE,
        /** The parameter ids= in modprobe.d. */
        MODPROBE,
        /** A file of etc/driverctl.d. */
        DRIVERCTL,
        /** A udev rule that writes driver_override. */
        UDEV,
        /** A host device of a libvirt guest that libvirt manages. */
        LIBVIRT,
        /** A hostpci line of a Proxmox guest. */
        PROXMOX
    }

    /**
     * One claim.
     *
     * @param address device that it means
     * @param driver  driver that it wants
     * @param kind    where it comes from
     * @param place   file and line
     * @param text    what stands there
     * @param vendor  vendor id that the claim expects at the address; empty where it names none
     * @param device  device id that the claim expects
     */
    public record Claim(String address, String driver, Kind kind, FilePlace place, String text, Optional<Integer> vendor,
            Optional<Integer> device) {
    }

    /**
     * One id of a parameter ids=.
     *
     * @param driver driver
     * @param id     id
     * @param place  file and line
     */
    public record IdClaim(String driver, IdTableEntry id, FilePlace place) {
    }

    private final List<Claim> claims = new ArrayList<>();
    private final List<IdClaim> ids = new ArrayList<>();

    private DeviceClaims(FindingContext context) {
        MatchAnalysis match = match(context);
        for (String driver : List.of("vfio-pci", "pci-stub")) {
            ids(match, driver);
        }
        for (ConfigText file : MachineFiles.texts(context.machine(), TextFileKind.OTHER)) {
            read(file);
        }
    }

    /**
     * The claims of the machine of a context, read once.
     *
     * @param context the context
     * @return its claims
     */
    public static DeviceClaims of(FindingContext context) {
        return context.shared(DeviceClaims.class, DeviceClaims::new);
    }

    /**
     * The matching of the machine of a context; shared with whoever put one there before.
     *
     * @param context the context
     * @return the analysis
     */
    public static MatchAnalysis match(FindingContext context) {
        return context.shared(MatchAnalysis.class, each -> MatchAnalysis.of(each.machine(), each.rules()));
    }

    private void ids(MatchAnalysis match, String driver) {
        List<ModprobeConfig.Parameter> values = match.config().parameter(driver, "ids");
        Map<String, BusFunction> functions = match.busState().functions();
        for (ModprobeConfig.Parameter value : values) {
            for (IdTableEntry id : DynamicIdText.parameter(value.value()).ids()) {
                ids.add(new IdClaim(driver, id, value.place()));
                Kind kind = value.place().file().equals(KernelCommandLine.FILE) ? Kind.COMMAND_LINE : Kind.MODPROBE;
                functions.values().stream().filter(function -> id.fits(function.identity())).forEach(function ->
                        claims.add(new Claim(function.address(), driver, kind, value.place(), "ids=" + value.value(),
                                Optional.empty(), Optional.empty())));
            }
        }
    }

    private void read(ConfigText file) {
        String path = file.path();
        if (path.contains("driverctl.d/")) {
            String driver = file.text().strip();
            PciAddress.parse(path.substring(path.lastIndexOf('/') + 1)).ifPresent(address -> claims.add(new Claim(
                    address.toString(), driver, Kind.DRIVERCTL, new FilePlace(path, 1), driver, Optional.empty(), Optional.empty())));
        } else if (path.endsWith(".rules")) {
            lines(file, this::udev);
        } else if (path.contains("qemu-server/") && path.endsWith(".conf")) {
            lines(file, this::proxmox);
        } else if (path.endsWith(".xml") && file.text().contains("<hostdev")) {
            libvirt(file);
        }
    }

    private interface LineReader {
        void read(String line, FilePlace place);
    }

    private static void lines(ConfigText file, LineReader reader) {
        int number = 0;
        for (String line : file.text().split("\n", -1)) {
            number++;
            reader.read(line, new FilePlace(file.path(), number));
        }
    }

    private void udev(String line, FilePlace place) {
        if (line.strip().startsWith("#")) {
            return;
        }
        Optional<String> driver = quoted(line, "ATTR{driver_override}=\"");
        Optional<String> address = quoted(line, "KERNEL==\"").or(() -> quoted(line, "ENV{PCI_SLOT_NAME}==\""));
        if (driver.isPresent() && address.isPresent()) {
            PciAddress.parse(address.get()).ifPresent(found -> claims.add(new Claim(found.toString(), driver.get(), Kind.UDEV,
                    place, line.strip(), hex(quoted(line, "ATTR{vendor}==\"")), hex(quoted(line, "ATTR{device}==\"")))));
        }
    }

    private void proxmox(String line, FilePlace place) {
        if (!line.startsWith("hostpci")) {
            return;
        }
        int colon = line.indexOf(':');
        String value = colon < 0 ? "" : line.substring(colon + 1).strip().split(",")[0];
        value = value.startsWith("host=") ? value.substring(5) : value;
        for (String part : value.split(";")) {
            String full = part.chars().filter(c -> c == ':').count() == 1 ? "0000:" + part : part;
            PciAddress.parse(full.contains(".") ? full : full + ".0").ifPresent(address -> claims.add(new Claim(address.toString(),
                    "vfio-pci", Kind.PROXMOX, place, line.strip(), Optional.empty(), Optional.empty())));
        }
    }

    /** The source address of each managed PCI host device; libvirt binds it to a VFIO driver itself. */
    private void libvirt(ConfigText file) {
        String text = file.text();
        for (int at = text.indexOf("<hostdev"); at >= 0; at = text.indexOf("<hostdev", at + 1)) {
            int end = text.indexOf("</hostdev>", at);
            String part = text.substring(at, end < 0 ? text.length() : end);
            int source = part.indexOf("<source");
            int address = source < 0 ? -1 : part.indexOf("<address", source);
            if (!part.contains("type='pci'") && !part.contains("type=\"pci\"") || address < 0) {
                continue;
            }
            String tag = part.substring(address, Math.max(part.indexOf('>', address), address));
            int line = (int) text.substring(0, at + address).chars().filter(c -> c == '\n').count() + 1;
            Optional<Integer> domain = hex(attribute(tag, "domain"));
            Optional<Integer> bus = hex(attribute(tag, "bus"));
            Optional<Integer> slot = hex(attribute(tag, "slot"));
            Optional<Integer> function = hex(attribute(tag, "function"));
            if (bus.isPresent() && slot.isPresent()) {
                String name = String.format(java.util.Locale.ROOT, "%04x:%02x:%02x.%x", domain.orElse(0), bus.get(), slot.get(),
                        function.orElse(0));
                PciAddress.parse(name).ifPresent(found -> claims.add(new Claim(found.toString(), "vfio-pci", Kind.LIBVIRT,
                        new FilePlace(file.path(), line), tag + ">", Optional.empty(), Optional.empty())));
            }
        }
    }

    private static Optional<String> attribute(String tag, String name) {
        return quoted(tag, name + "=\"").or(() -> between(tag, name + "='", '\''));
    }

    private static Optional<String> quoted(String line, String start) {
        return between(line, start, '"');
    }

    private static Optional<String> between(String line, String start, char stop) {
        int at = line.indexOf(start);
        int end = at < 0 ? -1 : line.indexOf(stop, at + start.length());
        return end < 0 ? Optional.empty() : Optional.of(line.substring(at + start.length(), end));
    }

    private static Optional<Integer> hex(Optional<String> text) {
        return text.map(each -> each.startsWith("0x") ? each.substring(2) : each).flatMap(digits -> {
            try {
                return Optional.of(Integer.parseInt(digits, 16));
            } catch (NumberFormatException e) {
                return Optional.<Integer>empty();
            }
        });
    }

    /**
     * All claims.
     *
     * @return those of ids= first, then those of the files in path order
     */
    public List<Claim> all() {
        return List.copyOf(claims);
    }

    /**
     * The ids of all parameters ids=.
     *
     * @return in their order
     */
    public List<IdClaim> ids() {
        return List.copyOf(ids);
    }

    /**
     * The claims by device.
     *
     * @return in the order in which devices are first named
     */
    public Map<String, List<Claim>> byAddress() {
        Map<String, List<Claim>> map = new LinkedHashMap<>();
        claims.forEach(claim -> map.computeIfAbsent(claim.address(), key -> new ArrayList<>()).add(claim));
        return map;
    }
}
