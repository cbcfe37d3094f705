// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.util.HashMap;
import java.util.Map;

/**
 * What the names of properties say about their values: the Devicetree Specification 0.4 (section 2.3 and chapter 3), the PCI bus
 * binding, the common bindings of Linux (clocks, gpio, iommu, msi, interrupt maps and so on) and skiboot's {@code ibm,*}
 * properties.
 *
 * @param form          how the value is built
 * @param cellsProperty the property of the target that tells how many arguments follow a reference, else empty
 * @param optional      whether a target without that property takes no arguments
 */
record PropertyKind(Form form, String cellsProperty, boolean optional) {

    /** How a value is built. */
    enum Form {
        TEXT, PATH, NUMBERS_64, NUMBER, BYTES, CELLS, REFERENCES, REGIONS, RANGES, INTERRUPTS, INTERRUPT_MAP, ID_MAP, UNKNOWN
    }

    private static final PropertyKind UNKNOWN = new PropertyKind(Form.UNKNOWN, "", false);
    private static final Map<String, PropertyKind> BY_NAME = byName();
    private static final PropertyKind TEXT = new PropertyKind(Form.TEXT, "", false);
    private static final PropertyKind PLAIN_REFERENCES = new PropertyKind(Form.REFERENCES, "", true);
    private static final PropertyKind GPIOS = new PropertyKind(Form.REFERENCES, "#gpio-cells", false);

    static PropertyKind of(String name) {
        PropertyKind kind = BY_NAME.get(name);
        if (kind != null) {
            return kind;
        }
        if (name.endsWith("-names")) {
            return TEXT;
        }
        if (name.endsWith("-supply") || isPinctrl(name)) {
            return PLAIN_REFERENCES;
        }
        // "nr-gpios" counts lines, everything else that ends so refers to them
        if ((name.endsWith("-gpios") || name.endsWith("-gpio")) && !name.endsWith("nr-gpios") && !name.endsWith("nr-gpio")) {
            return GPIOS;
        }
        return UNKNOWN;
    }

    private static boolean isPinctrl(String name) {
        if (!name.startsWith("pinctrl-") || name.length() == 8) {
            return false;
        }
        return name.chars().skip(8).allMatch(c -> c >= '0' && c <= '9');
    }

    private static Map<String, PropertyKind> byName() {
        Map<String, PropertyKind> map = new HashMap<>();
        put(map, Form.TEXT, "compatible", "model", "device_type", "status", "name", "bootargs", "label", "method",
                "enable-method", "phy-mode", "phy-connection-type", "ibm,loc-code", "ibm,slot-label",
                "ibm,slot-location-code", "ibm,npu-link-type", "ibm,io-base-loc-code");
        put(map, Form.PATH, "stdout-path", "linux,stdout-path", "target-path");
        put(map, Form.NUMBERS_64, "ibm,opal-phbid", "ibm,device-tgt-addr", "ibm,link-speed", "ibm,npu-phy", "ibm,mmio-atsd");
        put(map, Form.NUMBER, "clock-frequency", "timebase-frequency", "bus-frequency", "linux,initrd-start", "linux,initrd-end");
        put(map, Form.BYTES, "local-mac-address", "mac-address");
        put(map, Form.CELLS, "#address-cells", "#size-cells", "#interrupt-cells", "phandle", "linux,phandle", "ibm,phandle",
                "bus-range", "linux,pci-domain", "interrupt-map-mask", "iommu-map-mask", "msi-map-mask", "class-code", "vendor-id",
                "device-id", "revision-id", "subsystem-id", "subsystem-vendor-id", "max-link-speed", "num-lanes",
                "ibm,nvlink-speed", "nvidia,link-speed", "ibm,npu-index", "ibm,npu-links", "ibm,npu-link-index",
                "ibm,npu-group-id", "ibm,npu-lane-mask", "ibm,npu-brick-id", "ibm,workbook-link-id", "ibm,links",
                "ibm,phb-index", "ibm,chip-id", "ibm,associativity", "ibm,pci-config-space-type");
        put(map, Form.REGIONS, "reg", "assigned-addresses", "alloc-ranges");
        put(map, Form.RANGES, "ranges", "dma-ranges");
        put(map, Form.INTERRUPTS, "interrupts");
        put(map, Form.INTERRUPT_MAP, "interrupt-map");
        put(map, Form.ID_MAP, "iommu-map", "msi-map");
        put(map, Form.REFERENCES, "interrupt-parent", "memory-region", "ibm,gpu", "ibm,npu", "ibm,npcq", "ibm,nvlink",
                "ibm,nvlink-peers", "ibm,pcie-slot", "next-level-cache", "l2-cache", "cpu", "phy-handle", "remote-endpoint",
                "operating-points-v2", "cpu-idle-states", "trip", "target", "nvmem", "fsl,iommu-parent", "i2c-parent");
        arguments(map, "#clock-cells", "clocks", "assigned-clocks", "assigned-clock-parents");
        arguments(map, "#gpio-cells", "gpios");
        arguments(map, "#reset-cells", "resets");
        arguments(map, "#dma-cells", "dmas");
        arguments(map, "#phy-cells", "phys");
        arguments(map, "#iommu-cells", "iommus");
        arguments(map, "#pwm-cells", "pwms");
        arguments(map, "#power-domain-cells", "power-domains");
        arguments(map, "#mbox-cells", "mboxes");
        arguments(map, "#interconnect-cells", "interconnects");
        arguments(map, "#thermal-sensor-cells", "thermal-sensors");
        arguments(map, "#hwlock-cells", "hwlocks");
        arguments(map, "#io-channel-cells", "io-channels");
        arguments(map, "#sound-dai-cells", "sound-dai");
        arguments(map, "#cooling-cells", "cooling-device");
        arguments(map, "#interrupt-cells", "interrupts-extended");
        map.put("msi-parent", new PropertyKind(Form.REFERENCES, "#msi-cells", true));
        map.put("nvmem-cells", new PropertyKind(Form.REFERENCES, "#nvmem-cell-cells", true));
        return Map.copyOf(map);
    }

    private static void put(Map<String, PropertyKind> map, Form form, String... names) {
        for (String name : names) {
            map.put(name, new PropertyKind(form, "", form == Form.REFERENCES));
        }
    }

    private static void arguments(Map<String, PropertyKind> map, String cellsProperty, String... names) {
        for (String name : names) {
            map.put(name, new PropertyKind(Form.REFERENCES, cellsProperty, false));
        }
    }
}
