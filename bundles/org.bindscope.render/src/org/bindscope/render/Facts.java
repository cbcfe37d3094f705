// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.bindscope.model.DtNode;
import org.bindscope.model.IdEntry;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciDomain;
import org.bindscope.model.PciFunction;

/** Small readings of the model that several answers need. */
final class Facts {

    /** Deepest device-tree path that is written; deeper nodes cannot come from the readers. */
    private static final int MAX_DEPTH = 4096;
    private static final long ANY = 0xffffffffL;

    /** By domain, bus, device and function. */
    static final Comparator<PciFunction> BY_ADDRESS = (a, b) -> {
        PciBus left = a.getBus();
        PciBus right = b.getBus();
        int order = Integer.compare(left.getDomain().getNumber(), right.getDomain().getNumber());
        if (order == 0) {
            order = Integer.compare(left.getNumber(), right.getNumber());
        }
        if (order == 0) {
            order = Integer.compare(a.getDevice(), b.getDevice());
        }
        return order != 0 ? order : Integer.compare(a.getFunction(), b.getFunction());
    };

    private Facts() {
    }

    /** All functions, sorted by address. */
    static List<PciFunction> functions(Machine machine) {
        List<PciFunction> all = new ArrayList<>();
        for (PciDomain domain : machine.getDomains()) {
            for (PciBus bus : domain.getBuses()) {
                all.addAll(bus.getFunctions());
            }
        }
        all.sort(BY_ADDRESS);
        return all;
    }

    /**
     * The bridge above a function. A virtual function on a bus that SR-IOV made has no bridge of its
     * own: it hangs below the bridge of its physical function.
     *
     * @return null on a root bus
     */
    static PciFunction parent(PciFunction function) {
        PciFunction bridge = function.getBus().getBridge();
        if (bridge == null && function.getPhysicalFunction() != null) {
            return function.getPhysicalFunction().getBus().getBridge();
        }
        return bridge;
    }

    /**
     * Vendor and device in words.
     *
     * @return null where pci.ids does not have both
     */
    static String name(PciFunction function) {
        return function.getVendorName() == null || function.getDeviceName() == null ? null
                : function.getVendorName() + " " + function.getDeviceName();
    }

    /** The path of a device-tree node; {@code /} for the root. */
    static String path(DtNode node) {
        List<String> names = new ArrayList<>();
        DtNode at = node;
        for (int depth = 0; at != null && at.getParent() != null && depth < MAX_DEPTH; depth++) {
            names.add(at.getName());
            at = at.getParent();
        }
        if (names.isEmpty()) {
            return "/";
        }
        StringBuilder path = new StringBuilder();
        for (int i = names.size() - 1; i >= 0; i--) {
            path.append('/').append(names.get(i));
        }
        return path.toString();
    }

    /** An id entry in the notation {@code v:d[:sv:sd][/class/mask][!]} of driver-match, section 1. */
    static String notation(IdEntry entry) {
        StringBuilder out = new StringBuilder();
        id(out, entry.getVendor()).append(':');
        id(out, entry.getDevice());
        if (entry.getSubvendor() != ANY || entry.getSubdevice() != ANY) {
            id(out.append(':'), entry.getSubvendor()).append(':');
            id(out, entry.getSubdevice());
        }
        if (entry.getClassMask() != 0) {
            out.append('/').append(Hex.digits(entry.getClassCode(), 6)).append('/')
                    .append(entry.getClassMask() > 0xffffff ? Hex.digits(entry.getClassMask(), 8)
                            : Hex.digits(entry.getClassMask(), 6));
        }
        return entry.isOverrideOnly() ? out.append('!').toString() : out.toString();
    }

    private static StringBuilder id(StringBuilder out, long value) {
        if (value == ANY) {
            return out.append('*');
        }
        return out.append(value > 0xffff ? Hex.digits(value, 8) : Hex.digits(value, 4));
    }
}
