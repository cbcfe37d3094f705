// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import org.bindscope.model.BindscopePackage.Literals;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;
import org.bindscope.model.PcieLink;

/** One function in words. */
public final class DeviceText {

    private DeviceText() {
    }

    /** Vendor and device in words; what pci.ids does not have is left out. */
    static String name(PciFunction function) {
        String vendor = function.getVendorName();
        String device = function.getDeviceName();
        if (vendor == null) {
            return device == null ? FactText.NONE : device;
        }
        return device == null ? vendor : vendor + " " + device;
    }

    /**
     * The name of a function for narrow places: what pci.ids puts in brackets is the name on the box; that a
     * bridge is one of PCI Express goes without saying.
     *
     * @param function a function
     * @return for example {@code Tesla V100 SXM2 16GB} for {@code GV100GL [Tesla V100 SXM2 16GB]}; what the class
     *         is called where pci.ids has no name, else the ids; empty when nothing is known
     */
    public static String shortName(PciFunction function) {
        String name = function.getDeviceName() != null ? function.getDeviceName()
                : function.getClassName() != null ? function.getClassName() : idsOrNothing(function);
        if (function instanceof PciBridge) {
            return name.replace(" PCI Express Switch (Upstream)", " upstream")
                    .replace(" PCI Express Switch (Downstream)", " downstream").replace(" PCI Express ", " ");
        }
        int open = name.lastIndexOf('[');
        return open > 0 && name.endsWith("]") && name.length() - open > 2 ? name.substring(open + 1, name.length() - 1)
                : name;
    }

    /**
     * Vendor and device id.
     *
     * @param function a function
     * @return {@code vvvv:dddd}; empty when the snapshot does not tell both
     */
    public static String idsOrNothing(PciFunction function) {
        return function.isSetVendorId() && function.isSetDeviceId()
                ? Hex.id(function.getVendorId()) + ":" + Hex.id(function.getDeviceId()) : "";
    }

    /** Class in digits and words. */
    static String classCode(PciFunction function) {
        if (!function.isSetClassCode()) {
            return FactText.of(function, Literals.PCI_FUNCTION__CLASS_CODE, null);
        }
        String digits = Hex.classCode(function.getClassCode());
        return function.getClassName() == null ? digits : digits + " " + function.getClassName();
    }

    /** Vendor and device id. */
    static String ids(PciFunction function) {
        return (function.isSetVendorId() ? Hex.id(function.getVendorId())
                : FactText.of(function, Literals.PCI_FUNCTION__VENDOR_ID, null)) + ":"
                + (function.isSetDeviceId() ? Hex.id(function.getDeviceId())
                        : FactText.of(function, Literals.PCI_FUNCTION__DEVICE_ID, null));
    }

    /** The IOMMU group. */
    static String group(PciFunction function) {
        return FactText.of(function, Literals.PCI_FUNCTION__IOMMU_GROUP,
                function.getIommuGroup() == null ? null : function.getIommuGroup().getNumber());
    }

    /** The NUMA node. */
    static String numaNode(PciFunction function) {
        return FactText.of(function, Literals.PCI_FUNCTION__NUMA_NODE,
                function.isSetNumaNode() ? Integer.toString(function.getNumaNode()) : null);
    }

    /** Speed and width of the link, with the best that is possible where the link is below it. */
    static String link(PciFunction function) {
        PcieLink link = function.getLink();
        if (link == null) {
            return FactText.NONE;
        }
        String now = (link.isSetSpeedGTs() ? NvLinkAnswer.decimal(link.getSpeedGTs()) : FactText.NOT_SAID) + " GT/s x"
                + (link.isSetWidth() ? Integer.toString(link.getWidth()) : FactText.NOT_SAID);
        boolean slower = link.isSetSpeedGTs() && link.isSetMaxSpeedGTs() && link.getSpeedGTs() < link.getMaxSpeedGTs();
        boolean narrower = link.isSetWidth() && link.isSetMaxWidth() && link.getWidth() < link.getMaxWidth();
        if (!slower && !narrower) {
            return now;
        }
        return now + " (max " + (link.isSetMaxSpeedGTs() ? NvLinkAnswer.decimal(link.getMaxSpeedGTs()) : FactText.NOT_SAID)
                + " GT/s x" + (link.isSetMaxWidth() ? Integer.toString(link.getMaxWidth()) : FactText.NOT_SAID) + ")";
    }
}
