// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

import org.bindscope.analysis.config.ConfigBlock;
import org.bindscope.analysis.config.ConfigDecoder;
import org.bindscope.analysis.config.ConfigField;
import org.bindscope.analysis.config.ConfigProblem;
import org.bindscope.analysis.config.ConfigRegister;
import org.bindscope.analysis.config.ConfigSpace;
import org.bindscope.analysis.config.DecodedConfig;
import org.bindscope.model.PciFunction;

/**
 * Configuration space of some functions, decoded.
 *
 * @param functions the functions, in the order in which they are written
 * @param hex       whether the text shows the bytes, too
 */
public record ConfigAnswer(List<PciFunction> functions, boolean hex) implements Answer {

    /** Copies the list. */
    public ConfigAnswer {
        functions = List.copyOf(functions);
    }

    @Override
    public void writeJson(Writer out) throws IOException {
        JsonText json = new JsonText(out).array();
        for (PciFunction function : functions) {
            json.object().text("address", function.getAddress());
            if (function.getConfigSpace() == null) {
                json.nothing("length").nothing("capabilities").nothing("problems");
            } else {
                DecodedConfig decoded = decode(function);
                json.number("length", true, decoded.space().length()).array("capabilities");
                for (ConfigBlock block : decoded.blocks()) {
                    write(json, block);
                }
                json.endArray().array("problems");
                for (ConfigProblem problem : decoded.problems()) {
                    json.object().number("offset", true, problem.offset()).text("message", problem.message()).endObject();
                }
                json.endArray();
            }
            json.endObject();
        }
        json.endArray().finish(out);
    }

    private static DecodedConfig decode(PciFunction function) {
        return ConfigDecoder.decode(ConfigSpace.of(function.getConfigSpace()));
    }

    private static void write(JsonText json, ConfigBlock block) throws IOException {
        json.object().text("name", block.name())
                .hex("id", block.capability().isPresent(), block.capability().map(c -> c.id()).orElse(0),
                        block.capability().map(c -> c.extended() ? 4 : 2).orElse(2))
                .number("version", block.capability().filter(c -> c.extended()).isPresent(),
                        block.capability().map(c -> c.version()).orElse(0))
                .number("offset", true, block.offset()).number("end", true, block.end())
                .textUnlessEmpty("section", block.section()).array("registers");
        for (ConfigRegister register : block.registers()) {
            json.object().text("name", register.name()).text("symbol", register.symbol()).number("offset", true, register.offset())
                    .number("size", true, register.size()).hex("value", true, register.raw(), 2 * register.size()).array("fields");
            for (ConfigField field : register.fields()) {
                json.object().text("name", field.name()).number("low", true, field.low()).number("high", true, field.high())
                        .hex("raw", true, field.raw(), (field.width() + 3) / 4).text("meaning", field.meaning())
                        .textUnlessEmpty("unit", field.unit())
                        .hex("initial", field.initial().isPresent(), field.initial().orElse(0), (field.width() + 3) / 4).endObject();
            }
            json.endArray().endObject();
        }
        json.endArray().endObject();
    }

    @Override
    public void writeText(Writer out) throws IOException {
        for (int i = 0; i < functions.size(); i++) {
            PciFunction function = functions.get(i);
            String title = function.getAddress() + " " + DeviceText.name(function) + " [" + DeviceText.ids(function) + "]";
            out.write((i > 0 ? "\n" : "") + (hex && function.getConfigSpace() != null
                    ? ConfigText.hexDump(VisibleText.of(title), function.getConfigSpace()) : VisibleText.of(title) + "\n"));
            if (function.getConfigSpace() == null) {
                out.write("The snapshot does not hold its configuration space.\n");
                continue;
            }
            if (function.getConfigSpace().length == ConfigSpace.HEADER_SIZE) {
                out.write("Captured without root: only the first 64 bytes; capabilities lie behind them.\n");
            }
            out.write(ConfigText.text(decode(function)));
        }
        out.flush();
    }
}
