// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.util.List;

import org.bindscope.model.PciFunction;
import org.bindscope.model.PcieLink;

/** PCI functions as JSON: the elements of the array that the caller opened. */
final class DevicesJson {

    private DevicesJson() {
    }

    static void write(JsonText json, List<PciFunction> functions) throws IOException {
        for (PciFunction function : functions) {
            write(json, function);
        }
    }

    private static void write(JsonText json, PciFunction function) throws IOException {
        PciFunction parent = Facts.parent(function);
        json.object().text("address", function.getAddress())
                .hex("vendor", function.isSetVendorId(), function.getVendorId(), 4)
                .hex("device", function.isSetDeviceId(), function.getDeviceId(), 4)
                .hex("subsystemVendor", function.isSetSubsystemVendorId(), function.getSubsystemVendorId(), 4)
                .hex("subsystemDevice", function.isSetSubsystemId(), function.getSubsystemId(), 4)
                .hex("class", function.isSetClassCode(), function.getClassCode(), 6)
                .hex("revision", function.isSetRevision(), function.getRevision(), 2)
                .text("name", Facts.name(function))
                .number("headerType", function.isSetHeaderType(), function.getHeaderType())
                .text("parent", parent == null ? null : parent.getAddress())
                .text("driver", function.getDriver() == null ? null : function.getDriver().getName())
                .text("driverOverride", function.getDriverOverride())
                .text("modalias", function.getModalias())
                .number("numaNode", function.isSetNumaNode(), function.getNumaNode())
                .text("iommuGroup", function.getIommuGroup() == null ? null : function.getIommuGroup().getNumber())
                .text("physicalFunction",
                        function.getPhysicalFunction() == null ? null : function.getPhysicalFunction().getAddress())
                .text("deviceTreeNode",
                        function.getDeviceTreeNode() == null ? null : Facts.path(function.getDeviceTreeNode()));
        link(json, function.getLink());
        json.text("vendorName", function.getVendorName()).text("deviceName", function.getDeviceName())
                .text("subsystemName", function.getSubsystemName()).text("className", function.getClassName())
                .endObject();
    }

    private static void link(JsonText json, PcieLink link) throws IOException {
        if (link == null) {
            json.nothing("link");
            return;
        }
        json.object("link").decimal("speedGTs", link.isSetSpeedGTs(), link.getSpeedGTs())
                .number("width", link.isSetWidth(), link.getWidth())
                .decimal("maxSpeedGTs", link.isSetMaxSpeedGTs(), link.getMaxSpeedGTs())
                .number("maxWidth", link.isSetMaxWidth(), link.getMaxWidth()).endObject();
    }
}
