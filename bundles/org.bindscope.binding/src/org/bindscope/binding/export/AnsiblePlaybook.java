// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.PlannedDevice;

/** A playbook that checks identity, puts the udev rule in place and, when asked, binds at once. */
public final class AnsiblePlaybook implements ExportFormat {

    /** Creates the format. */
    public AnsiblePlaybook() {
    }

    @Override
    public String name() {
        return "ansible";
    }

    @Override
    public String title() {
        return "Ansible playbook";
    }

    @Override
    public Optional<String> obstacle(BindingPlan plan) {
        return Optional.empty();
    }

    @Override
    public Export export(BindingPlan plan) {
        return playbook(plan, true, "ansible-" + plan.id() + ".yml");
    }

    @Override
    public Export undo(BindingPlan plan) {
        return playbook(plan, false, "undo-ansible-" + plan.id() + ".yml");
    }

    private Export playbook(BindingPlan plan, boolean bind, String fileName) {
        PlanText.require(this, plan);
        List<String> head = new ArrayList<>(PlanText.head(plan, bind
                ? "Gives PCI functions other drivers at every boot, by a udev rule and a script."
                : "Takes the udev rule and the script of the plan away, and gives the old drivers back."));
        head.addAll(List.of("",
                "ansible-playbook -l HOST [--check] FILE",
                "  -e bindscope_now=true   binds at once as well, not only at the next boot"));
        if (bind) {
            head.add("  --tags rollback         takes everything back");
        }
        head.addAll(List.of("  --tags reboot           restarts the hosts, which nothing else here does"));
        StringBuilder text = new StringBuilder(PlanText.comment("#", head))
                .append("- name: Bindscope plan ").append(plan.id()).append("\n  hosts: all\n  become: true\n")
                .append("  gather_facts: false\n  vars:\n    bindscope_now: false\n  tasks:\n");
        if (bind) {
            plan.inOrder().forEach(device -> identity(text, device));
            text.append(copy("Put the udev rule in place", UdevRules.path(plan), "0644", UdevRules.rules(plan)))
                    .append("      notify: Rebuild the initial RAM file system\n")
                    .append(copy("Put the script in place", SystemdUnit.scriptPath(plan), "0755",
                            new SysfsScript().export(plan).text()))
                    .append(command("Bind now", SystemdUnit.scriptPath(plan) + " --bind",
                            "bindscope_now | bool and not ansible_check_mode", "nothing to do"));
        }
        String never = bind ? "      tags: [never, rollback]\n" : "";
        text.append(command("Give the old drivers back", SystemdUnit.scriptPath(plan) + " --undo",
                        "not ansible_check_mode", "nothing to undo"))
                .append("      args:\n        removes: ").append(SystemdUnit.scriptPath(plan)).append('\n').append(never);
        for (String path : List.of(SystemdUnit.scriptPath(plan), UdevRules.path(plan))) {
            text.append("    - name: Take away ").append(path).append("\n      ansible.builtin.file:\n        path: ")
                    .append(path).append("\n        state: absent\n")
                    .append("      notify: Rebuild the initial RAM file system\n").append(never);
        }
        return new Export(fileName, text.append("""
                  handlers:
                    - name: Rebuild the initial RAM file system
                      ansible.builtin.shell: |
                        if command -v update-initramfs; then update-initramfs -u -k all
                        elif command -v dracut; then dracut -f --regenerate-all
                        elif command -v mkinitcpio; then mkinitcpio -P
                        fi
                      changed_when: true

                - name: Restart
                  hosts: all
                  become: true
                  gather_facts: false
                  tags: [never, reboot]
                  tasks:
                    - name: Restart the host
                      ansible.builtin.reboot:
                """).toString());
    }

    private static void identity(StringBuilder text, PlannedDevice device) {
        List<String> files = new ArrayList<>(List.of("vendor", "device"));
        List<String> expected = new ArrayList<>(List.of(String.format("0x%04x", device.identity().vendor()),
                String.format("0x%04x", device.identity().device())));
        device.identity().subsystem().ifPresent(sub -> {
            files.addAll(List.of("subsystem_vendor", "subsystem_device"));
            expected.addAll(List.of("0x" + sub.substring(0, 4), "0x" + sub.substring(5)));
        });
        text.append("    - name: Read the identity of ").append(device.address())
                .append("\n      ansible.builtin.command:\n        argv:\n          - cat\n");
        files.forEach(file -> text.append("          - /sys/bus/pci/devices/").append(device.address()).append('/')
                .append(file).append('\n'));
        text.append("      register: bindscope_identity\n      changed_when: false\n      check_mode: false\n")
                .append("    - name: Refuse another device at ").append(device.address())
                .append("\n      ansible.builtin.assert:\n        that: bindscope_identity.stdout_lines == [")
                .append(String.join(", ", expected.stream().map(id -> "'" + id + "'").toList())).append("]\n")
                .append("        fail_msg: another device is at ").append(device.address()).append(" now\n");
    }

    private static String command(String name, String command, String when, String unchanged) {
        return "    - name: " + name + "\n      ansible.builtin.command: " + command + "\n      register: bindscope_run\n"
                + "      changed_when: \"'" + unchanged + "' not in bindscope_run.stdout\"\n      when: " + when + "\n";
    }

    /** The content is marked unsafe, which keeps Ansible from looking for templates in it. */
    private static String copy(String name, String path, String mode, String content) {
        return "    - name: " + name + "\n      ansible.builtin.copy:\n        dest: " + path + "\n        mode: \"" + mode
                + "\"\n        content: !unsafe |\n" + content.indent(10);
    }
}
