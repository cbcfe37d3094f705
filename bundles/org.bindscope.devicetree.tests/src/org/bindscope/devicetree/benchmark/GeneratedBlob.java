// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;

import org.bindscope.devicetree.DtbWriter;
import org.bindscope.devicetree.Fdt;
import org.bindscope.devicetree.FdtBuilder;

/** Writes a blob with a given number of nodes for benchmarks: {@code GeneratedBlob NODES FILE}. */
public final class GeneratedBlob {

    private static final int DEVICES_PER_BUS = 50;

    private GeneratedBlob() {
    }

    /** Takes the number of nodes and the name of the file. */
    public static void main(String[] arguments) throws Exception {
        Files.write(Path.of(arguments[1]), DtbWriter.write(generate(Integer.parseInt(arguments[0]))));
    }

    /**
     * A tree like that of a large POWER machine: buses with devices that have up to eight properties each, every node with a
     * phandle; about 190 bytes for each node.
     */
    static Fdt generate(int nodes) {
        FdtBuilder builder = new FdtBuilder().beginNode("").cells("#address-cells", 2).cells("#size-cells", 2)
                .string("model", "generated").string("compatible", "generated,board").cells("interrupt-parent", 1);
        int made = 1;
        for (int bus = 0; made < nodes; bus++) {
            builder.beginNode(String.format("bus@%x", bus << 20)).cells("phandle", ++made).cells("#address-cells", 1)
                    .cells("#size-cells", 1).cells("#interrupt-cells", 2).cells("reg", 0, bus << 20, 0, 1 << 20)
                    .string("compatible", "simple-bus").property("ranges");
            for (int device = 0; device < DEVICES_PER_BUS && made < nodes; device++) {
                builder.beginNode(String.format("device@%x", device << 8)).cells("phandle", ++made)
                        .cells("reg", device << 8, 0x100).string("compatible", "generated,device-" + device % 7, "generated,device")
                        .string("status", device % 3 == 0 ? "okay" : "disabled").cells("interrupts", device, 4)
                        .cells("memory-region", 2 + device).property("dma-coherent")
                        .property("local-mac-address", (byte) 2, (byte) 0, (byte) bus, (byte) (bus >> 8), (byte) device, (byte) 1)
                        .endNode();
            }
            builder.endNode();
        }
        return builder.endNode().build();
    }
}
