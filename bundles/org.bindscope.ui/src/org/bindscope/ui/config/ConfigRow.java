// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.bindscope.analysis.config.ConfigBlock;
import org.bindscope.analysis.config.ConfigField;
import org.bindscope.analysis.config.ConfigRegister;
import org.bindscope.analysis.config.DecodedConfig.Place;
import org.bindscope.model.PciFunction;
import org.bindscope.render.ConfigText;
import org.bindscope.ui.session.ModelSelection;
import org.bindscope.ui.text.Sign;

/** A row of the tree: a capability, one of its registers, or one of the register's fields. It stands for its function. */
final class ConfigRow implements ModelSelection {

    private final PciFunction function;
    private final Optional<ConfigRow> parent;
    private final ConfigBlock block;
    private final Optional<ConfigRegister> register;
    private final Optional<ConfigField> field;
    private final List<ConfigRow> children = new ArrayList<>();

    private ConfigRow(PciFunction function, Optional<ConfigRow> parent, ConfigBlock block, Optional<ConfigRegister> register,
            Optional<ConfigField> field) {
        this.function = function;
        this.parent = parent;
        this.block = block;
        this.register = register;
        this.field = field;
    }

    /** A capability with rows for everything in it; a register with one field has no row below it. */
    static ConfigRow of(PciFunction function, ConfigBlock block) {
        ConfigRow top = new ConfigRow(function, Optional.empty(), block, Optional.empty(), Optional.empty());
        for (ConfigRegister register : block.registers()) {
            boolean single = register.fields().size() == 1;
            ConfigRow row = new ConfigRow(function, Optional.of(top), block, Optional.of(register),
                    single ? Optional.of(register.fields().get(0)) : Optional.empty());
            top.children.add(row);
            for (ConfigField field : single ? List.<ConfigField>of() : register.fields()) {
                row.children.add(new ConfigRow(function, Optional.of(row), block, Optional.of(register), Optional.of(field)));
            }
        }
        return top;
    }

    @Override
    public List<PciFunction> modelObjects() {
        return List.of(function);
    }

    Optional<ConfigRow> parent() {
        return parent;
    }

    List<ConfigRow> children() {
        return children;
    }

    ConfigBlock block() {
        return block;
    }

    Optional<ConfigRegister> register() {
        return register;
    }

    Optional<ConfigField> field() {
        return field;
    }

    /** Name in the specification, with the short name of a register behind it. */
    String name() {
        if (register.isEmpty()) {
            return block.name();
        }
        if (isRegister()) {
            ConfigRegister mine = register.get();
            return mine.name().startsWith(mine.symbol()) ? mine.name() : mine.name() + " (" + mine.symbol() + ")";
        }
        return field.get().name();
    }

    private boolean isRegister() {
        return register.isPresent() && parent.filter(above -> above.register.isEmpty()).isPresent();
    }

    /** The offset of a capability or register, the bits of a field. */
    String place() {
        if (register.isEmpty()) {
            return "0x" + ConfigText.offset(block.offset());
        }
        return isRegister() ? "0x" + ConfigText.offset(register.get().offset()) : field.get().bits();
    }

    String raw() {
        if (register.isEmpty()) {
            return "";
        }
        return isRegister() ? register.get().rawText() : field.get().rawText();
    }

    String meaning() {
        if (register.isEmpty()) {
            long changed = children.stream().filter(ConfigRow::changed).count();
            return changed == 0 ? "" : changed == 1 ? "1 register changed" : changed + " registers changed";
        }
        return isRegister() ? ConfigText.summary(register.get()) : field.get().text();
    }

    /** Where the specification describes it. */
    String section() {
        return block.section();
    }

    /** Whether a value differs from what the specification gives after a reset. */
    boolean changed() {
        if (register.isEmpty()) {
            return children.stream().anyMatch(ConfigRow::changed);
        }
        return isRegister() ? register.get().changed() : field.get().changed();
    }

    /** First byte that it covers. */
    int start() {
        if (register.isEmpty()) {
            return block.offset();
        }
        return register.get().offset() + (isRegister() ? 0 : field.get().low() / 8);
    }

    /** Byte behind the last one that it covers. */
    int end() {
        if (register.isEmpty()) {
            return block.end();
        }
        return isRegister() ? register.get().end() : register.get().offset() + field.get().high() / 8 + 1;
    }

    /** Whether a text stands in its name, place, value or meaning. */
    boolean matches(String lowerCase) {
        return (name() + " " + place() + " " + raw() + " " + (field.isEmpty() ? "" : meaning())).toLowerCase(Locale.ROOT)
                .contains(lowerCase);
    }

    /** One line for a screen reader and for what is copied from the hexadecimal side. */
    String line() {
        if (register.isEmpty()) {
            return block.name() + " at " + place();
        }
        String mark = changed() ? " " + Sign.CHANGED.text() : "";
        if (isRegister()) {
            return name() + " at " + place() + " = " + raw() + mark;
        }
        return register.get().name() + ", " + name() + ", bits " + place() + " = " + raw() + ": " + meaning() + mark;
    }

    /** The field as a place of the decoded space, where the row has one. */
    Optional<Place> asPlace() {
        return field.map(mine -> new Place(block, register.orElseThrow(), mine));
    }
}
