// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import org.bindscope.model.Machine;
import org.bindscope.model.ProblemSeverity;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.facts.Facts;
import org.bindscope.snapshot.facts.Place;

/**
 * What every reader works with.
 *
 * @param files    the snapshot
 * @param machine  the model that grows
 * @param catalog  the machine's things by name
 * @param facts    writes into the model
 * @param progress hears and may stop
 */
record Reading(FileTree files, Machine machine, Catalog catalog, Facts facts, Progress progress) {

    /** The attributes of a folder. */
    Attributes attributes(String folder) {
        return new Attributes(files, folder);
    }

    /** Something was skipped. */
    void warning(String file, String message) {
        facts.problem(ProblemSeverity.WARNING, Place.file(file), message);
    }
}
