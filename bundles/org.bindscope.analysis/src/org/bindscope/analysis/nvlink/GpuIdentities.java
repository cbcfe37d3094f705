// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.Optional;
import java.util.OptionalInt;

import org.bindscope.analysis.nvlink.Claims.Gpu;
import org.bindscope.analysis.nvlink.NvLinkGraph.Proof;

/**
 * Texts that tell which PCI address the GPU of an index or UUID has: {@code nvidia-smi -q -x} and the file
 * {@code information} of the driver (fdt-nvlink sections 3.2 and 3.3).
 */
final class GpuIdentities {

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
}
