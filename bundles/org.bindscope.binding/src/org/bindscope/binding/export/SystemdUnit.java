// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.Optional;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.export.ConfigScript.When;

/** The sysfs script as a systemd service that runs at every boot. */
public final class SystemdUnit implements ExportFormat {

    /** Creates the format. */
    public SystemdUnit() {
    }

    @Override
    public String name() {
        return "systemd";
    }

    @Override
    public String title() {
        return "systemd unit";
    }

    @Override
    public Optional<String> obstacle(BindingPlan plan) {
        return Optional.empty();
    }

    @Override
    public Export export(BindingPlan plan) {
        return new Export("systemd-" + plan.id() + ".sh", script(plan).text("bind"));
    }

    @Override
    public Export undo(BindingPlan plan) {
        return new Export("undo-systemd-" + plan.id() + ".sh", script(plan).text("undo"));
    }

    private ConfigScript script(BindingPlan plan) {
        PlanText.require(this, plan);
        String unit = unitName(plan);
        ConfigScript script = new ConfigScript(plan,
                "Gives PCI functions other drivers at every boot, by a systemd service.");
        script.note("The service runs after the host's drivers took their devices and moves them: not for the boot",
                "display, and not for drivers that hang when they are unbound.",
                "Stopping the service gives the old drivers back.");
        script.file("bind_script", scriptPath(plan), "755", When.ALWAYS, new SysfsScript().export(plan).text());
        script.file("unit", "/etc/systemd/system/" + unit, "644", When.ALWAYS, unit(plan));
        return script.apply("run systemctl daemon-reload || return 1\n"
                        + "if [ \"$action\" = bind ]; then run systemctl enable " + unit + "; fi\n")
                .beforeUndo("run systemctl disable " + unit + "\n");
    }

    static String unitName(BindingPlan plan) {
        return "bindscope-" + plan.id() + ".service";
    }

    static String scriptPath(BindingPlan plan) {
        return "/usr/local/sbin/bindscope-" + plan.id();
    }

    /** The unit file. */
    static String unit(BindingPlan plan) {
        return PlanText.comment("#", PlanText.head(plan, "Gives PCI functions other drivers at boot.")) + """
                [Unit]
                Description=PCI driver binding, Bindscope plan @ID@
                DefaultDependencies=no
                RequiresMountsFor=@SCRIPT@
                After=systemd-modules-load.service systemd-udev-trigger.service
                # Orders only; none of them is started by this.
                Before=basic.target display-manager.service libvirtd.service virtqemud.service nvidia-persistenced.service

                [Service]
                Type=oneshot
                RemainAfterExit=yes
                ExecStart=@SCRIPT@ --bind
                ExecStop=@SCRIPT@ --undo
                TimeoutStartSec=60

                [Install]
                WantedBy=sysinit.target
                """.replace("@ID@", plan.id()).replace("@SCRIPT@", scriptPath(plan));
    }
}
