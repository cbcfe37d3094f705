// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.inputs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.snapshot.Machines;
import org.bindscope.snapshot.TarBuilder;

/** One input of each kind about the machine of {@link Texts}, some of which contradict each other and all of which tell secrets. */
public final class MixedInputs {

    /** What must not be in a redacted archive: name of the host, a MAC address, a serial number and a UUID. */
    public static final List<String> SECRETS = List.of("tyrell", "0c:42:a1:5e:00:17", "0c42a15e0017", "S3X9NX0M", "0324917",
            "6f9619ff-8b86-d011-b42d-00cf4fc964ff");

    private static final String PORT = "sys/devices/pci0000:00/0000:00:01.0";
    private static final String GPU = PORT + "/0000:01:00.0";
    private static final String SERIALS = "mlx5_core 0000:01:00.0: MAC 0c:42:a1:5e:00:17 serial number: S3X9NX0M";
    private static final String LOG = "[    0.000000] Linux version 6.1.0-13-amd64 (a@tyrell) #1 SMP\n"
            + "[    0.000000] Command line: root=UUID=6f9619ff-8b86-d011-b42d-00cf4fc964ff\n[    1.000000] " + SERIALS + "\n";
    private static final String SMI = "GPU 0: Tesla V100 (UUID: GPU-6f9619ff-8b86-d011-b42d-00cf4fc964ff)\n"
            + "\t Link 0: 25.781 GB/s\n\t Link 1: 25.781 GB/s\n"
            + "GPU 1: Tesla V100 (UUID: GPU-7f9619ff-8b86-d011-b42d-00cf4fc964ff)\n\t Link 0: 25.781 GB/s\n\t Link 1: 25.781 GB/s\n";
    private static final String NCCL = "<system version=\"1\"><cpu numaid=\"0\" arch=\"x86_64\"><pci busid=\"0000:01:00.0\" class=\"0x030000\""
            + " vendor=\"0x10de\" device=\"0x1b80\" link_speed=\"8 GT/s\" link_width=\"16\"><gpu dev=\"0\" sm=\"70\" rank=\"0\" gdr=\"0\"/></pci></cpu></system>\n";

