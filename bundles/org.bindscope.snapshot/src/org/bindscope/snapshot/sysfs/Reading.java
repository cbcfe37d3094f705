// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import org.bindscope.model.Machine;
import org.bindscope.model.ProblemSeverity;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.facts.Facts;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.inputs.Input;

/**
 * What every reader works with, for one of the inputs.
 *
 * @param input    the files and folders that are read
 * @param machine  the model that grows
 * @param catalog  the machine's things by name, of all inputs
 * @param facts    writes what this input says into the model
 * @param progress hears and may stop
 * @param members  what this input's folders say about functions
 */
record Reading(Input input, Machine machine, Catalog catalog, Facts facts, Progress progress, Memberships members) {

    Reading(Input input, Machine machine, Catalog catalog, Progress progress) {
        this(input, machine, catalog, new Facts(machine, input.place()), progress, new Memberships());
    }

    /** The input's files. */
    FileTree files() {
        return input.files();
    }

    /** The attributes of a folder. */
    Attributes attributes(String folder) {
        return new Attributes(files(), folder);
    }

    /** Something was skipped. */
    void warning(String file, String message) {
        facts.problem(ProblemSeverity.WARNING, Place.file(file), message);
    }
}
