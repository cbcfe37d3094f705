// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config.fuzz;

import java.util.ArrayList;
import java.util.List;

import org.bindscope.analysis.config.ConfigBlock;
import org.bindscope.analysis.config.ConfigDecoder;
import org.bindscope.analysis.config.ConfigField;
import org.bindscope.analysis.config.ConfigProblem;
import org.bindscope.analysis.config.ConfigRegister;
import org.bindscope.analysis.config.ConfigSpace;
import org.bindscope.analysis.config.DecodedConfig;

/**
 * What must hold for any bytes that somebody calls configuration space: decoding ends, every register
 * and field lies within the bytes and has the value that stands there, names are there to be shown,
 * problems name an offset, and the amount of it is bounded. Entry point of coverage-guided fuzzing, see
 * {@code releng/fuzz}.
 */
public final class ConfigSpaceTarget {

    private static final int MOST_REGISTERS = 20_000;

    private ConfigSpaceTarget() {
    }

    /**
     * Tries one input.
     *
     * @param data any bytes
     */
    public static void fuzzerTestOneInput(byte[] data) {
        ConfigSpace space = ConfigSpace.of(data);
        DecodedConfig decoded = ConfigDecoder.decode(space);
        int registers = 0;
        for (ConfigBlock block : decoded.blocks()) {
            require(block.offset() <= block.end() && block.end() <= ConfigSpace.EXTENDED_SIZE, block + " leaves the space");
            for (ConfigRegister register : block.registers()) {
                register(space, block, register);
                registers++;
            }
        }
        require(registers <= MOST_REGISTERS, registers + " registers");
        for (ConfigProblem problem : decoded.problems()) {
            require(problem.offset() >= 0 && problem.offset() <= ConfigSpace.EXTENDED_SIZE + 64 && !problem.message().isBlank(),
                    problem.toString());
        }
        facts(space);
    }

    private static void register(ConfigSpace space, ConfigBlock block, ConfigRegister register) {
        require(register.offset() >= block.offset() && register.end() <= block.end() && register.end() <= space.length(),
                register + " leaves " + block.name());
        long value = 0;
        for (int i = 0; i < register.size(); i++) {
            value |= (long) space.u8(register.offset() + i) << 8 * i;
        }
        require(value == register.raw(), register + " is not " + value);
        long covered = 0;
        for (ConfigField field : register.fields()) {
            long mask = (field.width() == 64 ? -1L : (1L << field.width()) - 1) << field.low();
            require(field.low() >= 0 && field.width() > 0 && field.high() < 8 * register.size(), field + " leaves " + register.name());
            require((covered & mask) == 0, field + " shares bits in " + register.name());
            require((value & mask) >>> field.low() == field.raw(), field + " is not in " + register.rawText());
            require(!field.name().isBlank() && !field.meaning().isBlank(), field + " has nothing to show");
            require(field.initial().isEmpty() || (field.initial().getAsLong() & ~(mask >>> field.low())) == 0,
                    field + " cannot have its initial value");
            covered |= mask;
        }
    }

    /** What groups and findings ask for must be answered for any bytes, too. */
    private static void facts(ConfigSpace space) {
        List<Object> answers = new ArrayList<>(List.of(space.header(), space.pcie(), space.acs(), space.wideAcs(), space.sriov(),
                space.resizableBars(), space.subsystem(), space.powerManagementResets(), space.advancedFeaturesReset()));
        require(answers.size() == 9, "nine answers");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
