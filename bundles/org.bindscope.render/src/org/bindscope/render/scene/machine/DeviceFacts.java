// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.config.ConfigSpace;
import org.bindscope.analysis.config.PcieCapability;
import org.bindscope.analysis.config.PcieType;
import org.bindscope.analysis.match.DeviceVerdict;
import org.bindscope.analysis.match.ReasonCode;
import org.bindscope.model.BindscopePackage.Literals;
import org.bindscope.model.Evidence;
import org.bindscope.model.FactState;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;
import org.bindscope.render.DeviceText;
import org.bindscope.render.scene.SceneOptions;
import org.eclipse.emf.ecore.EStructuralFeature;

/** What pictures say of functions, in words. */
final class DeviceFacts {

    private static final int IBM = 0x1014;
    private static final int NPU_FUNCTION = 0x04ea;

    private final MachineAnalysis analysis;
    private final MachineAnalysis captured;
    private final Map<String, Optional<String>> planned;

    DeviceFacts(MachineAnalysis analysis, SceneOptions options) {
        this.analysis = analysis;
        this.captured = analysis.whatIfs().isEmpty() ? analysis : analysis.with(List.of());
        this.planned = options.planned();
    }

    /** A driver or another fact, or the word for why there is none. */
    private static String orSilence(PciFunction function, EStructuralFeature feature, String none, Optional<String> value) {
        if (value.isPresent()) {
            return value.get();
        }
        String word = "not captured";
        for (Evidence evidence : function.getEvidence()) {
            if (feature.getName().equals(evidence.getFeature())) {
                if (evidence.getState() == FactState.UNREADABLE) {
                    return "not readable";
                }
                word = none;
            }
        }
        return word;
    }

    /** The driver that has a function. */
    Optional<String> driver(PciFunction function) {
        return Optional.ofNullable(function.getDriver()).map(driver -> driver.getName());
    }

    /** The driver, or {@code no driver}, or that the snapshot does not tell. */
    String driverText(PciFunction function) {
        String text = orSilence(function, Literals.PCI_FUNCTION__DRIVER, "no driver", driver(function));
        return text.startsWith("not ") && driver(function).isEmpty() ? "driver " + text : text;
    }

    /** The IOMMU group, or {@code none}, or that the snapshot does not tell. */
    String groupText(PciFunction function) {
        return orSilence(function, Literals.PCI_FUNCTION__IOMMU_GROUP, "none",
                Optional.ofNullable(function.getIommuGroup()).map(group -> group.getNumber()));
    }

    /** The NUMA node, or {@code none}, or that the snapshot does not tell. */
    String numaText(PciFunction function) {
        return orSilence(function, Literals.PCI_FUNCTION__NUMA_NODE, "none",
                function.isSetNumaNode() ? Optional.of(Integer.toString(function.getNumaNode())) : Optional.empty());
    }

    /**
     * The driver that a function gets by the plan, else by the suppositions.
     *
     * @return empty when neither changes it
     */
    Optional<String> change(PciFunction function) {
        Optional<String> wish = planned.get(function.getAddress());
        if (wish != null) {
            return wish.equals(driver(function)) ? Optional.empty() : Optional.of(wish.orElse("no driver"));
        }
        if (analysis == captured) {
            return Optional.empty();
        }
        Optional<DeviceVerdict> before = captured.verdict(function.getAddress());
        Optional<DeviceVerdict> after = analysis.verdict(function.getAddress());
        if (before.isEmpty() || after.isEmpty() || word(before.get()).equals(word(after.get()))
                || after.get().predicted().isPresent() && after.get().predicted().equals(after.get().current())) {
            return Optional.empty();
        }
        return Optional.of(word(after.get()));
    }

    private static String word(DeviceVerdict verdict) {
        return verdict.reason() == ReasonCode.UNKNOWN ? "not known" : verdict.predicted().orElse("no driver");
    }

    Optional<DeviceVerdict> verdict(PciFunction function) {
        return analysis.verdict(function.getAddress());
    }

    /** The driver, and the one that it changes to. */
    String driverLine(PciFunction function) {
        return change(function).map(to -> driverText(function) + " \u2192 " + to).orElseGet(() -> driverText(function));
    }

    /** The port type of the PCI Express capability. */
    static Optional<PcieType> portType(PciFunction function) {
        return function.getConfigSpace() == null ? Optional.empty()
                : ConfigSpace.of(function.getConfigSpace()).pcie().asOptional().flatMap(PcieCapability::type);
    }

    /** What a bridge is, in words. */
    static String bridgeKind(PciFunction function) {
        return portType(function).map(PcieType::text).orElse("bridge");
    }

    /**
     * Whether a function is the emulated one of a POWER NPU: the PCI Express link in its configuration space
     * means nothing (fdt-nvlink, section 2.6).
     */
    static boolean isNpu(PciFunction function) {
        return function.isSetVendorId() && function.getVendorId() == IBM && function.isSetDeviceId()
                && function.getDeviceId() == NPU_FUNCTION;
    }

    static boolean isGpu(PciFunction function) {
        return function.isSetClassCode() && (function.getClassCode() >> 8 == 0x0302 || function.getClassCode() >> 8 == 0x0300);
    }

    /** A name for one line. */
    static String title(PciFunction function) {
        if (isNpu(function)) {
            return "NPU function";
        }
        String name = DeviceText.shortName(function);
        return name.isEmpty() ? "device of unknown id" : name;
    }

    /** One sentence with what the snapshot tells. */
    String sentence(PciFunction function) {
        List<String> parts = new ArrayList<>();
        String ids = DeviceText.idsOrNothing(function);
        parts.add(function.getAddress() + " " + title(function) + (ids.isEmpty() ? "" : " [" + ids + "]"));
        if (function instanceof PciBridge) {
            parts.add(bridgeKind(function));
        } else if (function.getClassName() != null) {
            parts.add(function.getClassName().toLowerCase(Locale.ROOT));
        }
        if (function.getPhysicalFunction() != null) {
            parts.add("virtual function of " + function.getPhysicalFunction().getAddress());
        }
        String driver = driverText(function);
        parts.add(driver(function).isPresent() ? "driver " + driver : driver);
        change(function).ifPresent(to -> parts.add("would change to " + to));
        parts.add("IOMMU group " + groupText(function));
        if (function.isSetNumaNode()) {
            parts.add("NUMA node " + function.getNumaNode());
        }
        if (function.getSlotLabel() != null) {
            parts.add("slot " + function.getSlotLabel());
        }
        return String.join(", ", parts) + ".";
    }
}
