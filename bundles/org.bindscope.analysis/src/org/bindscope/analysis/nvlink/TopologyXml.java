// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import org.bindscope.analysis.nvlink.Claims.ChipLink;
import org.bindscope.analysis.nvlink.Claims.Pair;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;

/** Reads NVLinks from topology files of NCCL and hwloc (fdt-nvlink section 3.7). */
final class TopologyXml {

    private static final int MAX_OBJECTS = 1024;

    private TopologyXml() {
    }

    /** NCCL_TOPO_DUMP_FILE. */
    static Claims nccl(String source, String xml) {
        Claims claims = new Claims(source, Claims.Trust.NEGOTIATED);
        List<XmlTags.Tag> tags = XmlTags.read(xml);
        for (XmlTags.Tag tag : tags) {
            boolean nvlink = tag.name().equals("nvlink");
            if (!nvlink && !tag.name().equals("c2c")) {
                continue;
            }
            Optional<String> gpu = gpu(tags, tag);
            OptionalInt count = SmiText.integer(tag.attribute("count"));
            if (gpu.isEmpty() || count.isEmpty() || count.getAsInt() >= Claims.MAX_LINKS) {
                claims.problem("a <" + tag.name() + "> element has no GPU or no count from 1 to "
                        + (Claims.MAX_LINKS - 1));
                continue;
            }
            if (!claims.gpu(gpu.get(), "")) {
                break;
            }
            if (nvlink) {
                SmiText.address(tag.attribute("target")).ifPresentOrElse(
                        target -> claims.pair(new Pair(gpu.get(), target, kind(tag.attribute("tclass")), count,
                        OptionalDouble.empty())),
                        () -> claims.problem("an <nvlink> element has no target address"));
            } else {
                OptionalInt megabytes = SmiText.integer(tag.attribute("bw"));
                OptionalDouble speed = megabytes.isPresent() && megabytes.getAsInt() > 0
                        && megabytes.getAsInt() / 1000.0 <= Claims.MAX_SPEED
                        ? OptionalDouble.of(megabytes.getAsInt() / 1000.0) : OptionalDouble.empty();
                for (int i = 0; i < count.getAsInt(); i++) {
                    claims.chipLink(new ChipLink(gpu.get(), i, speed));
                }
            }
        }
        return claims;
    }

    /** The address of the PCI element around a tag. */
    private static Optional<String> gpu(List<XmlTags.Tag> tags, XmlTags.Tag tag) {
        int at = tag.parent();
        while (at >= 0) {
            if (tags.get(at).name().equals("pci")) {
                return SmiText.address(tags.get(at).attribute("busid"));
            }
            at = tags.get(at).parent();
        }
        return Optional.empty();
    }

    private static Kind kind(String classCode) {
        return switch (classCode) {
            case "0x068000" -> Kind.NVSWITCH;
            case "0x068001" -> Kind.NPU;
            default -> classCode.startsWith("0x0302") || classCode.startsWith("0x0300") ? Kind.GPU : Kind.UNKNOWN;
        };
    }

    /** hwloc's distances of the name NVLinkBandwidth. */
    static Claims hwloc(String source, String xml) {
        Claims claims = new Claims(source, Claims.Trust.MATRIX);
        List<XmlTags.Tag> tags = XmlTags.read(xml);
        Map<String, String> objects = objects(tags);
        Map<String, Double> perLink = perLink(tags);
        for (int i = 0; i < tags.size(); i++) {
            if (tags.get(i).name().equals("distances2hetero")
                    && tags.get(i).attribute("name").equals("NVLinkBandwidth")) {
                matrix(claims, tags, i, objects, perLink);
            }
        }
        return claims;
    }

    /** Ids of hwloc objects by type and number: OS devices are the PCI device around them. */
    private static Map<String, String> objects(List<XmlTags.Tag> tags) {
        Map<String, String> objects = new HashMap<>();
        for (XmlTags.Tag tag : tags) {
            if (!tag.name().equals("object")) {
                continue;
            }
            String key = tag.attribute("type") + ":" + tag.attribute("gp_index");
            switch (tag.attribute("type")) {
                case "PCIDev" -> SmiText.address(tag.attribute("pci_busid"))
                        .ifPresent(address -> objects.put(key, address));
                case "Package" -> objects.put(key, "package" + tag.attribute("os_index"));
                case "OSDev" -> {
                    for (int at = tag.parent(); at >= 0; at = tags.get(at).parent()) {
                        if (tags.get(at).attribute("type").equals("PCIDev")) {
                            SmiText.address(tags.get(at).attribute("pci_busid"))
                                    .ifPresent(address -> objects.put(key, address));
                            break;
                        }
                    }
                }
                default -> {
                    // Other objects are no ends of links.
                }
            }
        }
        return objects;
    }

    /** Bandwidth of one link by the GPU's generation, GB/s, where the device id tells it; 0 for other GPUs. */
    private static Map<String, Double> perLink(List<XmlTags.Tag> tags) {
        Map<String, Double> result = new HashMap<>();
        for (XmlTags.Tag tag : tags) {
            String type = tag.attribute("pci_type");
            int at = type.indexOf("[10de:");
            if (at >= 0 && type.length() >= at + 10 && type.startsWith("03")) {
                String device = type.substring(at + 6, at + 10);
                double speed = device.startsWith("15f") ? 20 : device.startsWith("1db") || device.startsWith("20b")
                        || device.startsWith("23") ? 25 : 0;
                SmiText.address(tag.attribute("pci_busid")).ifPresent(address -> result.put(address, speed));
            }
        }
        return result;
    }

    private static void matrix(Claims claims, List<XmlTags.Tag> tags, int at, Map<String, String> objects,
            Map<String, Double> perLink) {
        List<String> ends = new ArrayList<>();
        List<Long> values = new ArrayList<>();
        for (int i = at + 1; i < tags.size() && tags.get(i).parent() == at; i++) {
            for (String word : tags.get(i).text().strip().split("\\s+")) {
                if (tags.get(i).name().equals("indexes")) {
                    ends.add(objects.getOrDefault(word, ""));
                } else if (tags.get(i).name().equals("u64values") && SmiText.integer(word).isPresent()) {
                    values.add((long) SmiText.integer(word).getAsInt());
                }
            }
        }
        int size = ends.size();
        if (size > MAX_OBJECTS || values.size() != size * size) {
            claims.problem("the matrix NVLinkBandwidth has " + values.size() + " values for " + size + " objects");
            return;
        }
        for (int i = 0; i < size; i++) {
            for (int j = i + 1; j < size; j++) {
                long value = values.get(i * size + j);
                boolean package0 = ends.get(i).startsWith("package");
                String a = package0 ? ends.get(j) : ends.get(i);
                String b = package0 ? ends.get(i) : ends.get(j);
                if (value > 0 && !a.isEmpty() && !b.isEmpty() && !a.startsWith("package") && claims.gpu(a, "")) {
                    double gigabytes = value / 1000.0;
                    double one = perLink.getOrDefault(a, 0.0);
                    claims.pair(new Pair(a, b, b.startsWith("package") ? Kind.CPU : perLink.containsKey(b) ? Kind.GPU
                            : Kind.UNKNOWN,
                            one > 0 && gigabytes % one == 0 && gigabytes / one < Claims.MAX_LINKS
                            ? OptionalInt.of((int) (gigabytes / one))
                                    : OptionalInt.empty(), OptionalDouble.of(gigabytes)));
                }
            }
        }
    }
}
