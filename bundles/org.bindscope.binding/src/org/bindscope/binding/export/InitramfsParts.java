// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.List;
import java.util.stream.Collectors;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.HostDriver;
import org.bindscope.binding.PlannedDevice;
import org.bindscope.binding.export.ConfigScript.When;

/** Brings modules and a file of a plan into the initial RAM file system, for the three tools that are common. */
final class InitramfsParts {

    private InitramfsParts() {
    }

    /** Modules of the plan's target drivers in load order, with what VFIO needs besides. */
    static List<String> modules(BindingPlan plan) {
        List<String> targets = plan.devices().stream()
                .flatMap(device -> device.target().stream())
                .filter(driver -> !driver.knownBuiltin())
                .flatMap(driver -> driver.module().or(() -> java.util.Optional.of(driver.name().replace('-', '_')))
                        .stream())
                .distinct().collect(Collectors.toList());
        if (plan.devices().stream().anyMatch(PlannedDevice::forVfio)
                && plan.devices().stream().flatMap(device -> device.target().stream())
                        .noneMatch(HostDriver::knownBuiltin)) {
            targets.add("vfio_iommu_type1");
        }
        return targets;
    }

    /**
     * Adds the parts to a script.
     *
     * @param force whether the modules are loaded early there, not only at hand
     * @param file  a configuration file to take along; empty for none
     */
    static void add(ConfigScript script, BindingPlan plan, boolean force, String file) {
        List<String> modules = modules(plan);
        String name = "bindscope-" + plan.id();
        String words = String.join(" ", modules);
        StringBuilder hook = new StringBuilder("#!/bin/sh\n# Bindscope plan " + plan.id() + "\n"
                + "[ \"$1\" != prereqs ] || exit 0\n. /usr/share/initramfs-tools/hook-functions\n");
        for (String module : modules) {
            hook.append(force ? "force_load " : "manual_add_modules ").append(module).append('\n');
        }
        if (!file.isEmpty()) {
            hook.append("copy_file configuration ").append(file).append('\n');
        }
        script.file("initramfs_hook", "/etc/initramfs-tools/hooks/" + name, "755", When.INITRAMFS_TOOLS, hook.toString());
        StringBuilder dracut = new StringBuilder("# Bindscope plan " + plan.id() + "\n");
        if (!modules.isEmpty()) {
            dracut.append(force ? "force_drivers" : "add_drivers").append("+=\" ").append(words).append(" \"\n");
        }
        if (!file.isEmpty()) {
            dracut.append("install_items+=\" ").append(file).append(" \"\n");
        }
        script.file("dracut_conf", "/etc/dracut.conf.d/" + name + ".conf", "644", When.DRACUT, dracut.toString());
        StringBuilder mkinitcpio = new StringBuilder("# Bindscope plan " + plan.id() + "\n");
        if (!modules.isEmpty()) {
            mkinitcpio.append("MODULES=(").append(words).append(" \"${MODULES[@]}\")\n");
        }
        if (!file.isEmpty()) {
            mkinitcpio.append("FILES+=(").append(file).append(")\n");
        }
        script.file("mkinitcpio_conf", "/etc/mkinitcpio.conf.d/" + name + ".conf", "644", When.MKINITCPIO,
                mkinitcpio.toString());
    }
}
