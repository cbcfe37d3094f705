// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.ExportFormats;
import org.bindscope.binding.PlanBuilder;
import org.bindscope.binding.TestMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The exit statuses that every script keeps: 0 done or nothing to do, 1 wrong usage, 2 refused before any change, 3 another
 * device, 4 failed and put back, 5 failed and not put back. For 3 see {@link ExportFormatsTest}, for {@code sysfs} also
 * {@link SysfsScriptTest}.
 */
class ExitStatusTest {

    private static final String NVME = "0000:00:1c.0";
    private static final String NIC = "0000:00:1f.6";

    @TempDir
    Path folder;

    private final TestMachine desktop = TestMachine.desktop();

    private BindingPlan plan(String format) {
        if (format.equals("dpdk")) {
            desktop.at(NVME).setClassCode(ExportFormatsTest.ACCELERATOR);
        }
        PlanBuilder plan = new PlanBuilder(desktop.machine).bind(NVME, "vfio-pci");
        return format.equals("spdk") ? plan.build() : plan.bind(NIC, "vfio-pci").build();
    }

    private static ExportFormat format(String name) {
        return new ExportFormats().byName(name).orElseThrow();
    }

    private String text(String name) {
        return name.equals("libvirt") ? format(name).undo(plan(name)).text() : format(name).export(plan(name)).text();
    }

    private static String[] words(String format, String... more) {
        List<String> words = new ArrayList<>(Arrays.asList(more));
        if (format.equals("proxmox")) {
            words.add("100");
        }
        return words.toArray(String[]::new);
    }

