// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import org.bindscope.analysis.nvlink.Claims.Gpu;
import org.bindscope.analysis.nvlink.Claims.Pair;
import org.bindscope.analysis.nvlink.Claims.PairPath;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.analysis.nvlink.NvLinkGraph.Proof;

/**
 * Reads topology files of hwloc (fdt-nvlink section 3.7): the matrix NVLinkBandwidth, which versions 2 and 3
 * write where NVML was there, and of all versions the NVIDIA GPUs with the bridges and packages around them.
 */
final class HwlocXml {

    private static final int MAX_OBJECTS = 1024;
    /** Elements behind a PCI device among which its UUID is looked for. */
    private static final int MAX_INFOS = 200;
    private static final String NVIDIA = "[10de:";

    private final String file;
    private final XmlTags xml;
    private final Claims claims;
    /** GPUs by address. */
    private final Map<String, XmlTags.Tag> gpus = new LinkedHashMap<>();

    private HwlocXml(String file, XmlTags xml) {
        this.file = file;
        this.xml = xml;
        this.claims = new Claims(file, Claims.Trust.MATRIX);
    }

    static Claims read(String file, XmlTags xml) {
        HwlocXml hwloc = new HwlocXml(file, xml);
        hwloc.findGpus();
        hwloc.paths();
        Map<String, String> objects = hwloc.objects();
        for (int i = 0; i < xml.tags().size(); i++) {
            if (xml.tags().get(i).name().equals("distances2hetero")
                    && xml.tags().get(i).attribute("name").equals("NVLinkBandwidth")) {
                hwloc.matrix(i, objects);
            }
        }
        xml.problem().ifPresent(text -> hwloc.claims.problem(text, new Proof(file, OptionalInt.of(xml.line()), "")));
        return hwloc.claims;
    }

    private void findGpus() {
        for (int i = 0; i < xml.tags().size(); i++) {
            XmlTags.Tag tag = xml.tags().get(i);
            String type = tag.attribute("pci_type");
            if (tag.attribute("type").equals("PCIDev") && type.startsWith("03") && type.contains(NVIDIA)) {
                Optional<String> address = SmiText.address(tag.attribute("pci_busid"));
                if (address.isPresent() && claims.gpu(new Gpu(address.get(), "", uuid(i), address, processor(tag),
                        Proof.line(file, tag.line(), "PCIDev " + address.get() + " " + type)))) {
                    gpus.put(address.get(), tag);
                }
            }
        }
    }

    /** The UUID stands as information of an OS device below the PCI device. */
    private Optional<String> uuid(int device) {
        int end = Math.min(xml.tags().size(), device + MAX_INFOS);
        for (int i = device + 1; i < end && xml.tags().get(i).parent() >= device; i++) {
            XmlTags.Tag tag = xml.tags().get(i);
            if (tag.name().equals("info") && tag.attribute("name").equals("NVIDIAUUID")) {
                return Optional.of(tag.attribute("value")).filter(value -> !value.isEmpty());
            }
        }
        return Optional.empty();
    }

    private Optional<String> processor(XmlTags.Tag tag) {
        return xml.around(tag, each -> each.attribute("type").equals("NUMANode"))
                .map(node -> "NUMA node " + node.attribute("os_index"))
                .or(() -> xml.around(tag, each -> each.attribute("type").equals("Package"))
                        .map(node -> "package " + node.attribute("os_index")))
                .filter(words -> Character.isDigit(words.charAt(words.length() - 1)));
    }

    /** What GPUs share: a bridge, a host bridge, a part of the machine, or the machine alone. */
    private void paths() {
        List<String> addresses = List.copyOf(gpus.keySet());
        for (int i = 0; i < addresses.size(); i++) {
            for (int j = i + 1; j < addresses.size(); j++) {
                XmlTags.Tag tag = gpus.get(addresses.get(i));
                claims.path(new PairPath(addresses.get(i), addresses.get(j), path(tag, gpus.get(addresses.get(j))),
                        Proof.line(file, tag.line(), "objects around " + addresses.get(i) + " and " + addresses.get(j))));
            }
        }
    }

    private NvLinkMatrix.Path path(XmlTags.Tag a, XmlTags.Tag b) {
        Map<Integer, Integer> above = new HashMap<>();
        for (int at = a.parent(); at >= 0; at = xml.tags().get(at).parent()) {
            above.put(at, above.size());
        }
        int common = b.parent();
        int steps = 0;
        while (common >= 0 && !above.containsKey(common)) {
            common = xml.tags().get(common).parent();
            steps++;
        }
        if (common < 0) {
            return NvLinkMatrix.Path.UNKNOWN;
        }
        XmlTags.Tag shared = xml.tags().get(common);
        return switch (shared.attribute("type")) {
            // Type 0-1 is a host bridge; a port and the upstream port above it are one switch.
            case "Bridge" -> shared.attribute("bridge_type").startsWith("0") ? NvLinkMatrix.Path.PHB
                    : above.get(common) <= 1 && steps <= 1 ? NvLinkMatrix.Path.PIX : NvLinkMatrix.Path.PXB;
            // A group may hold several NUMA nodes, so what the two share tells less than where each one is.
            default -> processor(a).isPresent() && processor(a).equals(processor(b)) ? NvLinkMatrix.Path.NODE
                    : NvLinkMatrix.Path.SYS;
        };
    }

