// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.text;

import static org.bindscope.model.BindscopePackage.Literals.*;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.PciAddress;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.facts.Statements;
import org.bindscope.snapshot.tree.TreePaths;

/**
 * The secondary buses of bridges, as the sysfs paths of the functions below them tell: the folder of a
 * function lies in that of its bridge. Virtual functions can be on a higher bus, so the lowest counts.
 */
final class BusesBelow {

    private final Map<PciAddress, Answer> buses = new TreeMap<>();

    /** A function with this path in sysfs stands at this place of the text. */
    void add(PciAddress function, String path, Place place) {
        List<String> parts = TreePaths.split(path);
        if (parts.size() < 2) {
            return;
        }
        PciAddress.of(parts.get(parts.size() - 2)).filter(bridge -> bridge.domain() == function.domain()).ifPresent(
                bridge -> buses.merge(bridge, Answer.said((long) function.bus(), place, path),
                        (known, other) -> (Long) other.value() < (Long) known.value() ? other : known));
    }

    /** States them for the bridges that the text names. */
    void moveTo(Statements statements) {
        buses.forEach((bridge, bus) -> statements.of(bridge).ifPresent(function -> {
            function.setBridge();
            function.add(PCI_BRIDGE__SECONDARY_BUS_NUMBER, bus);
        }));
    }
}
