// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.Optional;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.HostDriver;
import org.bindscope.binding.export.ConfigScript.When;

/** Parameters of the kernel command line, for grubby, GRUB with a configuration folder, and /etc/kernel/cmdline. */
public final class KernelCommandLine implements ExportFormat {

    /** Creates the format. */
    public KernelCommandLine() {
    }

    @Override
    public String name() {
        return "cmdline";
    }

    @Override
    public String title() {
        return "Kernel command line";
    }

    @Override
    public Optional<String> obstacle(BindingPlan plan) {
        return IdsParameter.obstacle(plan);
    }

    @Override
    public Export export(BindingPlan plan) {
        return new Export("cmdline-" + plan.id() + ".sh", script(plan).text("bind"));
    }

    @Override
    public Export undo(BindingPlan plan) {
        return new Export("undo-cmdline-" + plan.id() + ".sh", script(plan).text("undo"));
    }

    /** The parameters in one line. */
    static String parameters(BindingPlan plan) {
        HostDriver driver = IdsParameter.driver(plan);
        String ids = driver.name() + ".ids=" + IdsParameter.text(plan);
        // dracut loads it before the host's modules; without this a module may come too late.
        return driver.knownBuiltin() ? ids : ids + " rd.driver.pre=" + driver.name();
    }

    private ConfigScript script(BindingPlan plan) {
        PlanText.require(this, plan);
        HostDriver driver = IdsParameter.driver(plan);
        String parameters = parameters(plan);
        ConfigScript script = new ConfigScript(plan,
                "Lets " + driver.name() + " take PCI functions at boot, by parameters of the kernel command line.");
        script.note("Adds: " + parameters, "Every device with one of these ids is taken.");
        if (!driver.knownBuiltin()) {
            script.note("rd.driver.pre works with dracut. With initramfs-tools or mkinitcpio use the format modprobe",
                    "as well, or a host module may be loaded first.");
        }
        script.note("GRUB_CMDLINE_LINUX is set in a file of its own in /etc/default/grub.d. A signed unified kernel",
                "image holds its command line and must be built and signed anew.");
        String file = "/etc/default/grub.d/bindscope-" + plan.id() + ".cfg";
        script.file("record", "/etc/bindscope/cmdline-" + plan.id(), "644", When.ALWAYS, parameters + "\n");
        script.file("grub_cfg", file, "644", When.GRUB_FOLDER, "# Bindscope plan " + plan.id() + "\n"
                + "GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX " + parameters + "\"\n");
        return script.before(LOOK.replace("@PARAMETERS@", parameters)
                        .replace("@KEY@", driver.name() + ".ids="))
                .apply(APPLY.replace("@PARAMETERS@", parameters));
    }

    private static final String LOOK = """
            if ! have grubby && ! [ -d "$root/etc/default/grub.d" ] && ! [ -e "$root/etc/kernel/cmdline" ]; then
                die 2 "no boot loader that this script knows; add by hand: @PARAMETERS@"
            fi
            case " $(cat "$root/proc/cmdline") " in
            *" @PARAMETERS@ "*) ;;
            *" @KEY@"*) die 2 "the running command line has a @KEY@ of its own, and the last one wins; join them by hand" ;;
            esac
            """;

    private static final String APPLY = """
            line=$root/etc/kernel/cmdline
            if have grubby; then
                case $action in
                bind) run grubby --update-kernel=ALL '--args=@PARAMETERS@' ;;
                *) run grubby --update-kernel=ALL '--remove-args=@PARAMETERS@' ;;
                esac
            elif [ -e "$line" ]; then
                old=$(cat "$line")
                case $action in
                bind) new="${old%" @PARAMETERS@"} @PARAMETERS@" ;;
                *) new=${old%" @PARAMETERS@"} ;;
                esac
                if [ -n "$dry" ]; then say "would write '$new' to $line"; return; fi
                printf '%s\\n' "$new" >"$line.new" && mv "$line.new" "$line" || return 1
                if have proxmox-boot-tool; then proxmox-boot-tool refresh
                else say "now make the boot entries anew (kernel-install, or build the unified kernel image)"; fi
            elif have update-grub; then run update-grub
            else run grub-mkconfig -o "$root/boot/grub/grub.cfg"
            fi
            """;
}
