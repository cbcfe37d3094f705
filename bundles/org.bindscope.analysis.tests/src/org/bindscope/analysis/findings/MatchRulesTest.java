// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import org.bindscope.analysis.match.Captures;
import org.bindscope.analysis.match.MatchAnalysis;
import org.bindscope.analysis.match.TestMachine;
import org.bindscope.model.TextFileKind;
import org.junit.jupiter.api.Test;

/** Each rule on a machine with the fault and on one without. */
class MatchRulesTest {

    private static final String NIC = "0000:01:00.0";
    private static final String SECOND = "0000:02:00.0";
    private static final String E1000E = "pci:v00008086d000010D3sv*sd*bc*sc*i*";

    private static List<Finding> findings(TestMachine machine, String rule) {
        return findings(machine.analysis()).stream().filter(finding -> finding.rule().startsWith(rule + "-")).toList();
    }

    private static List<Finding> findings(MatchAnalysis match) {
        FindingContext context = new FindingContext(match.machine(), match.rules(), match::verdicts);
        context.shared(MatchAnalysis.class, each -> match);
        List<Finding> all = new ArrayList<>();
        MatchRules.all().forEach(rule -> rule.evaluate(context).forEach(all::add));
        all.forEach(finding -> {
            assertFalse(finding.subjects().isEmpty(), finding.rule());
            assertFalse(finding.evidence().isEmpty(), finding.rule());
            assertTrue(finding.summary().endsWith("."), finding.summary());
            assertFalse(finding.remedy().isBlank(), finding.rule());
        });
        return all;
    }

    private static void found(TestMachine machine, String rule, String... subjects) {
        TreeSet<String> got = new TreeSet<>();
        findings(machine, rule).forEach(finding -> got.addAll(finding.subjects()));
        assertEquals(new TreeSet<>(List.of(subjects)), got);
    }

    private static void clean(TestMachine machine, String rule) {
        assertEquals(List.of(), findings(machine, rule));
    }

    private static TestMachine nic(String driver) {
        TestMachine machine = new TestMachine("6.12").alias(E1000E, "e1000e").alias("vfio_pci:v*d*sv*sd*bc*sc*i*", "vfio_pci")
                .driver("e1000e", "e1000e").driver("vfio-pci", "vfio_pci");
        return machine.device(NIC, "8086:10d3", "020000", driver);
    }

    @Test
    void r02HostDriverFirst() {
        found(nic("e1000e").modprobe("options vfio-pci ids=8086:10d3\n"), "R02", NIC);
        clean(nic("vfio-pci").modprobe("options vfio-pci ids=8086:10d3\n"), "R02");
        clean(nic("e1000e"), "R02");
    }

    @Test
    void r03IdsWithoutEffect() {
        found(nic("e1000e").modprobe("options vfio-pci ids=8086:10d3\n").text(TextFileKind.MODULES_BUILTIN, "modules.builtin",
                "kernel/drivers/vfio/pci/vfio-pci.ko\n"), "R03", "vfio-pci");
        found(nic("e1000e").modprobe("options vfio-pci ids=8086:10d3\n").text(TextFileKind.KERNEL_CONFIG, "boot/config",
                "CONFIG_VFIO=y\nCONFIG_VFIO_PCI=y\n"), "R03", "vfio-pci");
        clean(nic("e1000e").modprobe("options vfio-pci ids=8086:10d3\n"), "R03");
        clean(nic("e1000e").commandLine("vfio-pci.ids=8086:10d3").text(TextFileKind.MODULES_BUILTIN, "modules.builtin",
                "kernel/drivers/vfio/pci/vfio-pci.ko\n"), "R03");
    }

    @Test
    void r04IdenticalDevices() {
        found(nic("e1000e").device(SECOND, "8086:10d3", "020000", "e1000e").commandLine("vfio-pci.ids=8086:10d3"), "R04", NIC, SECOND);
        clean(nic("e1000e").device(SECOND, "8086:10d4", "020000", "e1000e").commandLine("vfio-pci.ids=8086:10d3"), "R04");
        assertEquals(Finding.Severity.INFO, findings(nic("vfio-pci").device(SECOND, "8086:10d3", "020000", "vfio-pci")
                .commandLine("vfio-pci.ids=8086:10d3"), "R04").get(0).severity());
    }

    @Test
    void r05NewIdWrite() {
        String unit = "ExecStart=/bin/sh -c 'echo 8086 10d3 > /sys/bus/pci/drivers/vfio-pci/new_id'\n";
        found(nic("e1000e").text(TextFileKind.OTHER, "etc/systemd/system/x.service", unit), "R05", "etc/systemd/system/x.service:1");
        assertEquals(Finding.Severity.ERROR, findings(nic("e1000e").text(TextFileKind.OTHER, "x.service", unit + unit), "R05").get(1).severity());
        clean(nic("e1000e").text(TextFileKind.OTHER, "x.service", "#" + unit + "ExecStart=/bin/true\n"), "R05");
    }

