// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.ExportFormats;
import org.bindscope.binding.PlanBuilder;
import org.bindscope.binding.TestMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every format checked by the real tools, and the scripts run against a fake kernel. */
class ExportFormatsTest {

    private static final String GPU = "0000:65:00.0";
    private static final String AUDIO = "0000:65:00.1";
    private static final String NVME = "0000:00:1c.0";
    private static final String NIC = "0000:00:1f.6";

    @TempDir
    Path folder;

    private final ExportFormats formats = new ExportFormats();

    /** A class that dpdk-devbind knows. */
    static final int ACCELERATOR = 0x120000;

    /** A plan that the format can express. */
    static BindingPlan planFor(TestMachine desktop, String format) {
        PlanBuilder plan = new PlanBuilder(desktop.machine);
        if (format.equals("spdk")) {
            return plan.bind(NVME, "vfio-pci").build();
        }
        if (format.equals("dpdk")) {
            desktop.at(GPU).setClassCode(ACCELERATOR);
            desktop.at(AUDIO).setClassCode(ACCELERATOR);
        }
        plan.bind(GPU, "vfio-pci").bind(AUDIO, "vfio-pci");
        if (Set.of("modprobe", "cmdline", "kubevirt").contains(format)) {
            plan.bind("0000:66:00.0", "vfio-pci");
        }
        return plan.build();
    }

    private static TestMachine desktop() {
        TestMachine desktop = TestMachine.desktop();
        desktop.at(GPU).setVendorName("NVIDIA Corporation");
        desktop.at(GPU).setDeviceName("GA102 [GeForce RTX 3090]");
        return desktop;
    }

    private Export export(String format) {
        return formats.byName(format).orElseThrow().export(planFor(desktop(), format));
    }

    static Stream<String> allFormats() {
        return new ExportFormats().all().stream().map(ExportFormat::name);
    }

    static Stream<String> scriptFormats() {
        return allFormats().filter(name -> !Set.of("libvirt", "kubevirt", "ansible").contains(name));
    }

    @Test
    void commandLineWordsAreAllThere() {
        assertTrue(allFormats().toList().containsAll(List.of("sysfs", "driverctl", "modprobe", "udev", "systemd",
                "cmdline", "libvirt", "qemu", "proxmox", "dpdk", "ansible", "kubevirt", "spdk")));
        assertEquals("sysfs", formats.all().get(0).name());
    }

    @ParameterizedTest
    @MethodSource("allFormats")
    void headSaysWhatToWhichDevicesAndFromWhichSnapshot(String name) {
        ExportFormat format = formats.byName(name).orElseThrow();
        BindingPlan plan = planFor(desktop(), name);
        for (Export export : List.of(format.export(plan), format.undo(plan))) {
            String head = String.join("\n", export.text().lines().limit(25).toList());
            assertTrue(head.contains("desktop.tar.gz"), export.text());
            plan.devices().forEach(device -> assertTrue(head.contains(device.address() + "  "), head));
            assertTrue(export.text().endsWith("\n"));
        }
    }

    @ParameterizedTest
    @MethodSource("scriptFormats")
    void scriptIsCleanUnderShellcheckAndEveryShell(String name) throws Exception {
        ExportFormat format = formats.byName(name).orElseThrow();
        BindingPlan plan = planFor(desktop(), name);
        for (String text : List.of(format.export(plan).text(), format.undo(plan).text())) {
            if (Tools.has("shellcheck")) {
                assertEquals("", Tools.shellcheck(folder, text));
            }
            Path file = folder.resolve("script.sh");
            Files.writeString(file, text);
            for (List<String> shell : List.of(List.of("dash"), List.of("bash"), List.of("busybox", "sh"))) {
                if (Tools.has(shell.get(0))) {
                    List<String> command = new java.util.ArrayList<>(shell);
                    command.addAll(List.of("-n", file.toString()));
                    assertEquals(new Tools.Result(0, ""), Tools.run(folder, command));
                }
            }
        }
    }

    @Test
    void formatsByIdRefuseIdenticalCardsAndNameTheOthers() {
        BindingPlan one = new PlanBuilder(desktop().machine).bind(GPU, "vfio-pci").build();
        for (String name : List.of("modprobe", "cmdline", "kubevirt")) {
            ExportFormats.Refusal refusal = formats.refusal(formats.byName(name).orElseThrow(), one).orElseThrow();
            assertTrue(refusal.reason().contains("0000:66:00.0"), refusal.reason());
            assertTrue(refusal.formatsThatCan().containsAll(List.of("sysfs", "udev", "driverctl")), refusal.line());
            assertFalse(refusal.formatsThatCan().contains(name));
        }
    }

