// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.util.ArrayList;
import java.util.List;

import org.bindscope.snapshot.facts.FunctionStatement;
import org.bindscope.snapshot.facts.PciAddress;

/**
 * A PCI function and all that tells about it.
 *
 * @param address its address
 * @param folders its folders in sysfs, those of inputs with more weight first
 * @param texts   what texts say, those with more weight first
 */
record FoundFunction(PciAddress address, List<Folder> folders, List<Text> texts) {

    /**
     * A folder of the function in one input.
     *
     * @param reading the input
     * @param device  the folder
     */
    record Folder(Reading reading, FoundDevice device) {
    }

    /**
     * What a text in one input says.
     *
     * @param reading   the input
     * @param statement what it says
     */
    record Text(Reading reading, FunctionStatement statement) {
    }

    FoundFunction(PciAddress address) {
        this(address, new ArrayList<>(1), new ArrayList<>(1));
    }
}