    @Test
    void r06LeftWithoutDriver() {
        TestMachine left = nic(null).text(TextFileKind.OTHER, "etc/driverctl.d/" + NIC, "vfio-pci\n");
        found(left, "R06", NIC);
        clean(nic("vfio-pci").text(TextFileKind.OTHER, "etc/driverctl.d/" + NIC, "vfio-pci\n"), "R06");
        clean(nic(null), "R06");
    }

    @Test
    void r07VariantNotChosen() {
        TestMachine plain = new TestMachine("6.12").alias("vfio_pci:v*d*sv*sd*bc*sc*i*", "vfio_pci")
                .alias("vfio_pci:v000015B3d0000101Esv*sd*bc*sc*i*", "mlx5_vfio_pci").driver("vfio-pci", "vfio_pci")
                .device(NIC, "15b3:101e", "020000", "vfio-pci").override(NIC, "vfio-pci");
        found(plain, "R07", NIC);
        TestMachine other = new TestMachine("6.12").alias("vfio_pci:v*d*sv*sd*bc*sc*i*", "vfio_pci")
                .alias("vfio_pci:v000015B3d0000101Esv*sd*bc*sc*i*", "mlx5_vfio_pci").driver("vfio-pci", "vfio_pci")
                .device(NIC, "15b3:101f", "020000", "vfio-pci").override(NIC, "vfio-pci");
        clean(other, "R07");
    }

    @Test
    void r08DriverSpelling() {
        found(nic("e1000e").override(NIC, "vfio_pci"), "R08", NIC);
        found(nic("e1000e").text(TextFileKind.OTHER, "etc/driverctl.d/" + NIC, "VFIO-PCI\n"), "R08", NIC);
        clean(nic("e1000e").override(NIC, "vfio-pci"), "R08");
        clean(nic("e1000e").override(NIC, "none"), "R08");
    }

    private static TestMachine gpu(String fbdev) {
        return new TestMachine("6.12").driver("nvidia", "nvidia").driver("vfio-pci", "vfio_pci").device(NIC, "10de:2204", "030000", "nvidia")
                .parameter("nvidia_drm", "modeset", "Y").parameter("nvidia_drm", "fbdev", fbdev)
                .text(TextFileKind.OTHER, "etc/driverctl.d/" + NIC, "vfio-pci\n");
    }

    @Test
    void r11NvidiaUnbindHangs() {
        found(gpu("Y"), "R11", NIC);
        clean(gpu("N"), "R11");
        TestMachine counted = gpu("N");
        counted.module("nvidia").setReferenceCount(5);
        found(counted, "R11", NIC);
    }

    @Test
    void r18BifurcatedDriver() {
        TestMachine mellanox = new TestMachine("6.12").alias("pci:v000015B3d00001017sv*sd*bc*sc*i*", "mlx5_core")
                .driver("mlx5_core", "mlx5_core").driver("vfio-pci", "vfio_pci").device(NIC, "15b3:1017", "020000", "vfio-pci")
                .override(NIC, "vfio-pci");
        found(mellanox, "R18", NIC);
        clean(nic("vfio-pci").override(NIC, "vfio-pci"), "R18");
    }

    @Test
    void r24Virqfd() {
        found(nic("e1000e").text(TextFileKind.OTHER, "etc/mkinitcpio.conf", "MODULES=(vfio_pci vfio vfio_virqfd)\n"), "R24",
                "etc/mkinitcpio.conf:1");
        clean(nic("e1000e").text(TextFileKind.OTHER, "etc/mkinitcpio.conf", "MODULES=(vfio_pci vfio)\n"), "R24");
        clean(new TestMachine("6.1").text(TextFileKind.OTHER, "etc/mkinitcpio.conf", "MODULES=(vfio_virqfd)\n"), "R24");
    }

    @Test
    void r25MovedAddress() {
        found(nic("e1000e").text(TextFileKind.OTHER, "etc/driverctl.d/0000:09:00.0", "vfio-pci\n"), "R25", "0000:09:00.0");
        String rule = "ACTION==\"add\", KERNEL==\"" + NIC + "\", ATTR{vendor}==\"0x%s\", ATTR{driver_override}=\"vfio-pci\"\n";
        found(nic("e1000e").text(TextFileKind.OTHER, "etc/udev/rules.d/1.rules", String.format(rule, "10de")), "R25", NIC);
        clean(nic("e1000e").text(TextFileKind.OTHER, "etc/udev/rules.d/1.rules", String.format(rule, "8086")), "R25");
    }

