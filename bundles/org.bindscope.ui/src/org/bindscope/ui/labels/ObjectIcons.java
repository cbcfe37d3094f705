// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.labels;

import org.bindscope.model.DeviceTree;
import org.bindscope.model.Driver;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.NumaNode;
import org.bindscope.model.NvLink;
import org.bindscope.model.NvLinkEndpoint;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciDomain;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.theme.Icons;

/** Which icon a model object has: the same in every view. */
public final class ObjectIcons {

    private ObjectIcons() {
    }

    /**
     * The icon of a model object.
     *
     * @param object any object
     * @return its icon; that of an unknown thing for objects of other models
     */
    public static Icons of(Object object) {
        if (object instanceof PciFunction function) {
            return ofFunction(function);
        } else if (object instanceof PciBus || object instanceof PciDomain) {
            return Icons.BUS;
        } else if (object instanceof IommuGroup) {
            return Icons.GROUP;
        } else if (object instanceof Driver) {
            return Icons.DRIVER;
        } else if (object instanceof NumaNode) {
            return Icons.NUMA;
        } else if (object instanceof DtNode || object instanceof DeviceTree) {
            return Icons.NODE;
        } else if (object instanceof DtProperty) {
            return Icons.PROPERTY;
        } else if (object instanceof NvLink || object instanceof NvLinkEndpoint) {
            return Icons.NVLINK;
        }
        return Icons.UNKNOWN;
    }

    /** By base class and sub-class (PCI Code and ID Assignment Specification). */
    private static Icons ofFunction(PciFunction function) {
        if (function instanceof PciBridge) {
            return Icons.BRIDGE;
        }
        if (function.getPhysicalFunction() != null) {
            return Icons.VIRTUAL_FUNCTION;
        }
        if (!function.isSetClassCode()) {
            return Icons.FUNCTION;
        }
        int baseAndSub = function.getClassCode() >> 8;
        return switch (baseAndSub >> 8) {
            case 0x01 -> Icons.STORAGE;
            case 0x02 -> Icons.NETWORK;
            case 0x03, 0x12 -> Icons.GPU;
            case 0x04 -> baseAndSub == 0x0400 ? Icons.FUNCTION : Icons.AUDIO;
            case 0x06 -> Icons.BRIDGE;
            case 0x0c -> baseAndSub == 0x0c03 ? Icons.USB : Icons.FUNCTION;
            default -> Icons.FUNCTION;
        };
    }
}