    @Test
    void everyFormatRefusesWishesWithoutDevice() {
        BindingPlan plan = new PlanBuilder(desktop().machine).bind(GPU, "vfio-pci").bind("0000:99:00.0", "vfio-pci").build();
        for (ExportFormat format : formats.all()) {
            assertTrue(formats.refusal(format, plan).isPresent());
        }
    }

    // ---- configuration files ----

    private static final Map<String, String> STUB = Map.of("update-initramfs", "", "udevadm", "", "systemctl", "",
            "update-grub", "");

    private static final String GRUB = """
            # settings of GRUB
            GRUB_TIMEOUT=5
            GRUB_CMDLINE_LINUX_DEFAULT="quiet splash"
            GRUB_CMDLINE_LINUX="intel_iommu=on"
            """;

    private void stubs(FakeKernel kernel) throws Exception {
        for (String command : STUB.keySet()) {
            kernel.command(command, "#!/bin/sh\necho " + command + " \"$@\" >>'" + kernel.base + "/calls'\n");
        }
        Files.createDirectories(kernel.root.resolve("proc"));
        Files.writeString(kernel.root.resolve("proc/cmdline"), "root=/dev/sda1 quiet\n");
        Files.createDirectories(kernel.root.resolve("etc/default"));
        Files.writeString(kernel.root.resolve("etc/default/grub"), GRUB);
    }

