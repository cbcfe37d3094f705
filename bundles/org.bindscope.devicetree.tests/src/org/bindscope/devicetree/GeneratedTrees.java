// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.util.Arrays;
import java.util.Random;

/** Random trees and random damage, always the same for the same seed. */
final class GeneratedTrees {

    private static final String[] NAMES = {"reg", "compatible", "status", "phandle", "ranges", "x", "linux,phandle", "name",
        "interrupts", "#address-cells", "interrupt-map", "clocks", "a-very-long-property-name-of-somebody", "model", "target",
        "target-path", "memory-region", "cs-gpios", "interrupt-parent", "#interrupt-cells"};
    private static final String[] NODES = {"soc", "cpu", "memory", "pci", "__overlay__", "__symbols__", "__fixups__",
        "__local_fixups__", "aliases", "fragment", "l2", "x"};

    private GeneratedTrees() {
    }

    /** {@return a tree of some nodes that dtc takes with -f} */
    static Fdt tree(long seed, int nodes) {
        Random random = new Random(seed);
        FdtBuilder builder = new FdtBuilder().bootCpu(random.nextInt(4));
        for (int i = random.nextInt(3); i > 0; i--) {
            builder.reserve(random.nextLong(), 1L + random.nextInt(1 << 20));
        }
        builder.beginNode("");
        content(builder, random, nodes);
        return builder.endNode().build();
    }

    /** Adds properties and nodes to the innermost open node. */
    private static void content(FdtBuilder builder, Random random, int nodes) {
        int open = 1;
        for (int j = random.nextInt(3); j > 0; j--) {
            builder.property(NAMES[random.nextInt(NAMES.length)], value(random));
        }
        for (int i = 1; i < nodes; i++) {
            while (open > 1 && random.nextInt(3) == 0) {
                builder.endNode();
                open--;
            }
            String name = NODES[random.nextInt(NODES.length)];
            builder.beginNode(random.nextBoolean() ? name + "@" + Integer.toHexString(random.nextInt(200)) : name);
            open++;
            for (int j = random.nextInt(5); j > 0; j--) {
                builder.property(NAMES[random.nextInt(NAMES.length)], value(random));
            }
        }
        for (; open > 1; open--) {
            builder.endNode();
        }
    }

    /** {@return a tree with unique phandles and symbols, fit as a base of overlays} */
    static Fdt base(long seed) {
        Random random = new Random(seed);
        FdtBuilder builder = new FdtBuilder().beginNode("").string("model", "base");
        builder.beginNode("__symbols__").string("bus", "/bus").string("leaf", "/bus/leaf@1").string("lost", "/lost").endNode();
        builder.beginNode("bus").cells("phandle", 1 + random.nextInt(9)).beginNode("leaf@1").cells("phandle", 10).string("status", "off")
                .endNode().beginNode("leaf@2").endNode();
        content(builder, random, random.nextInt(10));
        return builder.endNode().endNode().build();
    }

    /** {@return an overlay for {@link #base} that mostly fits} */
    static Fdt overlay(long seed) {
        Random random = new Random(seed);
        FdtBuilder builder = new FdtBuilder().beginNode("");
        int fragments = 1 + random.nextInt(3);
        StringBuilder places = new StringBuilder();
        for (int i = 0; i < fragments; i++) {
            builder.beginNode("fragment@" + i);
            if (random.nextInt(3) == 0) {
                builder.cells("target", -1);
                places.append("/fragment@").append(i).append(":target:0\0");
            } else {
                builder.string("target-path", new String[] {"/", "/bus", "/bus/leaf", "/bus/leaf@2"}[random.nextInt(4)]);
            }
            builder.beginNode("__overlay__").cells("ref", 1, 2);
            if (random.nextInt(3) == 0) {
                builder.string("status", "okay");
            }
            if (random.nextBoolean()) {
                builder.beginNode("leaf@1").cells("phandle", 1 + i).string("label", "new").endNode();
            }
            if (random.nextInt(3) > 0) {
                builder.beginNode("fresh@" + random.nextInt(3));
                content(builder, random, random.nextInt(5));
                builder.endNode();
            }
            builder.endNode().endNode();
        }
        if (places.length() > 0) {
            builder.beginNode("__fixups__").string(random.nextInt(9) == 0 ? "lost" : random.nextBoolean() ? "bus" : "leaf",
                    places.substring(0, places.length() - 1)).endNode();
        }
        builder.beginNode("__local_fixups__").beginNode("fragment@0").beginNode("__overlay__")
                .cells("ref", random.nextInt(8) == 0 ? 5 + random.nextInt(6) : random.nextInt(5)).endNode().endNode().endNode();
        if (random.nextBoolean()) {
            builder.beginNode("__symbols__").string("fresh", "/fragment@0/__overlay__/fresh").string("self", "/fragment@0/__overlay__")
                    .string("bus", "/fragment@" + random.nextInt(fragments + 1) + "/__overlay__/leaf@1").endNode();
        }
        return builder.endNode().build();
    }

    private static byte[] value(Random random) {
        byte[] value = new byte[random.nextInt(10) == 0 ? random.nextInt(60) : 4 * random.nextInt(5)];
        switch (random.nextInt(4)) {
            case 0 -> random.nextBytes(value);
            case 1 -> {
                for (int i = 3; i < value.length; i += 4) {
                    value[i] = (byte) random.nextInt(8);
                }
            }
            case 2 -> {
                for (int i = 0; i < value.length - 1; i++) {
                    value[i] = (byte) (random.nextInt(6) == 0 ? 0 : 7 + random.nextInt(121));
                }
            }
            default -> {
                for (int i = 0; i < value.length - 1; i++) {
                    value[i] = (byte) ("/soc:x0\"\\".charAt(random.nextInt(9)));
                }
            }
        }
        return value;
    }

    /** {@return a copy with some words, bytes or its length changed} */
    static byte[] damaged(byte[] blob, long seed) {
        Random random = new Random(seed);
        byte[] data = blob.clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(3) == 0 ? random.nextInt(40) : random.nextInt(data.length);
            if (random.nextBoolean() && at < data.length - 4) {
                int[] values = {0, 1, 2, 3, 4, 9, 16, -1, 0x7fffffff, 0x80000000, data.length, random.nextInt(),
                    random.nextInt(data.length)};
                Bytes.put32(data, at & ~3, values[random.nextInt(values.length)]);
            } else {
                data[Math.min(at, data.length - 1)] = (byte) random.nextInt();
            }
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(data, random.nextInt(data.length)) : data;
    }
}
