// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The samples that ship with the product. Origin and licence of each: {@code samples/README.md}. */
public final class Samples {

    /** What stands before a sample's name where a file name could stand too. */
    public static final String PREFIX = "sample:";

    private static final String FOLDER = "/samples/";
    private static final String SCENARIO_LIST = "/samples/scenarios.list";
    private static final int TITLE_LINES = 60;

    private static final List<Sample> MACHINES = List.of(
            machine("sequoia", "tar.xz", "POWER9, six V100 GPUs on NVLink2 (8335-GTX)",
                    "NVLink nodes as the firmware skiboot 7.0 writes them for six GPUs and two chips; "
                            + "the rest of the snapshot is made to fit."),
            new Sample("sequoia-dtb", "Device tree of the POWER9 machine with six GPUs",
                    "The flattened device tree of the sample sequoia alone.", "sequoia.dtb",
                    FOLDER + "sequoia.dtb"),
            machine("minsky", "tar.xz", "POWER8, four P100 GPUs on NVLink (8335-GTB)",
                    "A made-up snapshot by the rules of the POWER8 firmware: NVLink nodes without speed "
                            + "or memory region, one IOMMU group for each GPU."),
            machine("qemu-x86-nodrivers", "tar.gz", "x86 with VT-d: only built-in drivers",
                    "A q35 guest with eight root ports, a switch, two conventional bridges and SR-IOV, "
                            + "Linux 6.12, before any module was loaded."),
            machine("qemu-x86-coldplug", "tar.gz", "x86 with VT-d: after coldplug",
                    "The same boot after every modalias was given to modprobe, as udev does."),
            machine("qemu-x86-override", "tar.gz", "x86 with VT-d: driver_override to vfio-pci",
                    "Four functions given to vfio-pci with driver_override, unbind and drivers_probe."),
            machine("qemu-x86-newid", "tar.gz", "x86 with VT-d: vfio-pci through new_id",
                    "An id was written to new_id of vfio-pci; one of two identical cards was moved by hand."),
            machine("qemu-x86-ids-early", "tar.gz", "x86 with VT-d: vfio-pci.ids=, vfio-pci first",
                    "The option vfio-pci.ids= on the command line, vfio-pci loaded before the other modules."),
            machine("qemu-x86-ids-late", "tar.gz", "x86 with VT-d: vfio-pci.ids=, vfio-pci last",
                    "The same option, vfio-pci loaded after the other modules."),
            machine("qemu-arm64-nodrivers", "tar.gz", "arm64 with SMMUv3: only built-in drivers",
                    "A virt guest with device tree and firmware tables, Linux 6.12, before any module was loaded."),
            machine("qemu-arm64-coldplug", "tar.gz", "arm64 with SMMUv3: after coldplug",
                    "The same boot after every modalias was given to modprobe."),
            machine("qemu-arm64-override", "tar.gz", "arm64 with SMMUv3: driver_override, one refused",
                    "Two functions were meant for vfio-pci; the kernel refused one because it shares its "
                            + "stream id with another."),
            machine("qemu-arm64-smmuv3", "tar.xz", "arm64 with SMMUv3: one group for a whole switch",
                    "A virt guest under Linux 6.1 with a device tree of 1 MiB, most of it free space."),
            machine("qemu-powernv9", "tar.xz", "POWER9 bare metal in QEMU, two chips",
                    "skiboot 7.0 and Linux 6.1: device tree as blob and as directory, group names "
                            + "domainN-peX, an override that the kernel refused."),
            machine("qemu-pseries", "tar.xz", "POWER guest (PAPR) with two PCI host bridges",
                    "SLOF and Linux 6.1: a device tree of version 16, groups that hold a whole host bridge."));

    private Samples() {
    }

    private static Sample machine(String name, String ending, String title, String description) {
        String file = name + "." + ending;
        return new Sample(name, title, description, file, FOLDER + file);
    }

    /**
     * The machines.
     *
     * @return in the order in which a menu shows them
     */
    public static List<Sample> machines() {
        return MACHINES;
    }

    /**
     * Looks for a machine.
     *
     * @param name the name, without {@link #PREFIX}
     * @return empty when there is none of that name
     */
    public static Optional<Sample> machine(String name) {
        return MACHINES.stream().filter(sample -> sample.name().equals(name)).findFirst();
    }

    /**
     * The scenario files, in the order of the list that ships beside them. The title is the value of
     * the key {@code title}; the description is the comment at the head of the file.
     *
     * @return empty when this installation has none
     * @throws UncheckedIOException when a file cannot be read
     */
    public static List<Sample> scenarios() {
        InputStream list = Samples.class.getResourceAsStream(SCENARIO_LIST);
        if (list == null) {
            return List.of();
        }
        List<Sample> samples = new ArrayList<>();
        try (BufferedReader lines = reader(list)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String file = line.strip();
                if (!file.isEmpty() && !file.startsWith("#")) {
                    samples.add(scenario(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(samples);
    }

    private static Sample scenario(String file) throws IOException {
        String name = file.endsWith(".yaml") ? file.substring(0, file.length() - 5) : file;
        Sample untitled = new Sample(name, name, "", file, FOLDER + "scenarios/" + file);
        String title = name;
        StringBuilder description = new StringBuilder();
        try (BufferedReader lines = reader(untitled.open())) {
            String line = lines.readLine();
            for (int read = 0; line != null && read < TITLE_LINES; read++, line = lines.readLine()) {
                if (line.startsWith("title:")) {
                    title = unquoted(line.substring("title:".length()).strip());
                    break;
                }
                if (line.startsWith("#") && !line.contains("SPDX-") && !line.contains("yaml-language-server")) {
                    description.append(description.length() == 0 ? "" : " ").append(line.substring(1).strip());
                }
            }
        }
        return new Sample(name, title, description.toString(), file, untitled.resource());
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && (value.startsWith("\"") && value.endsWith("\"")
                || value.startsWith("'") && value.endsWith("'"));
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static BufferedReader reader(InputStream stream) {
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }
}