    private static String tree(Path root) throws Exception {
        try (Stream<Path> files = Files.walk(root)) {
            List<String> lines = new java.util.ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = root.relativize(file).toString();
                if (!name.startsWith("sys/")) {
                    lines.add(name + ": " + Files.readString(file));
                }
            }
            return String.join("\n", lines);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"modprobe", "udev", "systemd", "cmdline"})
    void configurationComesAndGoesAndTheSecondRunChangesNothing(String name) throws Exception {
        TestMachine desktop = desktop();
        String text = formats.byName(name).orElseThrow().export(planFor(desktop, name)).text();
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            stubs(kernel);
            String before = tree(kernel.root);
            FakeKernel.Run dry = kernel.script("dash", text, "--dry-run");
            assertEquals(0, dry.status(), dry.err());
            assertTrue(dry.out().contains("would write"), dry.out());
            assertEquals(before, tree(kernel.root));
            FakeKernel.Run first = kernel.script("dash", text);
            assertEquals(0, first.status(), first.err());
            assertEquals("", first.err());
            String placed = tree(kernel.root);
            assertFalse(placed.equals(before));
            String calls = Files.readString(kernel.base.resolve("calls"));
            FakeKernel.Run second = kernel.script("busybox sh", text);
            assertEquals("nothing to do\n", second.out(), second.err());
            assertEquals(placed, tree(kernel.root));
            assertEquals(calls, Files.readString(kernel.base.resolve("calls")), "nothing is rebuilt again");
            FakeKernel.Run undo = kernel.script("bash", text, "--undo");
            assertEquals(0, undo.status(), undo.err());
            assertEquals(before, tree(kernel.root));
            assertEquals("nothing to undo\n", kernel.script("dash", text, "--undo").out());
            assertEquals(List.of(), kernel.log, "no driver is touched");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"modprobe", "udev", "systemd", "cmdline"})
    void failedCommandTakesTheFilesAwayAgain(String name) throws Exception {
        TestMachine desktop = desktop();
        String text = formats.byName(name).orElseThrow().export(planFor(desktop, name)).text();
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            stubs(kernel);
            String before = tree(kernel.root);
            // Fails once, as a full disk would, and works when the files are taken away.
            for (String command : List.of("update-initramfs", "systemctl", "update-grub")) {
                kernel.command(command, "#!/bin/sh\n[ -e '" + kernel.base + "/failed' ] || { : >'" + kernel.base
                        + "/failed'; exit 1; }\n");
            }
            FakeKernel.Run run = kernel.script("dash", text);
            assertEquals(4, run.status(), run.err());
            assertEquals(before, tree(kernel.root));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"modprobe", "udev", "systemd", "cmdline", "driverctl", "dpdk", "qemu", "proxmox", "sysfs"})
    void everyScriptRefusesAnotherDevice(String name) throws Exception {
        TestMachine desktop = desktop();
        String text = formats.byName(name).orElseThrow().export(planFor(desktop, name)).text();
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            stubs(kernel);
            for (String tool : List.of("driverctl", "dpdk-devbind.py", "qm", "qemu")) {
                kernel.command(tool, "#!/bin/sh\nexit 0\n");
            }
            Files.writeString(kernel.directory(AUDIO).resolve("device"), "0x1234\n");
            String[] arguments = switch (name) {
                case "qemu" -> new String[] {"qemu"};
                case "proxmox" -> new String[] {"100"};
                default -> new String[0];
            };
            FakeKernel.Run run = kernel.script("dash", text, arguments);
            assertEquals(3, run.status(), run.err());
            assertEquals(List.of(), kernel.log);
        }
    }

    @Test
    void modprobeReadsTheConfiguration() throws Exception {
        Tools.require("modprobe");
        Path config = Files.createDirectories(folder.resolve("modprobe.d"));
        Files.writeString(config.resolve("bindscope.conf"), ModprobeConfig.config(planFor(desktop(), "modprobe")));
        Tools.Result shown = Tools.run(folder, List.of("modprobe", "-C", config.toString(), "--showconfig"));
        assertEquals(0, shown.status(), shown.output());
        assertTrue(shown.output().contains("options vfio_pci ids=10de:2204:1043:87d9,10de:1aef:1043:87d9"), shown.output());
        assertTrue(shown.output().contains("softdep nvidia pre: vfio_pci"), shown.output());
        assertTrue(shown.output().contains("softdep snd_hda_intel pre: vfio_pci"), shown.output());
        assertFalse(shown.output().contains("bad line"), shown.output());
    }

    @Test
    void udevRulesMatchAddressIdsAndPlace() throws Exception {
        String rules = UdevRules.rules(planFor(desktop(), "udev"));
        assertTrue(rules.contains("KERNEL==\"0000:65:00.0\", DEVPATH==\"*/pci0000:00/0000:00:01.0/0000:65:00.0\", "
                + "ATTR{vendor}==\"0x10de\", ATTR{device}==\"0x2204\", ATTR{subsystem_vendor}==\"0x1043\", "
                + "ATTR{subsystem_device}==\"0x87d9\", ATTR{driver_override}=\"vfio-pci\"\n"), rules);
        Path file = folder.resolve("05-bindscope.rules");
        Files.writeString(file, rules);
        Tools.require("udevadm");
        Tools.Result verified = Tools.run(folder, List.of("udevadm", "verify", file.toString()));
        org.junit.jupiter.api.Assumptions.assumeFalse(verified.output().contains("Unknown command"),
                "skipped: this udevadm has no verify (systemd 254 has)");
        assertEquals(0, verified.status(), verified.output());
    }

    @Test
    void systemdAcceptsTheUnit() throws Exception {
        Tools.require("systemd-analyze");
        BindingPlan plan = planFor(desktop(), "systemd");
        Path root = Files.createDirectories(folder.resolve("root"));
        Path file = Files.createDirectories(root.resolve("etc/systemd/system")).resolve(SystemdUnit.unitName(plan));
        // The check wants the program to be there.
        Files.writeString(file, SystemdUnit.unit(plan).replace(SystemdUnit.scriptPath(plan), "/bin/true"));
        Tools.Result verified = Tools.run(folder, List.of("systemd-analyze", "verify", "--man=no", file.toString()));
        assertEquals("", String.join("\n", verified.output().lines()
                .filter(line -> line.contains(SystemdUnit.unitName(plan))).toList()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dracut", "mkinitcpio"})
    void otherToolsForTheInitialRamFileSystemGetTheirOwnFile(String tool) throws Exception {
        TestMachine desktop = desktop();
        for (String name : List.of("modprobe", "udev")) {
            String text = formats.byName(name).orElseThrow().export(planFor(desktop, name)).text();
            Path base = Files.createDirectories(folder.resolve(name));
            try (FakeKernel kernel = new FakeKernel(base, desktop.machine)) {
                kernel.command(tool, "#!/bin/sh\necho \"$*\" >>'" + base + "/calls'\n");
                FakeKernel.Run run = kernel.script("dash", text);
                assertEquals(0, run.status(), run.err());
                String id = planFor(desktop, name).id();
                Path file = kernel.root.resolve("etc/" + tool + ".conf.d/bindscope-" + id + ".conf");
                Files.writeString(base.resolve("show.sh"), "MODULES=(ext4) FILES=() force_drivers='' add_drivers='' "
                        + "install_items=''\n. '" + file + "'\n"
                        + "echo \"${MODULES[@]}|${FILES[@]}|$force_drivers$add_drivers|$install_items\"\n");
                Tools.Result shown = Tools.run(base, List.of("bash", base.resolve("show.sh").toString()));
                String modules = tool.equals("dracut") ? "ext4||" : "";
                assertTrue(shown.output().startsWith(modules), shown.output());
                assertTrue(shown.output().contains(" vfio_iommu_type1 "), shown.output());
                assertEquals(name.equals("udev"), shown.output().contains(UdevRules.path(planFor(desktop, name))));
                assertEquals(tool.equals("dracut") ? "-f --regenerate-all\n" : "-P\n",
                        Files.readString(base.resolve("calls")));
            }
        }
    }

    // ---- guests ----

    @Test
    void libvirtAcceptsTheHostDevices() throws Exception {
        String xml = export("libvirt").text();
        assertTrue(xml.contains("<address domain='0x0000' bus='0x65' slot='0x00' function='0x1'/>"), xml);
        Tools.require("virt-xml-validate");
        Path file = folder.resolve("domain.xml");
        Files.writeString(file, "<domain type='kvm'><name>guest</name><memory unit='GiB'>1</memory>"
                + "<os><type arch='x86_64' machine='q35'>hvm</type></os>"
                + xml.substring(xml.indexOf("<devices>")) + "</domain>\n");
        Tools.Result result = Tools.run(folder, List.of("virt-xml-validate", file.toString(), "domain"));
        assertEquals(0, result.status(), result.output());
    }

    @Test
    void libvirtUndoReattachesEveryFunction() throws Exception {
        TestMachine desktop = desktop();
        String text = formats.byName("libvirt").orElseThrow().undo(planFor(desktop, "libvirt")).text();
        if (Tools.has("shellcheck")) {
            assertEquals("", Tools.shellcheck(folder, text));
        }
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            kernel.command("virsh", "#!/bin/sh\n");
            FakeKernel.Run run = kernel.script("dash", text, "--dry-run");
            assertEquals("would run virsh nodedev-reattach pci_0000_65_00_0\n"
                    + "would run virsh nodedev-reattach pci_0000_65_00_1\n", run.out(), run.err());
        }
    }

    @Test
    void qemuGetsTheDevicesOnceTheyAreBound() throws Exception {
        TestMachine desktop = desktop();
        String text = export("qemu").text();
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            kernel.command("qemu", "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
            assertEquals(1, kernel.script("dash", text).status());
            assertEquals(2, kernel.script("dash", text, "qemu").status());
            assertEquals(0, kernel.script("dash", export("sysfs").text()).status());
            FakeKernel.Run run = kernel.script("dash", text, "--iommufd", "qemu", "-machine", "q35 x");
            assertEquals(0, run.status(), run.err());
            assertEquals("""
                    -machine
                    q35 x
                    -object
                    iommufd,id=bindscope-iommu
                    -device
                    pcie-root-port,id=bindscope-port1,chassis=101
                    -device
                    vfio-pci,host=0000:65:00.0,id=bindscope-1-0,bus=bindscope-port1,addr=0x0.0,multifunction=on,iommufd=bindscope-iommu
                    -device
                    vfio-pci,host=0000:65:00.1,id=bindscope-1-1,bus=bindscope-port1,addr=0x0.1,iommufd=bindscope-iommu
                    """, run.out());
        }
    }

    @Test
    void proxmoxAddsEachSlotOnceAndTakesItOut() throws Exception {
        TestMachine desktop = desktop();
        String text = export("proxmox").text();
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            Path config = kernel.base.resolve("100.conf");
            Files.writeString(config, "cores: 4\nmachine: pc-q35-9.0\nhostpci0: 0000:03:00.0,pcie=1\n");
            kernel.command("qm", """
                    #!/bin/sh
                    c=@CONFIG@
                    case $1:$3 in
                    config:) cat "$c" ;;
                    set:--delete) grep -v "^$4:" "$c" >"$c.new"; mv "$c.new" "$c" ;;
                    set:*) echo "${3#-}: $4" >>"$c" ;;
                    esac
                    """.replace("@CONFIG@", config.toString()));
            assertEquals(1, kernel.script("dash", text).status());
            assertEquals(1, kernel.script("dash", text, "1;2").status());
            FakeKernel.Run run = kernel.script("dash", text, "100");
            assertEquals(0, run.status(), run.err());
            String added = "cores: 4\nmachine: pc-q35-9.0\nhostpci0: 0000:03:00.0,pcie=1\nhostpci1: 0000:65:00.0;0000:65:00.1,pcie=1\n";
            assertEquals(added, Files.readString(config));
            assertEquals("nothing to do\n", kernel.script("dash", text, "100").out());
            assertEquals(added, Files.readString(config));
            assertEquals(0, kernel.script("dash", text, "--undo", "100").status());
            assertEquals("cores: 4\nmachine: pc-q35-9.0\nhostpci0: 0000:03:00.0,pcie=1\n", Files.readString(config));
            assertEquals("nothing to undo\n", kernel.script("dash", text, "--undo", "100").out());
            Files.writeString(config, "cores: 4\n");
            assertEquals(2, kernel.script("dash", text, "100").status(), "not a q35 machine");
        }
    }

    @Test
    void proxmoxCanUseResourceMappingsOfTheCluster() throws Exception {
        TestMachine desktop = desktop();
        BindingPlan plan = planFor(desktop, "proxmox");
        String text = formats.byName("proxmox").orElseThrow().export(plan).text();
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            Path config = kernel.base.resolve("100.conf");
            Path maps = Files.createDirectories(kernel.base.resolve("maps"));
            Files.writeString(config, "machine: q35\n");
            kernel.command("hostname", "#!/bin/sh\necho pve1\n");
            kernel.command("qm", """
                    #!/bin/sh
                    c=@CONFIG@
                    case $1:$3 in
                    config:) cat "$c" ;;
                    set:--delete) grep -v "^$4:" "$c" >"$c.new"; mv "$c.new" "$c" ;;
                    set:*) [ ! -e "$c.fail" ] || exit 1; echo "${3#-}: $4" >>"$c" ;;
                    esac
                    """.replace("@CONFIG@", config.toString()));
            kernel.command("pvesh", """
                    #!/bin/sh
                    case $1 in
                    get) [ -e "@MAPS@/${2##*/}" ] ;;
                    create) echo "$6" >"@MAPS@/$4" ;;
                    delete) rm "@MAPS@/${2##*/}" ;;
                    esac
                    """.replace("@MAPS@", maps.toString()));
            String name = "bindscope-" + plan.id() + "-0000-65-00-";
            FakeKernel.Run run = kernel.script("dash", text, "--mapping", "100");
            assertEquals(0, run.status(), run.err());
            assertEquals("machine: q35\nhostpci0: mapping=" + name + "0,pcie=1\nhostpci1: mapping=" + name + "1,pcie=1\n",
                    Files.readString(config));
            assertEquals("node=pve1,path=0000:65:00.0,id=10de:2204,subsystem-id=1043:87d9,iommugroup=15\n",
                    Files.readString(maps.resolve(name + "0")));
            assertEquals("nothing to do\n", kernel.script("dash", text, "--mapping", "100").out());
            assertEquals(0, kernel.script("dash", text, "--undo", "100").status());
            assertEquals("machine: q35\n", Files.readString(config));
            assertEquals(0, maps.toFile().list().length);
            Files.writeString(kernel.base.resolve("100.conf.fail"), "");
            assertEquals(4, kernel.script("dash", text, "--mapping", "100").status());
            assertEquals("machine: q35\n", Files.readString(config));
            assertEquals(0, maps.toFile().list().length, "what was made is taken out again");
        }
    }

    // ---- other binders ----

    /** What driverctl 0.115 does, in its order, on the tree. */
    static final String DRIVERCTL = """
            #!/bin/sh
            save=1 probe=1
            while :; do case $1 in --nosave) save=0; shift ;; --noprobe) probe=0; shift ;; *) break ;; esac; done
            d=$BINDSCOPE_ROOT/sys/bus/pci/devices/$2 c=$BINDSCOPE_ROOT/etc/driverctl.d
            drv=${3:-}
            [ ! -L "$d/driver" ] || echo "$2" | tee "$d/driver/unbind" >/dev/null
            echo "$drv" | tee "$d/driver_override" >/dev/null
            if [ "$drv" != none ] && [ $probe = 1 ]; then
                echo "$2" | tee "$BINDSCOPE_ROOT/sys/bus/pci/drivers_probe" >/dev/null
                [ -L "$d/driver" ] || exit 1
            fi
            [ $save = 1 ] || exit 0
            mkdir -p "$c"
            if [ -n "$drv" ]; then echo "$drv" >"$c/pci-$2"; else rm -f "$c/pci-$2"; fi
            """;

    static final String DEVBIND = """
            #!/bin/sh
            for a; do address=$a; done
            d=$BINDSCOPE_ROOT/sys/bus/pci/devices/$address
            [ ! -L "$d/driver" ] || echo "$address" | tee "$d/driver/unbind" >/dev/null
            [ "$1" = -b ] || exit 0
            echo "$2" | tee "$d/driver_override" >/dev/null
            echo "$address" | tee "$BINDSCOPE_ROOT/sys/bus/pci/drivers/$2/bind" >/dev/null || exit 1
            echo | tee "$d/driver_override" >/dev/null
            """;

    @ParameterizedTest
    @ValueSource(strings = {"driverctl", "dpdk"})
    void otherBindersBindUndoAndPutBack(String name) throws Exception {
        TestMachine desktop = desktop();
        desktop.at(AUDIO).setDriver(null);
        String text = formats.byName(name).orElseThrow().export(planFor(desktop, name)).text();
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            kernel.command("driverctl", DRIVERCTL);
            kernel.command("dpdk-devbind.py", DEVBIND);
            Map<String, String> before = kernel.state();
            assertEquals(0, kernel.script("dash", text, "--dry-run").status());
            assertEquals(List.of(), kernel.log);
            FakeKernel.Run run = kernel.script("dash", text);
            assertEquals(0, run.status(), run.err());
            assertEquals("vfio-pci", kernel.driver(GPU));
            assertEquals("vfio-pci", kernel.driver(AUDIO));
            kernel.log.clear();
            assertEquals("nothing to do\n", kernel.script("dash", text).out());
            assertEquals(List.of(), kernel.log);
            FakeKernel.Run undo = kernel.script("dash", text, "--undo");
            assertEquals(0, undo.status(), undo.err());
            assertEquals(before, kernel.state());
            kernel.refuse("vfio-pci", GPU);
            FakeKernel.Run failed = kernel.script("dash", text);
            assertEquals(4, failed.status(), failed.err());
            assertEquals(before, kernel.state());
        }
    }

    /** The installed driverctl with its paths led into the tree and its writes led through the fake kernel. */
    @Test
    void realDriverctlBindsAndUndoes() throws Exception {
        Path real = Path.of("/usr/sbin/driverctl");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isExecutable(real), "skipped: driverctl is not installed");
        TestMachine desktop = desktop();
        String text = export("driverctl").text();
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            String program = Files.readString(real)
                    .replace("confdir=/etc", "confdir=" + kernel.root + "/etc")
                    .replace("\"/sys/bus", "\"" + kernel.root + "/sys/bus")
                    .replace("devpath=$(realpath \"$devlink\" | cut -c5-)", "devpath=$(realpath \"$devlink\")")
                    .replace("syspath=\"/sys/$devpath\"", "syspath=\"$devpath\"")
                    .replace("/sbin/modprobe -q", "modprobe")
                    .replace("> \"$syspath", "| tee \"$syspath")
                    .replace("> \"" + kernel.root + "/sys", "| tee \"" + kernel.root + "/sys");
            kernel.command("driverctl", program);
            kernel.modules.put("vfio-pci", "vfio-pci");
            Map<String, String> before = kernel.state();
            FakeKernel.Run run = kernel.script("dash", text);
            assertEquals(0, run.status(), run.err());
            assertEquals("vfio-pci vfio-pci", kernel.state().get(GPU));
            assertEquals("vfio-pci\n", Files.readString(kernel.root.resolve("etc/driverctl.d/pci-" + GPU)));
            kernel.log.clear();
            assertEquals("nothing to do\n", kernel.script("dash", text).out());
            assertEquals(List.of(), kernel.log);
            FakeKernel.Run undo = kernel.script("dash", text, "--undo");
            assertEquals(0, undo.status(), undo.err());
            assertEquals(before, kernel.state());
            assertFalse(Files.exists(kernel.root.resolve("etc/driverctl.d/pci-" + GPU)));
        }
    }

    @Test
    void driverctlRefusesADriverWhoseModuleHasAnotherName() {
        TestMachine desktop = desktop();
        desktop.driver("xhci_hcd", "xhci_pci", false);
        BindingPlan plan = new PlanBuilder(desktop.machine).bind(NIC, "xhci_hcd").build();
        assertTrue(formats.refusal(formats.byName("driverctl").orElseThrow(), plan).isPresent());
    }

    @Test
    void dpdkRefusesDevicesThatItsToolDoesNotKnow() {
        ExportFormat dpdk = formats.byName("dpdk").orElseThrow();
        for (String address : List.of(GPU, NVME)) {
            BindingPlan plan = new PlanBuilder(desktop().machine).bind(NIC, "vfio-pci").bind(address, "vfio-pci").build();
            ExportFormats.Refusal refusal = formats.refusal(dpdk, plan).orElseThrow();
            assertTrue(refusal.reason().contains(address), refusal.reason());
            assertTrue(refusal.formatsThatCan().contains("driverctl"));
        }
        assertTrue(formats.refusal(dpdk, new PlanBuilder(desktop().machine).bind(NIC, "vfio-pci").build()).isEmpty());
        BindingPlan variant = new PlanBuilder(desktop().machine).bind(NIC, "mlx5_vfio_pci").build();
        assertTrue(formats.refusal(dpdk, variant).orElseThrow().reason().contains("mlx5_vfio_pci"));
    }

    /**
     * The installed dpdk-devbind.py with its paths led into the tree, and its writes through the fake kernel. It asks
     * lspci for the devices and ip for the routes.
     */
    @Test
    void realDpdkDevbindBindsAndUndoes() throws Exception {
        Path real = Path.of("/usr/bin/dpdk-devbind.py");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isExecutable(real), "skipped: dpdk is not installed");
        TestMachine desktop = desktop();
        String second = "0000:00:1f.7";
        desktop.function(second, "8086:15be", "8086:2074", 0x020000, null, "5");
        BindingPlan plan = new PlanBuilder(desktop.machine).bind(NIC, "vfio-pci").bind(second, "vfio-pci").build();
        ExportFormat format = formats.byName("dpdk").orElseThrow();
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            Files.createDirectories(kernel.root.resolve("sys/module/vfio_pci"));
            Files.createDirectories(kernel.directory(NIC).resolve("net/eno1"));
            kernel.command("dpdk-devbind.py", Files.readString(real).replace("#!/usr/bin/env python3", "#!/usr/bin/python3")
                    .replace("import subprocess\n", "import subprocess\n" + DEVBIND_WRITES)
                    .replace("\"/sys/", "\"" + kernel.root + "/sys/").replace("'/sys/", "'" + kernel.root + "/sys/"));
            kernel.command("ip", "#!/bin/sh\n[ ! -e '" + folder + "/route' ] || echo 'default via 192.0.2.1 dev eno1'\n");
            kernel.command("which", "#!/bin/sh\nexit 0\n");
            kernel.command("lspci", lspci(kernel, desktop, List.of(NIC, second, GPU)));
            Map<String, String> before = kernel.state();
            FakeKernel.Run run = kernel.script("dash", format.export(plan).text());
            assertEquals(0, run.status(), run.err());
            assertEquals("vfio-pci (null)", kernel.state().get(NIC), "the tool takes the override away again");
            assertEquals("vfio-pci (null)", kernel.state().get(second));
            kernel.log.clear();
            assertEquals("nothing to do\n", kernel.script("bash", format.export(plan).text()).out());
            assertEquals(List.of(), kernel.log);
            FakeKernel.Run undo = kernel.script("dash", format.undo(plan).text());
            assertEquals(0, undo.status(), undo.err());
            assertEquals(before, kernel.state());
            // The tool says that it skips an interface with a route, and reports success.
            Files.writeString(folder.resolve("route"), "");
            FakeKernel.Run refused = kernel.script("dash", format.export(plan).text());
            assertEquals(4, refused.status(), refused.err());
            assertTrue(refused.err().contains(NIC + ": driver is e1000e, not vfio-pci"), refused.err());
            assertEquals(before, kernel.state());
            // And it knows no graphics card, which is why the format refuses one.
            assertTrue(kernel.script("dash", "#!/bin/sh\ndpdk-devbind.py -b vfio-pci " + GPU + "\n").err().contains("Unknown device"));
        }
    }

    /** Leads what the tool writes below /sys to the fake kernel's tee. */
    private static final String DEVBIND_WRITES = """
            _open = open
            class _Written:
                def __init__(self, path): self.path = path
                def write(self, text):
                    if subprocess.run(["tee", self.path], input=text.encode(), stdout=subprocess.DEVNULL).returncode:
                        raise OSError("refused")
                def close(self): pass
            def open(path, mode="r"):
                return _Written(path) if "/sys/bus/pci/" in path and mode in ("w", "a") else _open(path, mode)
            """;

    /** What lspci -Dvmmnnk prints of some functions, with the drivers that the tree has. */
    private static String lspci(FakeKernel kernel, TestMachine machine, List<String> addresses) {
        StringBuilder script = new StringBuilder("#!/bin/sh\n");
        for (String address : addresses) {
            org.bindscope.model.PciFunction function = machine.at(address);
            script.append(String.format("printf 'Slot:\\t%s\\nClass:\\tname [%04x]\\nVendor:\\tname [%04x]\\nDevice:\\tname [%04x]\\n'%n", address,
                    function.getClassCode() >> 8, function.getVendorId(), function.getDeviceId()));
            script.append("if d=$(readlink '").append(kernel.directory(address)).append("/driver'); then printf 'Driver:\\t%s\\n' \"${d##*/}\"; fi\necho\n");
        }
        return script.toString();
    }

    @Test
    void dpdkKeepsDriversThatItWorksBeside() {
        TestMachine desktop = desktop();
        desktop.at(NIC).setDriver(desktop.driver("mlx5_core", "mlx5_core", false));
        BindingPlan plan = new PlanBuilder(desktop.machine).bind(NIC, "vfio-pci").build();
        assertTrue(formats.refusal(formats.byName("dpdk").orElseThrow(), plan).orElseThrow().reason().contains("mlx5_core"));
    }

    // ---- YAML ----

    private static Object at(Object document, Object... path) {
        Object value = document;
        for (Object step : path) {
            value = value instanceof List<?> list ? list.get((Integer) step) : ((Map<?, ?>) value).get(step);
        }
        return value;
    }

    /** Names and forms of the fields as kubevirt.io/api/core/v1 (PciHostDevice, HostDevice) and Ignition 3.2 document them. */
    @Test
    void kubevirtDocumentsHaveTheFieldsOfTheirSchemas() {
        List<Object> documents = new java.util.ArrayList<>();
        new org.snakeyaml.engine.v2.api.Load(org.snakeyaml.engine.v2.api.LoadSettings.builder().build())
                .loadAllFromString(export("kubevirt").text()).forEach(documents::add);
        assertEquals(3, documents.size());
        assertEquals("kubevirt.io/v1", at(documents.get(0), "apiVersion"));
        Set<Object> resources = new java.util.TreeSet<>();
        for (Object device : (List<?>) at(documents.get(0), "spec", "configuration", "permittedHostDevices", "pciHostDevices")) {
            assertEquals(Set.of("pciVendorSelector", "resourceName", "externalResourceProvider"), ((Map<?, ?>) device).keySet());
            assertTrue(String.valueOf(at(device, "pciVendorSelector")).matches("[0-9A-F]{4}:[0-9A-F]{4}"), device.toString());
            assertTrue(String.valueOf(at(device, "resourceName")).matches("[a-z0-9.-]+/[A-Za-z0-9][A-Za-z0-9_.-]{0,62}"), device.toString());
            assertEquals(Boolean.FALSE, at(device, "externalResourceProvider"));
            assertTrue(resources.add(at(device, "resourceName")), "each resource once");
        }
        Set<Object> names = new java.util.TreeSet<>();
        List<?> wanted = (List<?>) at(documents.get(1), "spec", "template", "spec", "domain", "devices", "hostDevices");
        for (Object device : wanted) {
            assertEquals(Set.of("name", "deviceName"), ((Map<?, ?>) device).keySet());
            assertTrue(names.add(at(device, "name")) && String.valueOf(at(device, "name")).matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"));
            assertTrue(resources.contains(at(device, "deviceName")), device.toString());
        }
        assertEquals(planFor(desktop(), "kubevirt").devices().size(), wanted.size());
        Object file = at(documents.get(2), "spec", "config", "storage", "files", 0);
        assertEquals(0644, at(file, "mode"));
        String source = String.valueOf(at(file, "contents", "source"));
        assertEquals(UdevRules.rules(planFor(desktop(), "kubevirt")), new String(java.util.Base64.getDecoder()
                .decode(source.substring(source.indexOf(',') + 1)), java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void ansibleAcceptsThePlaybooks() throws Exception {
        Tools.require("ansible-playbook");
        ExportFormat format = formats.byName("ansible").orElseThrow();
        BindingPlan plan = planFor(desktop(), "ansible");
        for (Export export : List.of(format.export(plan), format.undo(plan))) {
            Path file = folder.resolve(export.fileName());
            Files.writeString(file, export.text());
            Tools.Result result = Tools.run(folder,
                    List.of("ansible-playbook", "-i", "localhost,", "--syntax-check", file.toString()));
            assertEquals(0, result.status(), result.output());
        }
    }
}