    /** Tools that do what the real ones do to the tree; {@code BREAK} in the folder makes each of them fail. */
    private void tools(FakeKernel kernel, String format) throws Exception {
        String broken = "#!/bin/sh\n[ ! -e '" + folder + "/BREAK' ] || exit 1\n";
        for (String tool : List.of("update-initramfs", "systemctl", "update-grub", "virsh", "udevadm")) {
            kernel.command(tool, broken);
        }
        kernel.command("driverctl", broken + ExportFormatsTest.DRIVERCTL.substring(10));
        kernel.command("dpdk-devbind.py", broken + ExportFormatsTest.DEVBIND.substring(10));
        kernel.command("qm", broken.replace("exit 1", "[ \"$1\" = config ] || exit 1") + """
                c=@CONFIG@
                case $1:$3 in
                config:) cat "$c" ;;
                set:--delete) grep -v "^$4:" "$c" >"$c.new"; mv "$c.new" "$c" ;;
                set:*) echo "${3#-}: $4" >>"$c"; [ ! -e "$c.once" ] || { : >'@FOLDER@/BREAK'; } ;;
                esac
                """.replace("@CONFIG@", folder.resolve("100.conf").toString()).replace("@FOLDER@", folder.toString()));
        Files.writeString(folder.resolve("100.conf"), "machine: q35\n");
        Files.createDirectories(folder.resolve("bin/spdk/scripts"));
        kernel.command("spdk/scripts/setup.sh", broken + """
                for a in $PCI_ALLOWED; do
                    d=$BINDSCOPE_ROOT/sys/bus/pci/devices/$a
                    [ ! -L "$d/driver" ] || echo "$a" | tee "$d/driver/unbind" >/dev/null
                    if [ "$1" = config ]; then echo "$DRIVER_OVERRIDE"; else echo; fi | tee "$d/driver_override" >/dev/null
                    echo "$a" | tee "$BINDSCOPE_ROOT/sys/bus/pci/drivers_probe" >/dev/null
                done
                """);
        kernel.environment.put("SPDK_DIR", folder.resolve("bin/spdk").toString());
        Files.createDirectories(kernel.root.resolve("etc/default"));
        Files.writeString(kernel.root.resolve("etc/default/grub"), "GRUB_CMDLINE_LINUX=\"quiet\"\n");
        Files.createDirectories(kernel.root.resolve("proc"));
        Files.createDirectories(kernel.root.resolve("sys/class/block"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sysfs", "driverctl", "dpdk", "spdk", "modprobe", "udev", "systemd", "cmdline", "proxmox", "libvirt", "qemu"})
    void wrongWordsGiveOne(String format) throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            tools(kernel, format);
            FakeKernel.Run run = kernel.script("dash", text(format), format.equals("qemu") ? new String[0] : words(format, "--force"));
            assertEquals(1, run.status(), run.err());
            assertTrue(run.err().contains("usage: "), run.err());
            assertEquals(List.of(), kernel.log);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sysfs", "driverctl", "dpdk", "spdk", "modprobe", "udev", "systemd", "cmdline", "proxmox"})
    void aDeviceThatTheHostUsesGivesTwoUnlessOneKnows(String format) throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            tools(kernel, format);
            Path disk = Files.createDirectories(kernel.directory(NVME).resolve("nvme/nvme0/nvme0n1"));
            Files.createSymbolicLink(kernel.root.resolve("sys/class/block/nvme0n1"), disk);
            Files.writeString(kernel.root.resolve("proc/mounts"), "/dev/nvme0n1 / ext4 rw 0 0\n");
            Map<String, String> before = kernel.state();
            FakeKernel.Run run = kernel.script("dash", text(format), words(format));
            assertEquals(2, run.status(), run.err());
            assertTrue(run.err().contains(NVME + ": /dev/nvme0n1 is mounted"), run.err());
            assertEquals(before, kernel.state());
            FakeKernel.Run known = kernel.script("dash", text(format), words(format, "--i-know"));
            assertEquals(0, known.status(), known.err());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"driverctl", "dpdk", "spdk", "libvirt", "proxmox"})
    void aMissingToolGivesTwo(String format) throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            FakeKernel.Run run = kernel.script("dash", text(format), words(format));
            assertEquals(2, run.status(), run.err());
            assertEquals(List.of(), kernel.log);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"driverctl", "dpdk", "spdk"})
    void aProbeThatFailsGivesFourAndFiveWhereTheOldDriverFailsToo(String format) throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            tools(kernel, format);
            Map<String, String> before = kernel.state();
            kernel.refuse("vfio-pci", NVME);
            FakeKernel.Run four = kernel.script("dash", text(format), words(format));
            assertEquals(4, four.status(), four.err());
            assertEquals(before, kernel.state());
            kernel.refuse("nvme", NVME);
            FakeKernel.Run five = kernel.script("dash", text(format), words(format));
            assertEquals(5, five.status(), five.err());
            kernel.bus.refusals.clear();
            assertEquals(0, kernel.script("dash", text(format), words(format, "--undo")).status());
            assertEquals(before, kernel.state());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"modprobe", "udev", "systemd", "cmdline"})
    void commandsThatKeepFailingGiveFive(String format) throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            tools(kernel, format);
            Files.writeString(folder.resolve("BREAK"), "");
            FakeKernel.Run run = kernel.script("dash", text(format), words(format));
            assertEquals(5, run.status(), run.err());
            Files.delete(folder.resolve("BREAK"));
            FakeKernel.Run again = kernel.script("dash", text(format), words(format));
            assertEquals(0, again.status(), again.err());
            assertEquals(0, kernel.script("dash", text(format), words(format, "--undo")).status());
        }
    }

    @Test
    void entriesThatCannotBeTakenOutGiveFive() throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            tools(kernel, "proxmox");
            Files.writeString(folder.resolve("100.conf.once"), "");
            FakeKernel.Run run = kernel.script("dash", text("proxmox"), words("proxmox"));
            assertEquals(5, run.status(), run.err());
        }
    }

    @Test
    void aDeviceThatIsNotGivenBackGivesFive() throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            tools(kernel, "libvirt");
            assertEquals(0, kernel.script("dash", text("libvirt")).status());
            Files.writeString(folder.resolve("BREAK"), "");
            assertEquals(5, kernel.script("dash", text("libvirt")).status());
        }
    }

    @Test
    void spdkBindsUndoesAndBindsNothingTwice() throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            tools(kernel, "spdk");
            Map<String, String> before = kernel.state();
            FakeKernel.Run dry = kernel.script("dash", text("spdk"), "--dry-run");
            assertTrue(dry.out().contains("would run env PCI_ALLOWED=" + NVME + "  DRIVER_OVERRIDE=vfio-pci"), dry.out());
            assertEquals(List.of(), kernel.log);
            assertEquals(0, kernel.script("dash", text("spdk")).status());
            assertEquals("vfio-pci", kernel.driver(NVME));
            assertEquals("nothing to do\n", kernel.script("dash", text("spdk")).out());
            assertEquals(0, kernel.script("dash", format("spdk").undo(plan("spdk")).text()).status());
            assertEquals(before, kernel.state());
        }
    }
}
