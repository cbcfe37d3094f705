// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.labels;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

import org.bindscope.model.Driver;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.NumaNode;
import org.bindscope.model.NvLink;
import org.bindscope.model.NvLinkEndpoint;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciFunction;
import org.bindscope.model.PciDomain;
import org.bindscope.model.PcieLink;

/** Model objects in words: the same in every view. */
public final class ObjectText {

    private ObjectText() {
    }

    /**
     * A short name of any model object.
     *
     * @param object a model object
     * @return for example {@code 0004:04:00.0} or {@code IOMMU group 5}
     */
    public static String title(Object object) {
        if (object instanceof PciFunction function) {
            return function.getAddress();
        } else if (object instanceof IommuGroup group) {
            return "IOMMU group " + group.getNumber();
        } else if (object instanceof Driver driver) {
            return driver.getName();
        } else if (object instanceof NumaNode node) {
            return "NUMA node " + node.getId();
        } else if (object instanceof PciBus bus) {
            return String.format("%04x:%02x", bus.getDomain() == null ? 0 : bus.getDomain().getNumber(), bus.getNumber());
        } else if (object instanceof PciDomain domain) {
            return String.format("domain %04x", domain.getNumber());
        } else if (object instanceof DtNode node) {
            return path(node);
        } else if (object instanceof DtProperty property) {
            return property.getName();
        } else if (object instanceof NvLinkEndpoint endpoint) {
            return endpoint.getLabel() == null ? endpoint.getId() : endpoint.getLabel();
        } else if (object instanceof NvLink link) {
            return "NVLink" + (link.isSetIndex() ? " " + link.getIndex() : "") + " between "
                    + end(link.getA()) + " and " + end(link.getB());
        } else if (object instanceof Machine) {
            return "Machine";
        }
        return String.valueOf(object);
    }

    private static String end(NvLinkEndpoint endpoint) {
        return endpoint == null ? "an unknown end" : endpoint.getId();
    }

    /**
     * The name of a function in words.
     *
     * @param function a function
     * @return the name of pci.ids, else what the class is called, else the ids
     */
    public static String name(PciFunction function) {
        if (function.getDeviceName() != null) {
            return function.getDeviceName();
        }
        String ids = ids(function);
        if (function.getClassName() != null) {
            return ids.isEmpty() ? function.getClassName() : function.getClassName() + " " + ids;
        }
        return ids;
    }

    /**
     * The name of a function for narrow places: what pci.ids puts in brackets is the name on the box; that a bridge
     * is one of PCI Express goes without saying.
     *
     * @param function a function
     * @return for example {@code Tesla V100 SXM2 16GB} for {@code GV100GL [Tesla V100 SXM2 16GB]}, and
     *         {@code XIO3130 upstream} for {@code XIO3130 PCI Express Switch (Upstream)}
     */
    public static String shortName(PciFunction function) {
        String name = name(function);
        if (function instanceof PciBridge) {
            return name.replace(" PCI Express Switch (Upstream)", " upstream")
                    .replace(" PCI Express Switch (Downstream)", " downstream").replace(" PCI Express ", " ");
        }
        int open = name.lastIndexOf('[');
        return open > 0 && name.endsWith("]") && name.length() - open > 2 ? name.substring(open + 1, name.length() - 1) : name;
    }

    /**
     * Vendor and Device ID.
     *
     * @param function a function
     * @return {@code vvvv:dddd}; empty when the snapshot does not tell both
     */
    public static String ids(PciFunction function) {
        return function.isSetVendorId() && function.isSetDeviceId()
                ? String.format("%04x:%04x", function.getVendorId(), function.getDeviceId()) : "";
    }

    /**
     * One line about a function.
     *
     * @param function a function
     * @return address, names, ids, driver and group, as far as they are known
     */
    public static String description(PciFunction function) {
        StringBuilder text = new StringBuilder(function.getAddress());
        if (function.getVendorName() != null && function.getDeviceName() != null) {
            text.append(' ').append(function.getVendorName());
        }
        String name = name(function);
        if (!name.isEmpty()) {
            text.append(' ').append(name);
        }
        String ids = ids(function);
        if (!ids.isEmpty() && !name.contains(ids)) {
            text.append(" [").append(ids).append(']');
        }
        FactText.driver(function).value().ifPresent(driver -> text.append(", driver ").append(driver));
        if (function.getIommuGroup() != null) {
            text.append(", IOMMU group ").append(function.getIommuGroup().getNumber());
        }
        return text.toString();
    }

    /**
     * Speed and width of a link.
     *
     * @param function a function
     * @return for example {@code 8 GT/s x16}; empty when nothing is known
     */
    public static String link(PciFunction function) {
        PcieLink link = function.getLink();
        if (link == null) {
            return "";
        }
        return half(link.isSetSpeedGTs() ? Optional.of(link.getSpeedGTs()) : Optional.empty(),
                link.isSetWidth() ? Optional.of(link.getWidth()) : Optional.empty());
    }

    /**
     * What the port could do where it does less: speed, width or both.
     *
     * @param function a function
     * @return for example {@code of x16}; empty when the link is as fast and wide as it can be, or
     *         when one of the figures is not known
     */
    public static String linkLimit(PciFunction function) {
        if (!isDegraded(function)) {
            return "";
        }
        PcieLink link = function.getLink();
        return "of " + half(link.getSpeedGTs() < link.getMaxSpeedGTs() ? Optional.of(link.getMaxSpeedGTs()) : Optional.empty(),
                link.getWidth() < link.getMaxWidth() ? Optional.of(link.getMaxWidth()) : Optional.empty());
    }

    /**
     * Whether a link is slower or narrower than its port could be.
     *
     * @param function a function
     * @return true when all four figures are known and say so, and the link is up
     */
    public static boolean isDegraded(PciFunction function) {
        PcieLink link = function.getLink();
        return link != null && link.isSetSpeedGTs() && link.isSetWidth() && link.isSetMaxSpeedGTs() && link.isSetMaxWidth()
                && link.getWidth() > 0
                && (link.getSpeedGTs() < link.getMaxSpeedGTs() || link.getWidth() < link.getMaxWidth());
    }

    private static String half(Optional<Double> speed, Optional<Integer> width) {
        String text = speed.map(value -> number(value) + " GT/s").orElse("");
        return width.map(lanes -> (text.isEmpty() ? "" : text + " ") + "\u00d7" + lanes).orElse(text);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    /**
     * The path of a device-tree node.
     *
     * @param node a node
     * @return full path from the root, {@code /} for the root itself
     */
    public static String path(DtNode node) {
        Deque<String> names = new ArrayDeque<>();
        for (DtNode at = node; at != null && at.getParent() != null; at = at.getParent()) {
            names.addFirst(at.getName());
        }
        return "/" + String.join("/", names);
    }
}
