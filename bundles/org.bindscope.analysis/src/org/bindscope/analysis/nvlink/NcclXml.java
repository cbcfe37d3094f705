// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import org.bindscope.analysis.nvlink.Claims.ChipLink;
import org.bindscope.analysis.nvlink.Claims.Gpu;
import org.bindscope.analysis.nvlink.Claims.Pair;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.analysis.nvlink.NvLinkGraph.Proof;

/** Reads NVLinks from what NCCL writes with NCCL_TOPO_DUMP_FILE (fdt-nvlink section 3.7). */
final class NcclXml {

    private final String file;
    private final XmlTags xml;
    private final Claims claims;

    private NcclXml(String file, XmlTags xml) {
        this.file = file;
        this.xml = xml;
        this.claims = new Claims(file, Claims.Trust.NEGOTIATED);
    }

    static Claims read(String file, XmlTags xml) {
        NcclXml nccl = new NcclXml(file, xml);
        for (XmlTags.Tag tag : xml.tags()) {
            switch (tag.name()) {
                case "gpu" -> nccl.gpu(tag).ifPresent(gpu -> nccl.claims.gpu(gpu));
                case "nvlink" -> nccl.links(tag);
                case "c2c" -> nccl.chipLinks(tag);
                default -> {
                    // Other elements speak of PCI, processors and network devices.
                }
            }
        }
        xml.problem().ifPresent(problem -> nccl.claims.problem(problem, new Proof(file, OptionalInt.of(xml.line()), "")));
        return nccl.claims;
    }

    private Proof proof(XmlTags.Tag tag, String text) {
        return Proof.line(file, tag.line(), text);
    }

    /** The GPU is the PCI function around a tag. */
    private Optional<Gpu> gpu(XmlTags.Tag tag) {
        Optional<XmlTags.Tag> pci = xml.around(tag, each -> each.name().equals("pci"));
        return pci.flatMap(each -> SmiText.address(each.attribute("busid"))).map(address -> new Gpu(address, "",
                Optional.empty(), Optional.of(address), processor(tag), proof(pci.get(), "<pci busid=\"" + address + "\">")));
    }

    private Optional<String> processor(XmlTags.Tag tag) {
        return xml.around(tag, each -> each.name().equals("cpu")).map(cpu -> SmiText.integer(cpu.attribute("numaid")))
                .filter(OptionalInt::isPresent).map(node -> "NUMA node " + node.getAsInt());
    }

    private Optional<Gpu> counted(XmlTags.Tag tag, OptionalInt count) {
        Optional<Gpu> gpu = gpu(tag);
        if (gpu.isEmpty() || count.isEmpty() || count.getAsInt() < 1 || count.getAsInt() >= Claims.MAX_LINKS) {
            claims.problem("the element <" + tag.name() + "> has no GPU or no count from 1 to " + (Claims.MAX_LINKS - 1),
                    proof(tag, "<" + tag.name() + ">"));
            return Optional.empty();
        }
        return gpu.filter(claims::gpu);
    }

    private void links(XmlTags.Tag tag) {
        OptionalInt count = SmiText.integer(tag.attribute("count"));
        counted(tag, count).ifPresent(gpu -> {
            Proof proof = proof(tag, "<nvlink target=\"" + tag.attribute("target") + "\" count=\"" + count.getAsInt()
                    + "\" tclass=\"" + tag.attribute("tclass") + "\">");
            SmiText.address(tag.attribute("target")).ifPresentOrElse(
                    target -> claims.pair(new Pair(gpu.id(), target, kind(tag.attribute("tclass")), count,
                            OptionalDouble.empty(), proof)),
                    () -> claims.problem("the element <nvlink> has no address as target", proof));
        });
    }

    /** {@code bw} is that of one link, MB/s. */
    private void chipLinks(XmlTags.Tag tag) {
        OptionalInt count = SmiText.integer(tag.attribute("count"));
        counted(tag, count).ifPresent(gpu -> {
            OptionalInt megabytes = SmiText.integer(tag.attribute("bw"));
            Proof proof = proof(tag, "<c2c bw=\"" + tag.attribute("bw") + "\" count=\"" + count.getAsInt() + "\">");
            boolean sound = megabytes.isPresent() && megabytes.getAsInt() > 0
                    && megabytes.getAsInt() <= Claims.MAX_SPEED * 1000;
            if (!sound) {
                claims.problem("the element <c2c> has no bandwidth between 0 and " + (int) Claims.MAX_SPEED + " GB/s",
                        proof);
            }
            OptionalDouble speed = sound ? OptionalDouble.of(megabytes.getAsInt() / 1000.0) : OptionalDouble.empty();
            for (int i = 0; i < count.getAsInt(); i++) {
                claims.chipLink(new ChipLink(gpu.id(), i, speed, false, proof));
            }
        });
    }

    private static Kind kind(String classCode) {
        String code = classCode.toLowerCase(Locale.ROOT);
        return switch (code) {
            case "0x068000" -> Kind.NVSWITCH;
            case "0x068001" -> Kind.NPU;
            default -> code.startsWith("0x0302") || code.startsWith("0x0300") ? Kind.GPU : Kind.UNKNOWN;
        };
    }
}
