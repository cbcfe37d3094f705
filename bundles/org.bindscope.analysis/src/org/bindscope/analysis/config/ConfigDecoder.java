// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Turns captured configuration space into registers and fields.
 *
 * <p>Fields are named as the specifications name them. What the capture does not hold is left out and
 * reported; nothing is filled in.
 */
public final class ConfigDecoder {

    private ConfigDecoder() {
    }

    /**
     * Decodes everything that the bytes hold.
     *
     * @param space the bytes
     * @return never fails
     */
    public static DecodedConfig decode(ConfigSpace space) {
        List<ConfigProblem> problems = new ArrayList<>(space.problems());
        List<ConfigBlock> blocks = new ArrayList<>();
        if (space.length() > 0 && !space.allOnes()) {
            Layouts.Result header = Layouts.header(space);
            blocks.add(header.block());
            header.cutAt().stream().filter(at -> at < ConfigSpace.HEADER_SIZE)
                    .forEach(at -> problems.add(cut(space, header.block(), at)));
            List<Capability> capabilities = new ArrayList<>(space.capabilities());
            capabilities.addAll(space.extendedCapabilities());
            for (Capability capability : capabilities) {
                Layouts.Result result = Layouts.capability(space, capability);
                blocks.add(result.block());
                result.cutAt().ifPresent(at -> problems.add(cut(space, result.block(), at)));
            }
            overlaps(blocks, problems);
        }
        problems.sort(Comparator.comparingInt(ConfigProblem::offset));
        return new DecodedConfig(space, blocks, problems);
    }

    private static ConfigProblem cut(ConfigSpace space, ConfigBlock block, int at) {
        boolean extended = block.capability().map(Capability::extended).orElse(false);
        boolean left = space.length() >= (extended ? ConfigSpace.EXTENDED_SIZE : ConfigSpace.CONVENTIONAL_SIZE);
        return new ConfigProblem(at, left
                ? block.name() + " at " + Layouts.hex(block.offset()) + " has a register at " + Layouts.hex(at)
                        + " that leaves " + (extended ? "configuration space" : "the first 256 bytes")
                : space.cutInside(block.name(), block.offset()));
    }

    /** Capabilities whose registers share bytes: at least one of the two is not what its id says. */
    private static void overlaps(List<ConfigBlock> blocks, List<ConfigProblem> problems) {
        List<ConfigBlock> sorted = blocks.stream().sorted(Comparator.comparingInt(ConfigBlock::offset)).toList();
        for (int i = 1; i < sorted.size(); i++) {
            ConfigBlock before = sorted.get(i - 1);
            ConfigBlock block = sorted.get(i);
            int end = before.registers().stream().mapToInt(ConfigRegister::end).max().orElse(before.offset());
            if (end > block.offset() && before.offset() != 0) {
                problems.add(new ConfigProblem(block.offset(), block.name() + " at " + Layouts.hex(block.offset())
                        + " begins inside the registers of " + before.name() + " at " + Layouts.hex(before.offset())));
            }
        }
    }
}