    /** Ids of hwloc objects by type and number: OS devices are the PCI device around them. */
    private Map<String, String> objects() {
        Map<String, String> objects = new HashMap<>();
        for (XmlTags.Tag tag : xml.tags()) {
            if (!tag.name().equals("object")) {
                continue;
            }
            String key = tag.attribute("type") + ":" + tag.attribute("gp_index");
            switch (tag.attribute("type")) {
                case "PCIDev" -> SmiText.address(tag.attribute("pci_busid"))
                        .ifPresent(address -> objects.put(key, address));
                case "Package" -> objects.put(key, "package " + tag.attribute("os_index"));
                case "OSDev" -> xml.around(tag, each -> each.attribute("type").equals("PCIDev"))
                        .flatMap(device -> SmiText.address(device.attribute("pci_busid")))
                        .ifPresent(address -> objects.put(key, address));
                default -> {
                    // Other objects are no ends of links.
                }
            }
        }
        return objects;
    }

    private void matrix(int at, Map<String, String> objects) {
        List<String> ends = new ArrayList<>();
        List<Integer> values = new ArrayList<>();
        XmlTags.Tag head = xml.tags().get(at);
        Proof proof = Proof.line(file, head.line(), "NVLinkBandwidth");
        for (int i = at + 1; i < xml.tags().size() && xml.tags().get(i).parent() == at; i++) {
            XmlTags.Tag tag = xml.tags().get(i);
            for (String word : tag.text().strip().split("\\s+")) {
                if (tag.name().equals("indexes")) {
                    ends.add(objects.getOrDefault(word, ""));
                } else if (tag.name().equals("u64values")) {
                    // A value that is no number keeps its place, so that the others keep theirs.
                    values.add(SmiText.integer(word).orElse(-1));
                }
            }
        }
        int size = ends.size();
        if (size > MAX_OBJECTS || values.size() != size * size || values.contains(-1)) {
            claims.problem("the matrix NVLinkBandwidth has " + values.stream().filter(value -> value >= 0).count()
                    + " values for " + size + " objects", proof);
            return;
        }
        for (int i = 0; i < size; i++) {
            for (int j = i + 1; j < size; j++) {
                pair(ends.get(i), ends.get(j), values.get(i * size + j), values.get(j * size + i), proof);
            }
        }
    }

    private void pair(String one, String other, int megabytes, int back, Proof proof) {
        if (one.isEmpty() || other.isEmpty() || one.equals(other)) {
            return;
        }
        String a = gpus.containsKey(one) ? one : other;
        String b = a.equals(one) ? other : one;
        if (megabytes != back) {
            claims.problem("the matrix NVLinkBandwidth gives " + megabytes + " from " + one + " to " + other + " and "
                    + back + " back", proof);
        }
        if (megabytes == 0 || !gpus.containsKey(a)) {
            return;
        }
        double gigabytes = megabytes / 1000.0;
        if (gigabytes > Claims.MAX_SPEED * Claims.MAX_LINKS) {
            claims.problem("the matrix NVLinkBandwidth has a bandwidth of " + gigabytes + " GB/s", proof);
            return;
        }
        OptionalDouble perLink = NvLinkSpeed.hwlocPerLink(deviceId(gpus.get(a)));
        double links = perLink.isPresent() ? gigabytes / perLink.getAsDouble() : 0;
        OptionalInt count = links >= 1 && links == Math.rint(links) && links < Claims.MAX_LINKS
                ? OptionalInt.of((int) links) : OptionalInt.empty();
        claims.pair(new Pair(a, b, b.startsWith("package") ? Kind.CPU : gpus.containsKey(b) ? Kind.GPU : Kind.UNKNOWN,
                count, OptionalDouble.of(gigabytes), proof));
    }

    private static OptionalInt deviceId(XmlTags.Tag tag) {
        String type = tag.attribute("pci_type");
        int at = type.indexOf(NVIDIA) + NVIDIA.length();
        try {
            return type.length() < at + 4 ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(type, at, at + 4, 16));
        } catch (NumberFormatException e) {
            // A file of another program: the device stays without a known speed.
            return OptionalInt.empty();
        }
    }
}
