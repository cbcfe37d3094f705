// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.HostDriver;

/**
 * Parameters of the kernel command line, edited in where the machine keeps it: by grubby, in GRUB's settings, or in the
 * files of systemd-boot. Ids that stand there already are kept, because of two parameters the kernel takes the last one.
 */
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
        return new Export("cmdline-" + plan.id() + ".sh", script(plan, "bind"));
    }

    @Override
    public Export undo(BindingPlan plan) {
        return new Export("undo-cmdline-" + plan.id() + ".sh", script(plan, "undo"));
    }

    /** Name of the parameter with its equals sign. */
    private static String key(BindingPlan plan) {
        return IdsParameter.driver(plan).name() + ".ids=";
    }

    /** dracut loads the driver before the host's modules by this word; without it a module may come too late. */
    private static String early(BindingPlan plan) {
        HostDriver driver = IdsParameter.driver(plan);
        return driver.knownBuiltin() ? "" : "rd.driver.pre=" + driver.name();
    }

    /** The parameters in one line, as they stand on a command line that had none of them. */
    static String parameters(BindingPlan plan) {
        return (key(plan) + IdsParameter.text(plan) + " " + early(plan)).strip();
    }

    private String script(BindingPlan plan, String action) {
        PlanText.require(this, plan);
        HostDriver driver = IdsParameter.driver(plan);
        String what = "Lets " + driver.name() + " take PCI functions at boot, by parameters of the kernel command line.";
        List<String> head = new ArrayList<>(PlanText.head(plan,
                action.equals("bind") ? what : "Takes out what this plan put on the kernel command line. " + what));
        head.addAll(List.of("", "Adds: " + parameters(plan), "Every device with one of these ids is taken. Ids that stand there "
                + "already stay."));
        if (!driver.knownBuiltin()) {
            head.addAll(List.of("rd.driver.pre works with dracut. With initramfs-tools or mkinitcpio use the format modprobe",
                    "as well, or a host module may be loaded first."));
        }
        head.addAll(List.of("Edits the boot entries by grubby where it is; else etc/kernel/cmdline and the loader entries of",
                "systemd-boot, and GRUB_CMDLINE_LINUX in etc/default/grub, as far as they are there. A signed unified",
                "kernel image holds its command line and must be built and signed anew.",
                "",
                "usage: SCRIPT [--bind | --undo] [--dry-run] [--i-know]        without a word: --" + action,
                "  --undo     takes out again what --bind added, and nothing else",
                "  --dry-run  says what would be written and run, and does nothing",
                Shell.I_KNOW, ""));
        head.addAll(PlanText.EXIT_STATUS);
        head.addAll(List.of("", "BINDSCOPE_ROOT is put before /sys, /etc, /boot and /proc, so that a test can use a tree of its own."));
        return "#!/bin/sh\n" + PlanText.comment("#", head) + Shell.start(action)
                + "key='" + key(plan) + "' early='" + early(plan) + "'\nwanted='" + IdsParameter.text(plan).replace(',', ' ') + "'\n"
                + "state=$root/etc/bindscope/cmdline-" + plan.id() + "\n\n"
                + Shell.deviceTable(plan) + '\n' + Shell.SYSFS_READ + Shell.RUN + Shell.IDENTITY + Shell.HOST_USE + BODY;
    }

    private static final String BODY = """
            have() { command -v "$1" >/dev/null; }

            # Sets $line to the command line with the ids in it, and $added to what was not there before.
            add_to() { # COMMAND LINE
                line=" $1" added=''
                case $line in
                *" $key"*) # of two the kernel takes the last
                    rest=${line##*" $key"}
                    value=${rest%% *}
                    start=${line%" $key"*} end=${rest#"$value"} ;;
                *) value='' start=$line end='' ;;
                esac
                for id in $wanted; do
                    case ,$value, in *",$id,"*) continue ;; esac
                    value=${value:+$value,}$id added="$added $id"
                done
                line="$start $key$value$end"
                case " $early $line " in
                "  "* | *" $early "*" $early "*) ;; # nothing to add, or there already
                *) line="$line $early" added="$added $early" ;;
                esac
                line=${line# }
            }

            # Sets $line to the command line without what was added.
            take_from() { # COMMAND LINE, WHAT WAS ADDED
                line=" $1"
                rest=${line##*" $key"}
                case $line in *" $key"*) value=${rest%% *} ;; *) value='' ;; esac
                start=${line%" $key"*} end=${rest#"$value"}
                left=,$value,
                for word in $2; do
                    if [ "$word" = "$early" ]; then
                        case "$end " in *" $early "*) end="${end%" $early"*}${end##*" $early"}" ;; esac
                    fi
                    case $left in *",$word,"*) left=${left%%",$word,"*},${left#*",$word,"} ;; esac
                done
                left=${left#,} left=${left%,}
                if [ -n "$value" ]; then line="$start${left:+ $key$left}$end"; fi
                line=${line# }
            }

            # ---- the places ----

            boot_files() { # prints what stands before and behind a command line, and its file
                file=$root/etc/kernel/cmdline
                if [ -e "$file" ]; then say; say; say "$file"; fi
                for file in "$root"/boot/loader/entries/*.conf "$root"/efi/loader/entries/*.conf; do
                    if [ -e "$file" ]; then say 'options '; say; say "$file"; fi
                done
                file=$root/etc/default/grub
                [ -e "$file" ] || return 0
                for name in GRUB_CMDLINE_LINUX_DEFAULT GRUB_CMDLINE_LINUX; do
                    for quote in '"' "'"; do
                        # The other variable comes first on the line, so ids in DEFAULT would win.
                        if grep -q "^$name=$quote.*$key" "$file" ||
                            { [ $name = GRUB_CMDLINE_LINUX ] && grep -q "^$name=$quote.*$quote\\$" "$file"; }; then
                            say "$name=$quote"; say "$quote"; say "$file"; return
                        fi
                    done
                done
            }

            line_in() { # FILE BEFORE BEHIND
                while IFS= read -r text || [ -n "$text" ]; do
                    case $text in "$2"*"$3") text=${text#"$2"}; say "${text%"$3"}"; return ;; esac
                done <"$1"
            }

            put_line() { # FILE BEFORE BEHIND: $line goes between
                if [ -n "$dry" ]; then say "would write to $1:"; say "    $2$line$3"; return; fi
                while IFS= read -r text || [ -n "$text" ]; do
                    case $text in "$2"*"$3") text=$2$line$3 ;; esac
                    say "$text"
                done <"$1" >"$1.bindscope" && cat "$1.bindscope" >"$1" && rm "$1.bindscope"
            }

            keep() { # PLACE: remembers what was added there
                [ -z "$dry" ] || return 0
                mkdir -p "${state%/*}" && printf '%s\\n%s\\n' "$1" "$added" >>"$state"
            }

            grubby_line() { # the command line of the default boot entry
                grubby --info=DEFAULT | sed -n 's/^args="\\(.*\\)"$/\\1/p'
            }

            bind_line() {
                if have grubby; then
                    add_to "$(grubby_line)"
                    [ -n "$added" ] || return 0
                    changed=yes
                    keep grubby || return 1
                    run grubby --update-kernel=ALL "--remove-args=${key%=}" "--args=$key$value $early" || return 1
                    # Old versions fail at a comma in a boot loader entry, and report success.
                    [ -n "$dry" ] || case " $(grubby_line) " in *" $key$value "*) ;; *) return 1 ;; esac
                    return
                fi
                while IFS= read -r before && IFS= read -r behind && IFS= read -r file; do
                    add_to "$(line_in "$file" "$before" "$behind")"
                    [ -n "$added" ] || continue
                    changed=yes
                    keep "$file" || return 1
                    put_line "$file" "$before" "$behind" || return 1
                done <<END
            $places
            END
            }

            undo_line() {
                while IFS= read -r place && IFS= read -r added; do
                    changed=yes
                    if [ "$place" = grubby ]; then
                        take_from "$(grubby_line)" "$added"
                        run grubby --update-kernel=ALL "--remove-args=${key%=} $early" ${left:+"--args=$key$left"} || return 1
                        continue
                    fi
                    while IFS= read -r before && IFS= read -r behind && IFS= read -r file; do
                        [ "$file" = "$place" ] || continue
                        take_from "$(line_in "$file" "$before" "$behind")" "$added"
                        put_line "$file" "$before" "$behind" || return 1
                    done <<END
            $places
            END
                done <"$state"
            }

            # Lets the boot loader see the new line.
            refresh() {
                ! have grubby || return 0
                case $places in
                *"/etc/kernel/cmdline"*)
                    if have proxmox-boot-tool; then run proxmox-boot-tool refresh || return 1
                    else say "now make the boot entries anew: kernel-install add-all, or build the unified kernel image"; fi ;;
                esac
                case $places in
                *"/etc/default/grub"*)
                    if have update-grub; then run update-grub
                    elif have grub2-mkconfig; then run grub2-mkconfig -o "$root/boot/grub2/grub.cfg"
                    else run grub-mkconfig -o "$root/boot/grub/grub.cfg"
                    fi ;;
                esac
            }

            take_out() {
                { undo_line && refresh; } || die 5 "not everything could be taken out; $state tells what was added"
                [ -n "$dry" ] || rm -f "$state"
            }

            give_up() {
                trap '' HUP INT TERM
                complain "$1; taking the parameters out again"
                take_out
                exit 4
            }

            changed=''
            places=$(boot_files)
            if [ "$action" = bind ]; then
                check_identity
                refuse_host_use
                have grubby || [ -n "$places" ] || die 2 "no boot loader that this script knows; add by hand: $key$wanted $early"
                [ -n "$dry" ] || trap 'give_up interrupted' HUP INT TERM
                bind_line || give_up "the boot entries could not be changed"
                if [ -z "$changed" ]; then say "nothing to do"; exit 0; fi
                refresh || give_up "a command failed"
                [ -n "$dry" ] || say "done; takes effect with the next boot"
            elif [ ! -e "$state" ]; then # works also where the devices are gone or have moved
                say "nothing to undo"
            else
                take_out
                [ -n "$dry" ] || say "undone; takes effect with the next boot"
            fi
            """;
}
