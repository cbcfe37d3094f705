// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.PlanNames;
import org.bindscope.binding.PlannedDevice;

/** Permitted host devices of a KubeVirt cluster and the devices of a virtual machine instance. */
public final class KubeVirtYaml implements ExportFormat {

    /** Creates the format. */
    public KubeVirtYaml() {
    }

    @Override
    public String name() {
        return "kubevirt";
    }

    @Override
    public String title() {
        return "KubeVirt";
    }

    @Override
    public Optional<String> obstacle(BindingPlan plan) {
        return VfioPlans.obstacle(plan).or(() -> plan.devices().stream()
                .filter(device -> !device.twins().isEmpty()).findFirst()
                .map(device -> "KubeVirt chooses devices by vendor and device id only and cannot tell " + device.address()
                        + " from " + PlanNames.some(device.twins()) + "."));
    }

    @Override
    public Export export(BindingPlan plan) {
        PlanText.require(this, plan);
        List<String> head = new ArrayList<>(PlanText.head(plan,
                "Lets KubeVirt give PCI devices of a node to virtual machines."));
        head.addAll(List.of("",
                "First document: merge into the KubeVirt object. Second: merge into the virtual machine's template.",
                "Third, for OpenShift: gives the devices to their VFIO drivers on every node of the role; elsewhere do",
                "that with the formats udev, modprobe or cmdline. Label the node first:",
                "  kubectl label node NODE " + label(plan) + "=true",
                "externalResourceProvider must be true where a device plugin (such as NVIDIA's) owns the resource.",
                "KubeVirt does not give devices of one IOMMU group to a machine one by one: give all of a group or none.",
                "Devices with equal ids are interchangeable to KubeVirt. Compare the node before: lspci -nns ADDRESS."));
        return new Export("kubevirt-" + plan.id() + ".yaml", PlanText.comment("#", head) + documents(plan));
    }

    private static String documents(BindingPlan plan) {
        Map<String, String> resources = new LinkedHashMap<>();
        for (PlannedDevice device : plan.devices()) {
            resources.put(device.identity().ids(), "bindscope.org/pci_" + device.identity().ids().replace(':', '_'));
        }
        StringBuilder text = new StringBuilder("""
                apiVersion: kubevirt.io/v1
                kind: KubeVirt
                metadata:
                  name: kubevirt
                  namespace: kubevirt
                spec:
                  configuration:
                    permittedHostDevices:
                      pciHostDevices:
                """);
        resources.forEach((ids, name) -> text.append("      - pciVendorSelector: \"")
                .append(ids.toUpperCase(Locale.ROOT)).append("\"\n        resourceName: \"").append(name)
                .append("\"\n        externalResourceProvider: false\n"));
        text.append("---\nspec:\n  template:\n    spec:\n      nodeSelector:\n        ").append(label(plan))
                .append(": \"true\"\n").append("""
                      domain:
                        devices:
                          hostDevices:
                """.indent(0));
        int number = 0;
        for (PlannedDevice device : plan.devices()) {
            text.append("          - name: pci").append(number++).append(" # ").append(device.address())
                    .append("\n            deviceName: \"").append(resources.get(device.identity().ids())).append("\"\n");
        }
        return text.append(machineConfig(plan)).toString();
    }

    private static String label(BindingPlan plan) {
        return "bindscope.org/plan-" + plan.id();
    }

    /** The udev rule as a file of the nodes (machineconfiguration.openshift.io, Ignition 3.2). */
    private static String machineConfig(BindingPlan plan) {
        String rules = Base64.getEncoder().encodeToString(UdevRules.rules(plan).getBytes(StandardCharsets.UTF_8));
        return """
                ---
                apiVersion: machineconfiguration.openshift.io/v1
                kind: MachineConfig
                metadata:
                  name: 99-bindscope-@ID@
                  labels:
                    machineconfiguration.openshift.io/role: worker
                spec:
                  config:
                    ignition:
                      version: 3.2.0
                    storage:
                      files:
                        - path: @PATH@
                          mode: 420
                          contents:
                            source: data:text/plain;charset=utf-8;base64,@RULES@
                """.replace("@ID@", plan.id()).replace("@PATH@", UdevRules.path(plan)).replace("@RULES@", rules);
    }

    @Override
    public Export undo(BindingPlan plan) {
        PlanText.require(this, plan);
        return new Export("undo-kubevirt-" + plan.id() + ".yaml", PlanText.comment("#", PlanText.head(plan,
                "Take exactly these entries out of the KubeVirt object and of the virtual machine again."))
                + documents(plan));
    }
}
