// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.model.KernelModule;
import org.bindscope.model.Machine;
import org.bindscope.model.ModuleParameter;
import org.bindscope.model.PciFunction;

/** R11: a device that is wanted on VFIO is on nvidia, which holds it in use. */
final class NvidiaInUseRule implements FindingRule {

    private static final String RULE = "R11-nvidia-unbind-hangs";

    @Override
    public Set<String> ids() {
        return Set.of(RULE);
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        List<Finding.EvidenceText> holders = holders(context.machine());
        if (holders.isEmpty()) {
            return Stream.empty();
        }
        DeviceClaims claims = DeviceClaims.of(context);
        return FindingText.functions(context.machine())
                .filter(function -> FindingText.driver(function).filter("nvidia"::equals).isPresent())
                .filter(function -> claims.byAddress().containsKey(function.getAddress()))
                .map(function -> finding(function, holders));
    }

    private static Finding finding(PciFunction function, List<Finding.EvidenceText> holders) {
        List<Finding.EvidenceText> evidence = new ArrayList<>(holders);
        evidence.add(FindingText.link(function.getAddress(), "nvidia"));
        return new Finding(RULE, Finding.Severity.WARNING, List.of(function.getAddress()), "Unbinding "
                + function.getAddress() + " from nvidia may hang.",
                "The driver's remove waits until nobody uses the device, and here it is used by the console or by another module.", evidence,
                "Bind it to vfio-pci at boot, before nvidia is loaded; or stop what uses it first (display server, nvidia-persistenced, nvidia_drm with modeset and fbdev).");
    }

    private static List<Finding.EvidenceText> holders(Machine machine) {
        List<Finding.EvidenceText> found = new ArrayList<>();
        Optional<String> modeset = parameter(machine, "nvidia_drm", "modeset");
        Optional<String> fbdev = parameter(machine, "nvidia_drm", "fbdev");
        if (modeset.filter(NvidiaInUseRule::on).isPresent() && fbdev.filter(NvidiaInUseRule::on).isPresent()) {
            found.add(new Finding.EvidenceText("sys/module/nvidia_drm/parameters/modeset", modeset.get()));
            found.add(new Finding.EvidenceText("sys/module/nvidia_drm/parameters/fbdev", fbdev.get()));
        }
        long siblings = machine.getModules().stream().filter(module -> module.getName() != null && module.getName().startsWith("nvidia_")
                && module.isSetLoaded() && module.isLoaded()).count();
        for (KernelModule module : machine.getModules()) {
            if ("nvidia".equals(module.getName()) && module.isSetReferenceCount() && module.getReferenceCount() > siblings) {
                found.add(new Finding.EvidenceText("sys/module/nvidia/refcnt", Integer.toString(module.getReferenceCount())));
            }
        }
        return found;
    }

    private static boolean on(String value) {
        return value.startsWith("Y") || value.startsWith("1");
    }

    private static Optional<String> parameter(Machine machine, String module, String name) {
        return machine.getModules().stream().filter(each -> module.equals(each.getName()))
                .flatMap(each -> each.getParameters().stream()).filter(each -> name.equals(each.getName()))
                .map(ModuleParameter::getValue).filter(java.util.Objects::nonNull).map(String::strip).findFirst();
    }
}
