// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.ArrayList;
import java.util.List;

import org.bindscope.binding.BindingPlan;

/**
 * A POSIX sh script that puts configuration files of one plan in place, or takes them away. All
 * files are the plan's own, so that nothing of anybody else is edited and undo is a removal.
 */
final class ConfigScript {

    /** When a file is written. */
    enum When {
        /** On every machine. */
        ALWAYS(""),
        /** Where the initial RAM file system is made by initramfs-tools. */
        INITRAMFS_TOOLS("have update-initramfs"),
        /** Where it is made by dracut. */
        DRACUT("have dracut && ! have update-initramfs"),
        /** Where it is made by mkinitcpio. */
        MKINITCPIO("have mkinitcpio");

        private final String test;

        When(String test) {
            this.test = test;
        }
    }

    /**
     * One file.
     *
     * @param function shell function that prints it
     * @param path     absolute path on the machine
     * @param mode     octal permissions
     * @param when     when it is written
     * @param text     content, ended by a line feed; must not contain the line {@code END_OF_FILE}
     */
    record ConfigFile(String function, String path, String mode, When when, String text) {
    }

    private final BindingPlan plan;
    private final String what;
    private final List<String> notes = new ArrayList<>();
    private final List<ConfigFile> files = new ArrayList<>();
    private String apply = ":\n";
    private String beforeUndo = ":\n";

    ConfigScript(BindingPlan plan, String what) {
        this.plan = plan;
        this.what = what;
    }

    ConfigScript note(String... lines) {
        notes.addAll(List.of(lines));
        return this;
    }

    ConfigScript file(String function, String path, String mode, When when, String text) {
        files.add(new ConfigFile(function, path, mode, when, text));
        return this;
    }

    /** Shell commands after files came or went. */
    ConfigScript apply(String commands) {
        apply = commands;
        return this;
    }

    /** Shell commands before files are taken away. */
    ConfigScript beforeUndo(String commands) {
        beforeUndo = commands;
        return this;
    }

    /**
     * Writes the script.
     *
     * @param action {@code bind} or {@code undo}: what a call without words does
     */
    String text(String action) {
        List<String> head = new ArrayList<>(PlanText.head(plan,
                action.equals("bind") ? what : "Takes away what this plan put in place. " + what));
        head.add("");
        head.addAll(notes);
        if (!notes.isEmpty()) {
            head.add("");
        }
        head.addAll(List.of(
                "usage: SCRIPT [--bind | --undo] [--dry-run] [--i-know]        without a word: --" + action,
                "  --undo     takes the plan's files away again; drivers change back with the next boot",
                "  --dry-run  says what would be written and run, and does nothing", Shell.I_KNOW,
                ""));
        head.addAll(PlanText.EXIT_STATUS);
        head.addAll(List.of("",
                "BINDSCOPE_ROOT is put before /sys, /etc, /usr and /proc, so that a test can use a tree of its own."));
        StringBuilder text = new StringBuilder("#!/bin/sh\n").append(PlanText.comment("#", head))
                .append(Shell.start(action)).append(Shell.deviceTable(plan)).append('\n').append(Shell.SYSFS_READ).append(Shell.RUN)
                .append(Shell.IDENTITY).append(Shell.HOST_USE);
        for (ConfigFile file : files) {
            text.append(file.function()).append("() {\n    cat <<'END_OF_FILE'\n").append(file.text())
                    .append("END_OF_FILE\n}\n\n");
        }
        text.append(TOOLS).append("each_file() { # place or remove\n");
        for (ConfigFile file : files) {
            String call = "\"$1\" " + file.function() + " " + file.path() + " " + file.mode();
            text.append(file.when().test.isEmpty() ? "    " + call + "\n"
                    : "    if " + file.when().test + "; then " + call + "; fi\n");
        }
        return text.append("}\n\n")
                .append("apply() {\n").append(indent(apply)).append("}\n\n")
                .append("before_undo() {\n").append(indent(beforeUndo)).append("}\n\n")
                .append(MAIN).toString();
    }

    private static String indent(String commands) {
        return commands.indent(4);
    }

    /** The command that makes the initial RAM file system anew, whichever tool the machine has. */
    static final String REBUILD_INITRAMFS = """
            if have update-initramfs; then run update-initramfs -u -k all
            elif have dracut; then run dracut -f --regenerate-all
            elif have mkinitcpio; then run mkinitcpio -P
            else say "no tool for the initial RAM file system was found; if there is one, make it anew"
            fi
            """;

    private static final String TOOLS = """
            have() { command -v "$1" >/dev/null; }

            changed='' failed=''

            place() { # FUNCTION PATH MODE
                file=$root$2
                if [ -e "$file" ] && [ "$("$1")" = "$(cat "$file")" ]; then return; fi
                changed=yes
                if [ -n "$dry" ]; then
                    say "would write $file:"
                    "$1" | sed 's/^/    /'
                    return
                fi
                mkdir -p "${file%/*}" || failed=yes
                "$1" >"$file.new" || failed=yes
                chmod "$3" "$file.new" || failed=yes
                [ -n "$failed" ] || mv "$file.new" "$file" || failed=yes
            }

            note_there() { # FUNCTION PATH MODE
                if [ -e "$root$2" ]; then there=yes; fi
            }

            remove() { # FUNCTION PATH MODE
                file=$root$2
                [ -e "$file" ] || return 0
                changed=yes
                if [ -n "$dry" ]; then say "would remove $file"; return; fi
                rm -f "$file" "$file.new" || failed=yes
            }

            """;

    private static final String MAIN = """
            give_up() {
                trap '' HUP INT TERM
                complain "$1; taking the files away again"
                failed='' action=undo
                before_undo || failed=yes
                each_file remove
                apply || failed=yes
                [ -n "$failed" ] || exit 4
                die 5 "not everything could be taken away"
            }

            if [ "$action" = bind ]; then
                check_identity
                refuse_host_use
                [ -n "$dry" ] || trap 'give_up interrupted' HUP INT TERM
                each_file place
                [ -z "$failed" ] || give_up "a file could not be written"
                if [ -z "$changed" ]; then say "nothing to do"; exit 0; fi
                apply || give_up "a command failed"
                [ -n "$dry" ] || say "done; takes effect with the next boot"
            else # works also where the devices are gone or have moved
                there=''
                each_file note_there
                if [ -z "$there" ]; then say "nothing to undo"; exit 0; fi
                before_undo || failed=yes
                each_file remove
                apply || failed=yes
                [ -z "$failed" ] || die 5 "not everything could be taken away"
                [ -n "$dry" ] || say "undone; takes effect with the next boot"
            fi
            """;
}
