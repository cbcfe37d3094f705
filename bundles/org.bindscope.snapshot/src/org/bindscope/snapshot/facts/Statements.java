// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.facts;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What one text says of all functions of a machine, by address. */
public final class Statements {

    /** Far more than any machine has. */
    private static final int MAX_FUNCTIONS = 100_000;

    private final Map<PciAddress, FunctionStatement> functions = new TreeMap<>();

    /** Nothing is said yet. */
    public Statements() {
        // An empty map.
    }

    /**
     * The statement on a function, made on first use.
     *
     * @param address the function
     * @param place   where it is named
     * @param text    what stands there
     * @return empty when there are too many functions already
     */
    public Optional<FunctionStatement> of(PciAddress address, Place place, String text) {
        FunctionStatement known = functions.get(address);
        if (known == null && functions.size() < MAX_FUNCTIONS) {
            known = new FunctionStatement(address, Answer.said(address.toString(), place, text));
            functions.put(address, known);
        }
        return Optional.ofNullable(known);
    }

    /**
     * The statement on a function.
     *
     * @param address the function
     * @return empty when the text does not name it
     */
    public Optional<FunctionStatement> of(PciAddress address) {
        return Optional.ofNullable(functions.get(address));
    }

    /**
     * The statements.
     *
     * @return in the order of the addresses
     */
    public Collection<FunctionStatement> all() {
        return Collections.unmodifiableCollection(functions.values());
    }
}