    @Test
    void r26VendorVfio() {
        TestMachine vgpu = new TestMachine("6.12").driver("nvidia", "nvidia").device(NIC, "10de:2230", "030200", "nvidia")
                .device("0000:01:00.4", "10de:2230", "030200", "nvidia").virtual(NIC, "0000:01:00.4", true);
        clean(vgpu, "R26");
        vgpu.function("0000:01:00.4").setVfioDevice(true);
        found(vgpu, "R26", "0000:01:00.4");
    }

    @Test
    void r27ConfigSyntax() {
        found(nic("e1000e").modprobe("blacklist a b\n"), "R27", "etc/modprobe.d/test.conf:1");
        found(nic("e1000e").modprobe("\noptions vfio-pci ids=8086:10d3, 8086:10d4\n"), "R27", "etc/modprobe.d/test.conf:2");
        found(nic("e1000e").modprobe("options vfio-pci ids=8086,10d3\n"), "R27", "etc/modprobe.d/test.conf:1");
        found(nic("e1000e").text(TextFileKind.MODPROBE_CONFIG, "etc/modprobe.d/vfio", "options vfio-pci ids=8086:10d3\n"), "R27",
                "etc/modprobe.d/vfio:1");
        found(nic("e1000e").text(TextFileKind.OTHER, "etc/dracut.conf.d/v.conf", "add_drivers+=\"vfio_pci\"\n"), "R27",
                "etc/dracut.conf.d/v.conf:1");
        found(nic("e1000e").alias("pci:vXYZ*", "bad"), "R27", "lib/modules/r/modules.alias:3");
        found(nic("e1000e").alias("pci:v1 *", "bad").alias("pci:v2 *", "bad"), "R27", "lib/modules/r/modules.alias:3");
        found(nic("e1000e").text(TextFileKind.OTHER, "etc/modprobe.d/vfio", "options vfio-pci ids=8086:10d3\n"), "R27",
                "etc/modprobe.d/vfio");
        clean(nic("e1000e").text(TextFileKind.OTHER, "etc/modprobe.d/vfio.conf.bak", "options vfio-pci ids=8086:10d3\n"), "R27");
        clean(nic("e1000e").text(TextFileKind.OTHER, "etc/modprobe.d/README", "vfio options are explained elsewhere\n"), "R27");
        clean(nic("e1000e").alias("mt8188 mt6359 soc card", "mt8188_mt6359"), "R27");
        clean(nic("e1000e").modprobe("blacklist a\noptions vfio-pci ids=8086:10d3,8086:10d4\n").text(TextFileKind.OTHER,
                "etc/dracut.conf.d/v.conf", "add_drivers+=\" vfio_pci \"\n"), "R27");
    }

    @Test
    void r29ContradictingClaims() {
        TestMachine both = nic("e1000e").commandLine("pci-stub.ids=8086:10d3").text(TextFileKind.OTHER, "etc/pve/qemu-server/100.conf",
                "hostpci0: 01:00,pcie=1\n");
        found(both, "R29", NIC);
        clean(nic("e1000e").commandLine("vfio-pci.ids=8086:10d3").text(TextFileKind.OTHER, "etc/libvirt/qemu/g.xml",
                "<hostdev mode='subsystem' type='pci' managed='yes'>\n<source>\n<address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>\n</source>\n</hostdev>\n"), "R29");
    }

    @Test
    void r30PinInWrongLayer() {
        found(nic("e1000e").text(TextFileKind.OTHER, "etc/driverctl.d/" + NIC, "vfio-pci\n").text(TextFileKind.INITRAMFS_LIST, "initramfs.txt",
                "usr/lib/modules/6.12/kernel/drivers/net/e1000e.ko.xz\n"), "R30", NIC);
        clean(nic("e1000e").text(TextFileKind.OTHER, "etc/driverctl.d/" + NIC, "vfio-pci\n").text(TextFileKind.INITRAMFS_LIST, "initramfs.txt",
                "usr/lib/modules/6.12/kernel/drivers/net/igb.ko.xz\n"), "R30");
    }

    @Test
    void realCapturesOfHealthyMachinesHaveNoErrors() {
        for (String capture : List.of("A-00-nodrivers", "A-01-coldplug", "A-02-vfio-override", "arm-01-coldplug")) {
            List<Finding> errors = findings(Captures.analysis("qemu/" + capture + ".tar.gz")).stream()
                    .filter(finding -> finding.severity() != Finding.Severity.INFO).toList();
            assertEquals(List.of(), errors, capture);
        }
    }
}
