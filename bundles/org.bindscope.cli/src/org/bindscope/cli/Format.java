// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Form of an answer. */
enum Format {

    /** For people. */
    TEXT,
    /** For programs. */
    JSON;

    /** Takes the words of {@code --format}. */
    static final class Converter implements ITypeConverter<Format> {
        @Override
        public Format convert(String word) {
            return switch (word) {
                case "text" -> TEXT;
                case "json" -> JSON;
                default -> throw new TypeConversionException("'" + word + "' is no format, expected text or json");
            };
        }
    }
}