    private static final Map<String, String> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put("capture", "bindscope-tyrell.tar");
        NAMES.put("lspci", "lspci-tyrell.txt");
        NAMES.put("udev", "udev");
        NAMES.put("nodedev", "nodedev.xml");
        NAMES.put("blob", "fdt.dtb");
        NAMES.put("smi", "nvlink-s.out");
        NAMES.put("nccl", "topo.xml");
        NAMES.put("hwloc", "tyrell.tar");
        NAMES.put("sos", "sosreport-tyrell-2026.tar");
        NAMES.put("bugreport", "nvidia-bug-report.log");
        NAMES.put("modules", "linux-image.tar");
        NAMES.put("log", "boot.log");
        NAMES.put("iomem", "iomem");
        NAMES.put("uname", "uname");
        NAMES.put("modprobe", "vfio.conf");
        NAMES.put("sysfs", "sys.tar");
    }

    private MixedInputs() {
    }

    /** Names of the inputs. */
    public static List<String> names() {
        return List.copyOf(NAMES.keySet());
    }

    /** What the file of an input is called. */
    public static String fileName(String name) {
        return NAMES.get(name);
    }

    /** The file of an input. */
    public static byte[] bytes(String name) {
        return switch (name) {
            case "capture" -> capture().tar();
            case "lspci" -> text(Texts.LSPCI.replace("NUMA node: 1", "NUMA node: 1\n\tCapabilities: [100 v1] Device Serial Number 0c-42-a1-ff-ff-5e-00-17"));
            case "udev" -> text(Texts.UDEV.replace("DRIVER=nouveau", "DRIVER=vfio-pci\nE: ID_SERIAL_SHORT=S3X9NX0M\nE: ID_NET_NAME_MAC=enx0c42a15e0017"));
            case "nodedev" -> text(Texts.NODE_DEVICES.replace("<capability type='pci-bridge'/>", "<serial>0324917</serial>"));
            case "blob" -> blob();
            case "smi" -> text(SMI);
            case "nccl" -> text(NCCL);
            case "hwloc" -> new TarBuilder().function("tyrell/" + PORT, "8086", "1901", "060400").function("tyrell/" + GPU, "10de", "1b80", "030000")
                    .file("tyrell/" + GPU + "/numa_node", "1\n").folder("tyrell/sys/bus/pci/devices")
                    .link("tyrell/sys/bus/pci/devices/0000:01:00.0", "../../../devices/pci0000:00/0000:00:01.0/0000:01:00.0")
                    .file("tyrell/proc/hwloc-nofile-info", "OSName: Linux\nOSRelease: 6.1.0-13-amd64\nHostName: tyrell\nArchitecture: x86_64\n").tar();
            case "sos" -> sos().tar();
            case "bugreport" -> text(Texts.BUG_REPORT.replace("uname: Linux box", "uname: Linux tyrell").replace("root=/dev/sda1",
                    "root=UUID=6f9619ff-8b86-d011-b42d-00cf4fc964ff"));
            case "modules" -> new TarBuilder().file("usr/lib/modules/6.1.0-13-amd64/modules.alias",
                    "alias pci:v000010DEd*sv*sd*bc03sc*i* nouveau\n").file("usr/lib/modules/6.1.0-13-amd64/modules.builtin",
                    "kernel/drivers/pci/pcie/pcieport.ko\n").tar();
            case "log" -> text(LOG);
            case "iomem" -> text("00000000-00000fff : Reserved\nc0000000-dfffffff : PCI Bus 0000:00\n  de000000-deffffff : 0000:01:00.0\n");
            case "uname" -> text("Linux tyrell 6.1.0-13-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.55-1 x86_64 GNU/Linux\n");
            case "modprobe" -> text("options vfio-pci ids=10de:1b80\nblacklist nouveau\n# of tyrell\n");
            default -> new TarBuilder().file("bus/pci/drivers_autoprobe", "1\n").folder("class").folder("devices/pci0000:00")
                    .function(PORT.substring(4), "8086", "1901", "060400").function(GPU.substring(4), "10de", "1b80", "030000").tar();
        };
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static TarBuilder capture() {
        String interfaces = "../../devices/pci0000:00/0000:00:01.0/0000:01:00.0/net/enx0c42a15e0017";
        return new TarBuilder().function(PORT, "8086", "1901", "060400").function(GPU, "10de", "1b80", "030000")
                .file(GPU + "/config", config()).file(GPU + "/irq", "17\n").folder("sys/bus/pci/drivers/vfio-pci")
                .link(GPU + "/driver", "../../../../bus/pci/drivers/vfio-pci").folder("sys/kernel/iommu_groups/1/devices")
                .link(GPU + "/iommu_group", "../../../../kernel/iommu_groups/1").link("sys/class/net/enx0c42a15e0017", interfaces)
                .folder(GPU + "/net/enx0c42a15e0017").folder(GPU + "/6f9619ff-8b86-d011-b42d-00cf4fc964ff")
                .file("proc/version", "Linux version 6.1.0-13-amd64 (a@tyrell) #1 SMP\n")
                .file("proc/net/route", "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\nenx0c42a15e0017\t00000000\t0102000A\t0003\t0\t0\t0\t00000000\n")
                .file("etc/modprobe.d/vfio.conf", "options vfio-pci ids=10de:1b80\n").file("etc/pve/nodes/tyrell/qemu-server/100.conf", "name: x\n")
                .file("dmesg.txt", LOG).file("notes-of-tyrell.txt", "Dear sirs\n").file("pci.out", Texts.LSPCI)
                .file("packed.txt", TarBuilder.gzip(text(Texts.UDEV)))
                .file("bindscope-capture/manifest", "format: 1\nuser: root\nredacted: no\n")
                .file("bindscope-capture/unreadable", "/" + GPU + "/driver_override\tInput/output error\n");
    }

    private static byte[] config() {
        byte[] config = Arrays.copyOf(new byte[] {(byte) 0xde, 0x10, (byte) 0x80, 0x1b}, 4096);
        System.arraycopy(HexFormat.of().parseHex("0300010017005effffa1420c"), 0, config, 0x100, 12);
        return config;
    }

    /** What sos 4.5 of Debian collects, in its places. */
    private static TarBuilder sos() {
        String top = "sosreport-tyrell-2026/";
        return new TarBuilder().file(top + "sos_commands/pci/lspci_-nnvv", Texts.LSPCI).file(top + "sos_commands/devices/udevadm_info_--export-db",
                Texts.UDEV.replace("PCI_ID=10DE:10F0", "PCI_ID=10DE:10F1")).file(top + "sos_commands/kernel/uname_-a",
                new String(bytes("uname"), StandardCharsets.UTF_8)).file(top + "sos_commands/kernel/dmesg", LOG)
                .folder(top + "sos_reports").file(top + "proc/cmdline", "root=/dev/sda1 intel_iommu=on\n").file(top + "proc/bus/pci/01/00.0", config())
                .file(top + "etc/modprobe.d/a.conf", "blacklist nouveau\n").file(top + "hostname", "tyrell\n").folder(top + "sys/firmware/acpi/tables")
                .file(top + "sys/firmware/acpi/tables/DMAR", "DMAR").file(top + "etc/shadow", "root:x\n");
    }

    /** A tree of one root node with a serial number, as the Devicetree Specification 0.4, section 5, has it. */
    private static byte[] blob() {
        String serial = "0324917";
        byte[] names = text("serial-number\0compatible\0");
        String structure = "00000001" + "00000000" + "00000003" + HexFormat.of().toHexDigits(serial.length() + 1) + "00000000"
                + HexFormat.of().formatHex(text(serial)) + "00" + "00000003" + "00000004" + "0000000e" + "61626300" + "00000002" + "00000009";
        int off = 40 + 16;
        int length = structure.length() / 2;
        StringBuilder head = new StringBuilder();
        for (int word : new int[] {0xd00dfeed, off + length + names.length, off, off + length, 40, 17, 16, 0, names.length, length}) {
            head.append(HexFormat.of().toHexDigits(word));
        }
        return HexFormat.of().parseHex(head + "0".repeat(32) + structure + HexFormat.of().formatHex(names));
    }

    /** What matching and grouping read of a machine. */
    public static List<String> matchingFacts(Machine machine) {
        List<String> facts = new ArrayList<>();
        for (PciFunction function : Machines.functions(machine)) {
            facts.add(String.join(" ", function.getAddress(), String.valueOf(function.getVendorId()), String.valueOf(function.getDeviceId()),
                    String.valueOf(function.getSubsystemVendorId()), String.valueOf(function.getSubsystemId()), String.valueOf(function.getClassCode()),
                    String.valueOf(function.getRevision()), String.valueOf(function.getModalias()), String.valueOf(function.getDriverOverride()),
                    function.getDriver() == null ? "-" : function.getDriver().getName(),
                    function.getIommuGroup() == null ? "-" : function.getIommuGroup().getNumber(),
                    function.getConfigSpace() == null ? "-" : String.valueOf(function.getConfigSpace().length),
                    String.valueOf(function.getEvidence().stream().filter(each -> each.isConflict()).count())));
        }
        machine.getTextFiles().forEach(text -> facts.add(text.getKind() + " " + text.isUnreadable() + " "
                + (text.getText() == null ? 0 : text.getText().lines().count())));
        machine.getIommuGroups().forEach(group -> facts.add("group " + group.getNumber() + " " + group.getFunctions().size()));
        return facts;
    }
}
