// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.HostDriver;
import org.bindscope.binding.PlannedDevice;
import org.bindscope.binding.export.ConfigScript.When;

/** Options and soft dependencies for modprobe, with the parts that take them into the initial RAM file system. */
public final class ModprobeConfig implements ExportFormat {

    /** Creates the format. */
    public ModprobeConfig() {
    }

    @Override
    public String name() {
        return "modprobe";
    }

    @Override
    public String title() {
        return "modprobe.d and initial RAM file system";
    }

    @Override
    public Optional<String> obstacle(BindingPlan plan) {
        return IdsParameter.obstacle(plan).or(() -> IdsParameter.driver(plan).knownBuiltin()
                ? Optional.of(IdsParameter.driver(plan).name()
                        + " is part of the kernel image and does not read modprobe.d; its ids= belongs on the kernel"
                        + " command line.")
                : Optional.empty());
    }

    @Override
    public Export export(BindingPlan plan) {
        return new Export("modprobe-" + plan.id() + ".sh", script(plan).text("bind"));
    }

    @Override
    public Export undo(BindingPlan plan) {
        return new Export("undo-modprobe-" + plan.id() + ".sh", script(plan).text("undo"));
    }

    private ConfigScript script(BindingPlan plan) {
        PlanText.require(this, plan);
        ConfigScript script = new ConfigScript(plan,
                "Lets " + IdsParameter.driver(plan).name() + " take PCI functions at boot, by their ids.");
        script.note("A file in modprobe.d names the ids and makes the host's modules wait; a second file takes",
                "the modules into the initial RAM file system, so that nobody is faster there.",
                "Every device with one of these ids is taken, also one that is plugged in later.");
        String file = "/etc/modprobe.d/bindscope-" + plan.id() + ".conf";
        script.file("modprobe_conf", file, "644", When.ALWAYS, config(plan));
        InitramfsParts.add(script, plan, true, "");
        return script.apply(ConfigScript.REBUILD_INITRAMFS);
    }

    /** The modprobe.d file. */
    static String config(BindingPlan plan) {
        HostDriver driver = IdsParameter.driver(plan);
        String module = driver.module().orElse(driver.name());
        StringBuilder text = new StringBuilder(PlanText.comment("#",
                PlanText.head(plan, "Lets " + driver.name() + " take PCI functions by their ids.")));
        text.append("options ").append(module).append(" ids=").append(IdsParameter.text(plan)).append('\n');
        Set<String> hosts = new TreeSet<>();
        for (PlannedDevice device : plan.devices()) {
            hosts.addAll(device.hostModules());
        }
        hosts.forEach(host -> text.append("softdep ").append(host).append(" pre: ").append(module).append('\n'));
        return text.toString();
    }
}
