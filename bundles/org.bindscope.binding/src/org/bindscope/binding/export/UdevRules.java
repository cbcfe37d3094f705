// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.Optional;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.HostDriver;
import org.bindscope.binding.PlannedDevice;
import org.bindscope.binding.export.ConfigScript.When;

/** A udev rule that sets the override when the device appears, by address and ids: identical cards are told apart. */
public final class UdevRules implements ExportFormat {

    /** Creates the format. */
    public UdevRules() {
    }

    @Override
    public String name() {
        return "udev";
    }

    @Override
    public String title() {
        return "udev rule";
    }

    @Override
    public Optional<String> obstacle(BindingPlan plan) {
        return Optional.empty();
    }

    @Override
    public Export export(BindingPlan plan) {
        return new Export("udev-" + plan.id() + ".sh", script(plan).text("bind"));
    }

    @Override
    public Export undo(BindingPlan plan) {
        return new Export("undo-udev-" + plan.id() + ".sh", script(plan).text("undo"));
    }

    /** Where the rule goes: before 80-drivers.rules, which loads modules by alias. */
    static String path(BindingPlan plan) {
        return "/etc/udev/rules.d/05-bindscope-" + plan.id() + ".rules";
    }

    private ConfigScript script(BindingPlan plan) {
        PlanText.require(this, plan);
        ConfigScript script = new ConfigScript(plan, "Sets the drivers of PCI functions at every boot, by a udev rule.");
        script.note("The rule matches address, ids and place, so that another device at the address is left alone.",
                "It goes into the initial RAM file system too, because drivers are loaded there first.");
        script.file("udev_rules", path(plan), "644", When.ALWAYS, rules(plan));
        InitramfsParts.add(script, plan, false, path(plan));
        return script.apply("if have udevadm && [ -z \"$root\" ]; then run udevadm control --reload; fi\n"
                + ConfigScript.REBUILD_INITRAMFS);
    }

    /** The rules file. */
    static String rules(BindingPlan plan) {
        StringBuilder text = new StringBuilder(PlanText.comment("#",
                PlanText.head(plan, "Sets the driver of PCI functions when they appear.")));
        for (PlannedDevice device : plan.inOrder()) {
            String match = match(device);
            text.append(match).append(", ATTR{driver_override}=\"").append(device.targetName().orElse("none"))
                    .append("\"\n");
            // The module's alias is not that of the device, so the rule must ask for it by name.
            device.target().filter(driver -> !driver.knownBuiltin()).ifPresent(driver -> text.append(match)
                    .append(", RUN{builtin}+=\"kmod load ").append(driver.module().orElse(driver.name())).append("\"\n"));
            if (device.oldDriver().map(HostDriver::knownBuiltin).orElse(false)) {
                text.append("# ").append(PlanText.old(device))
                        .append(" is part of the kernel image and has the function before udev runs.\n")
                        .append(match).append(", RUN+=\"/bin/sh -c 'echo %k > /sys%p/driver/unbind; "
                                + "echo %k > /sys/bus/pci/drivers_probe'\"\n");
            }
        }
        return text.toString();
    }

    private static String match(PlannedDevice device) {
        StringBuilder text = new StringBuilder("ACTION==\"add\", SUBSYSTEM==\"pci\", KERNEL==\"")
                .append(device.address()).append('"');
        device.identity().slotPath().ifPresent(path -> text.append(", DEVPATH==\"*/").append(path).append('"'));
        attribute(text, "vendor", device.identity().vendor());
        attribute(text, "device", device.identity().device());
        device.identity().subvendor().ifPresent(id -> attribute(text, "subsystem_vendor", id));
        device.identity().subdevice().ifPresent(id -> attribute(text, "subsystem_device", id));
        return text.toString();
    }

    private static void attribute(StringBuilder text, String name, int id) {
        text.append(String.format(", ATTR{%s}==\"0x%04x\"", name, id));
    }
}
