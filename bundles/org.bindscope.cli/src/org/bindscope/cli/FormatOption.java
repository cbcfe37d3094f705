// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import picocli.CommandLine.Option;

/** The form of the answer. */
final class FormatOption {

    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", converter = Format.Converter.class,
            description = "Form of the answer, default ${DEFAULT-VALUE}.")
    private Format format;

    Format format() {
        return format;
    }
}
