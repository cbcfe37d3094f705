// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.bindscope.analysis.nvlink.Claims.Gpu;
import org.bindscope.analysis.nvlink.NvLinkGraph.Proof;

/**
 * Texts that tell which PCI address the GPU of an index or UUID has: {@code nvidia-smi -q -x} and the file
 * {@code information} of the driver (fdt-nvlink sections 3.2 and 3.3).
 */
final class GpuIdentities {

    private static final String GPUS = "/gpus/";

    private GpuIdentities() {
    }

    /** The order of the elements is that of the driver's indices. */
    static Claims query(String file, XmlTags xml) {
        Claims claims = new Claims(file, Claims.Trust.MATRIX);
        int index = 0;
        for (int i = 0; i < xml.tags().size(); i++) {
            XmlTags.Tag tag = xml.tags().get(i);
            if (tag.name().equals("gpu")) {
                Optional<String> address = SmiText.address(tag.attribute("id"));
                Proof proof = Proof.line(file, tag.line(), "<gpu id=\"" + tag.attribute("id") + "\">");
                if (address.isEmpty()) {
                    claims.problem("the element <gpu> has no PCI address as id", proof);
                } else if (!claims.gpu(new Gpu(Claims.gpu(index), child(xml, i, "product_name").orElse(""),
                        child(xml, i, "uuid"), address, Optional.empty(), proof))) {
                    break;
                }
                index++;
            }
        }
        xml.problem().ifPresent(text -> claims.problem(text, new Proof(file, OptionalInt.of(xml.line()), "")));
        return claims;
    }

    private static Optional<String> child(XmlTags xml, int parent, String name) {
        for (int i = parent + 1; i < xml.tags().size() && xml.tags().get(i).parent() >= parent; i++) {
            XmlTags.Tag tag = xml.tags().get(i);
            if (tag.parent() == parent && tag.name().equals(name)) {
                return Optional.of(tag.text().strip()).filter(text -> !text.isEmpty());
            }
        }
        return Optional.empty();
    }

    /** One GPU: the key stands before the first colon of each line. */
    static Claims information(SmiLines lines) {
        Claims claims = new Claims(lines.file(), Claims.Trust.MATRIX);
        String model = "";
        Optional<String> uuid = Optional.empty();
        Optional<String> address = Optional.empty();
        Proof proof = lines.proof(0);
        for (int i = 0; i < lines.lines().size(); i++) {
            String line = lines.lines().get(i);
            int colon = line.indexOf(':');
            String value = colon < 0 ? "" : line.substring(colon + 1).strip();
            switch (colon < 0 ? "" : line.substring(0, colon).strip()) {
                case "Model" -> model = value;
                case "GPU UUID" -> uuid = Optional.of(value).filter(text -> !text.isEmpty());
                case "Bus Location" -> {
                    address = SmiText.address(value);
                    proof = lines.proof(i);
                }
                default -> {
                    // Other lines speak of interrupts, firmware and DMA.
                }
            }
        }
        if (address.isEmpty()) {
            claims.problem("the bus location is no PCI address", proof);
        } else {
            claims.gpu(new Gpu(address.get(), model, uuid, address, Optional.empty(), proof));
        }
        return claims;
    }

    /** The GPU whose folder below proc/driver/nvidia/gpus a path names. */
    static Optional<String> folder(String path) {
        int at = path.indexOf(GPUS);
        int end = at < 0 ? -1 : path.indexOf('/', at + GPUS.length());
        return end < 0 ? Optional.empty() : SmiText.address(path.substring(at + GPUS.length(), end));
    }

    /** The NUMA node of a GPU's memory, on POWER9 and Grace; a driver that makes none writes -1. */
    static Claims numaStatus(String gpu, SmiLines lines) {
        Claims claims = new Claims(lines.file(), Claims.Trust.NEGOTIATED);
        OptionalInt node = OptionalInt.empty();
        OptionalLong base = OptionalLong.empty();
        OptionalLong size = OptionalLong.empty();
        Proof proof = lines.proof(0);
        for (int i = 0; i < lines.lines().size(); i++) {
            String line = lines.lines().get(i);
            int colon = line.indexOf(':');
            String value = colon < 0 ? "" : line.substring(colon + 1).strip();
            switch (colon < 0 ? "" : line.substring(0, colon).strip()) {
                case "Node" -> {
                    node = SmiText.integer(value);
                    proof = lines.proof(i);
                    if (node.isEmpty() && !value.equals("-1")) {
                        claims.problem("the NUMA node is no number", proof);
                    }
                }
                case "Address" -> base = hex(value);
                case "Size" -> size = hex(value);
                default -> {
                    // The status says whether the memory is in use, not where it is.
                }
            }
        }
        if (node.isPresent()) {
            claims.gpu(gpu, proof);
            claims.memory(new Claims.MemoryNode(gpu, node.getAsInt(), base, size, proof));
        }
        return claims;
    }

    private static OptionalLong hex(String text) {
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        return !digits.isEmpty() && digits.length() <= 16 && digits.chars().allMatch(HexFormat::isHexDigit)
                ? OptionalLong.of(HexFormat.fromHexDigitsToLong(digits)) : OptionalLong.empty();
    }
}
