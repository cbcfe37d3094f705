// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bindscope.model.FactState;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.Machines;
import org.bindscope.snapshot.Snapshot;
import org.bindscope.snapshot.redact.Pseudonyms;
import org.bindscope.snapshot.tree.CaptureNotes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the capture script on a made tree with traps, in every shell that this machine has. */
class CaptureScriptTest {

    private static final String GPU = "sys/devices/pci0000:00/0000:00:01.0";
    private static final String SERIAL = "0c42a1ffff5e0017";
    private static final String MAC = "0c:42:a1:5e:00:17";
    private static final String INTERFACE = "enx" + MAC.replace(":", "");
    private static final String UUID = "6f9619ff-8b86-d011-b42d-00cf4fc964ff";

    @TempDir
    Path folder;

    private Path root;
    private Path script;

    private record Result(int status, String out, String err, long milliseconds) {
    }

    static Stream<List<String>> shells() {
        return Stream.of(List.of("dash"), List.of("busybox", "ash"), List.of("bash"), List.of("bash", "--posix"));
    }

    @BeforeEach
    void makeATreeWithTraps() throws Exception {
        root = Files.createDirectory(folder.resolve("machine"));
        script = Files.writeString(folder.resolve(CaptureScript.FILE_NAME), CaptureScript.text());
        put(GPU + "/vendor", "0x10de\n");
        put(GPU + "/device", "0x1db5\n");
        put(GPU + "/class", "0x030200\n");
        put(GPU + "/power_state", "D0\n");
        put(GPU + "/driver_override", "(null)\n");
        put(GPU + "/numa_node", "");
        byte[] config = new byte[4096];
        System.arraycopy(new byte[] {(byte) 0xde, 0x10, (byte) 0xb5, 0x1d}, 0, config, 0, 4);
        System.arraycopy(new byte[] {3, 0, 1, 0, 0x17, 0, 0x5e, (byte) 0xff, (byte) 0xff, (byte) 0xa1, 0x42, 0x0c}, 0,
                config, 0x100, 12);
        Files.write(root.resolve(GPU + "/config"), config);
        link("sys/bus/pci/devices/0000:00:01.0", "../../../devices/pci0000:00/0000:00:01.0");
        link(GPU + "/driver", "../../../bus/pci/drivers/nvidia");
        link(GPU + "/iommu_group", "../../../kernel/iommu_groups/7");
        link("sys/bus/pci/drivers/nvidia/0000:00:01.0", "../../../../devices/pci0000:00/0000:00:01.0");
        put("sys/kernel/iommu_groups/7/type", "DMA\n");
        link("sys/kernel/iommu_groups/7/devices/0000:00:01.0", "../../../../devices/pci0000:00/0000:00:01.0");
        put("proc/sys/kernel/osrelease", "6.12.1\n");
        put("proc/sys/kernel/hostname", "tyrell\n");
        put("proc/cmdline", "root=UUID=" + UUID + " intel_iommu=on\n");
        put("lib/modules/6.12.1/modules.alias", "alias pci:v000010DEd*sv*sd*bc03sc02i00* nvidia\n");
        put("dmesg.txt", "tyrell kernel: net 0000:00:02.0: MAC " + MAC + "\n");
        put("etc/shadow", "root:secret\n");
        put("proc/net/route", "Iface\tDestination\n" + INTERFACE + "\t00000000\n");
        put(GPU + "/net/" + INTERFACE + "/ifindex", "2\n");
        link("sys/class/net/" + INTERFACE, "../../devices/pci0000:00/0000:00:01.0/net/" + INTERFACE);
        put("etc/modprobe.d/vfio.conf", "options vfio-pci ids=10de:1db5\n");
        put("etc/libvirt/qemu/guest.xml", "<domain type='kvm'>\n<uuid>" + UUID + "</uuid>\n<hostdev mode='subsystem'>\n"
                + "<source/>\n</hostdev>\n<graphics passwd='geheim'/>\n</domain>\n");
        put("sys/firmware/devicetree/base/compatible", "ibm,powernv\0");
        put("sys/firmware/devicetree/base/system-id", "7887E6A\0");
        // Opening one of these for reading would wait for ever.
        for (String trap : List.of("rom", "vpd", "resource0", "resource0_wc", "remove", "rescan", "reset")) {
            pipe(GPU + '/' + trap);
        }
        pipe("sys/bus/pci/rescan");
        pipe("sys/bus/pci/drivers/nvidia/new_id");
        // A capture must not wait for it either, but has to say that it is there.
        pipe(GPU + "/modalias");
    }

    private void put(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void link(String path, String target) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, Path.of(target));
    }

    private void pipe(String path) throws Exception {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
    }

    private Result run(List<String> shell, String... options) throws Exception {
        List<String> command = new ArrayList<>(shell);
        command.add(script.toString());
        command.addAll(List.of("--root", root.toString()));
        command.addAll(Arrays.asList(options));
        return execute(command, System.getenv("PATH"));
    }

    private Result execute(List<String> command, String path) throws Exception {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("PATH", path);
        builder.environment().put("TMPDIR", folder.toString());
        long start = System.nanoTime();
        Process process = builder.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the script hangs");
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    private static void require(List<String> shell) {
        assumeTrue(Stream.of(System.getenv("PATH").split(":")).anyMatch(place -> Files.isExecutable(Path.of(place, shell.get(0)))),
                () -> shell.get(0) + " is not installed");
    }

    private Snapshot captured(List<String> shell, String... options) throws Exception {
        require(shell);
        String[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = folder.resolve("out.tar.gz").toString();
        Result result = run(shell, all);
        assertEquals(0, result.status(), result.err());
        assertEquals(folder.resolve("out.tar.gz") + "\n", result.out());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(Set.of("err.txt", "machine", "out.tar.gz", "out.txt", CaptureScript.FILE_NAME),
                    left.map(Path::getFileName).map(Path::toString).collect(Collectors.toSet()), "something was left behind");
        }
        return Machines.open(folder.resolve("out.tar.gz").toString());
    }

    private static String text(Snapshot snapshot, String path) {
        return snapshot.files().read(path, 1 << 20) instanceof FileTree.Present present
                ? new String(present.bytes(), StandardCharsets.ISO_8859_1) : "";
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aCaptureOpensAndSaysWhatTheMachineSays(List<String> shell) throws Exception {
        Snapshot snapshot = captured(shell);
        Machine machine = snapshot.machine();
        PciFunction gpu = Machines.function(machine, "0000:00:01.0");
        assertEquals(0x1db5, gpu.getDeviceId());
        assertEquals("nvidia", gpu.getDriver().getName());
        assertEquals("7", gpu.getIommuGroup().getNumber());
        assertEquals("D0", gpu.getPowerState());
        assertEquals("6.12.1", machine.getProvenance().getKernelRelease());
        assertEquals("ibm,powernv", text(snapshot, "sys/firmware/devicetree/base/compatible").strip().replace("\0", ""));
        assertTrue(text(snapshot, "etc/modprobe.d/vfio.conf").contains("10de:1db5"));
        assertTrue(text(snapshot, "lib/modules/6.12.1/modules.alias").contains("nvidia"));
        CaptureNotes notes = CaptureNotes.of(snapshot.files()).orElseThrow();
        assertEquals("yes", notes.manifest().get("complete"));
        assertEquals("full", notes.manifest().get("mode"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void unreadableAbsentAndEmptyStayApart(List<String> shell) throws Exception {
        Snapshot snapshot = captured(shell);
        assertEquals(Optional.of("not a regular file"), Optional.ofNullable(CaptureNotes.of(snapshot.files()).orElseThrow()
                .unreadable().get(GPU + "/modalias")));
        assertEquals(Optional.of(FactState.UNREADABLE),
                Machines.state(Machines.function(snapshot.machine(), "0000:00:01.0"), "modalias"));
        assertEquals(new FileTree.Absent(), snapshot.files().read(GPU + "/label", 100));
        assertTrue(snapshot.files().read(GPU + "/numa_node", 100) instanceof FileTree.Present present
                && present.bytes().length == 0);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void nothingOutsideOfTheListIsTaken(List<String> shell) throws Exception {
        Snapshot snapshot = captured(shell);
        for (String trap : List.of("rom", "vpd", "resource0", "remove", "rescan", "reset")) {
            assertFalse(snapshot.files().exists(GPU + '/' + trap), trap);
        }
        assertFalse(snapshot.files().exists("etc/shadow"));
        String guest = text(snapshot, "etc/libvirt/qemu/guest.xml");
        assertTrue(guest.contains("<hostdev") && !guest.contains("geheim") && !guest.contains(UUID), guest);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aRedactedCaptureNamesNobodyAndStillTellsTheDriver(List<String> shell) throws Exception {
        Snapshot snapshot = captured(shell, "--redact", "--redact-key", "key");
        byte[] archive = Files.readAllBytes(folder.resolve("out.tar.gz"));
        Process tar = new ProcessBuilder("tar", "-xzOf", folder.resolve("out.tar.gz").toString()).start();
        String all = new String(tar.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        for (String secret : List.of(MAC, MAC.replace(":", ""), UUID, "tyrell", "7887E6A")) {
            assertFalse(all.contains(secret), secret + " in " + archive.length + " bytes");
        }
        PciFunction gpu = Machines.function(snapshot.machine(), "0000:00:01.0");
        assertEquals("nvidia", gpu.getDriver().getName());
        byte[] config = gpu.getConfigSpace();
        assertEquals(4096, config.length);
        assertFalse(HexFormat.of().formatHex(config).contains("17005effffa1420c"), "the serial number is there");
        assertTrue(text(snapshot, "proc/cmdline").contains("intel_iommu=on"));
        assertTrue(text(snapshot, CaptureNotes.REDACTED).contains("device serial number\t1\t/" + GPU + "/config"));
    }

    @Test
    void theScriptMakesThePseudonymsThatSavingMakes() throws Exception {
        Snapshot snapshot = captured(List.of("dash"), "--redact", "--redact-key", "key");
        Pseudonyms pseudonyms = new Pseudonyms("key", false);
        assertEquals("root=UUID=" + pseudonyms.uuid(UUID) + " intel_iommu=on\n", text(snapshot, "proc/cmdline"));
        assertEquals(pseudonyms.host("tyrell") + " kernel: net 0000:00:02.0: MAC " + pseudonyms.mac(MAC) + "\n",
                text(snapshot, "dmesg.txt"));
        String name = "enx" + pseudonyms.mac(MAC).replace(":", "");
        assertEquals("Iface\tDestination\n" + name + "\t00000000\n", text(snapshot, "proc/net/route"));
        assertTrue(snapshot.files().exists("sys/class/net/" + name), name);
        assertEquals(pseudonyms.sameLength("7887E6A") + "\0", text(snapshot, "sys/firmware/devicetree/base/system-id"));
        String config = HexFormat.of().formatHex(Machines.function(snapshot.machine(), "0000:00:01.0").getConfigSpace());
        StringBuilder reversed = new StringBuilder();
        String serial = pseudonyms.deviceSerialNumber(SERIAL);
        for (int i = serial.length() - 2; i >= 0; i -= 2) {
            reversed.append(serial, i, i + 2);
        }
        assertEquals(reversed.toString(), config.substring(0x104 * 2, 0x10c * 2));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aFileThatGivesNoAnswerIsNotedAndTheRestGoesOn(List<String> shell) throws Exception {
        require(shell);
        Path tools = Files.createDirectory(folder.resolve("tools"));
        Path cat = Files.writeString(tools.resolve("cat"), """
                #!/bin/sh
                case $1 in
                */config) exec sleep 300 ;;
                */numa_node) echo "cat: $1: Input/output error" >&2; exit 1 ;;
                esac
                exec /bin/cat "$@"
                """);
        assertTrue(cat.toFile().setExecutable(true));
        List<String> command = new ArrayList<>(shell);
        if (shell.get(0).equals("busybox")) {
            // Its own cat stands before the one in PATH unless the shell is told otherwise.
            assumeTrue(false, "busybox ash takes its own cat");
        }
        Path archive = folder.resolve("out.tar");
        command.addAll(List.of(script.toString(), "--root", root.toString(), "--limit", "1", archive.toString()));
        Result result = execute(command, tools + ":" + System.getenv("PATH"));
        assertEquals(0, result.status(), result.err());
        Snapshot snapshot = Machines.open(archive.toString());
        CaptureNotes notes = CaptureNotes.of(snapshot.files()).orElseThrow();
        assertTrue(notes.unreadable().get(GPU + "/config").startsWith("gave no answer"), notes.unreadable().toString());
        assertEquals("Input/output error", notes.unreadable().get(GPU + "/numa_node"));
        assertEquals("yes", notes.manifest().get("complete"));
        assertEquals("nvidia", Machines.function(snapshot.machine(), "0000:00:01.0").getDriver().getName());
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aProgramThatOnlyUnpacksIsNotTakenToPack(List<String> shell) throws Exception {
        require(shell);
        // As the xz of busybox: it is there, and does not know how to compress.
        Path tools = Files.createDirectory(folder.resolve("tools"));
        for (String name : List.of("xz", "zstd")) {
            Path tool = Files.writeString(tools.resolve(name), "#!/bin/sh\necho \"$0: invalid option\" >&2\nexit 1\n");
            assertTrue(tool.toFile().setExecutable(true));
        }
        String path = tools + ":" + System.getenv("PATH");
        List<String> command = new ArrayList<>(shell);
        command.addAll(List.of(script.toString(), "--root", root.toString()));
        Result unnamed = execute(command, path);
        assertEquals(0, unnamed.status(), unnamed.err());
        assertTrue(unnamed.out().strip().endsWith(".tar.gz"), unnamed.out());
        command.add("named.tar.xz");
        Result named = execute(command, path);
        assertEquals(1, named.status());
        assertEquals("bindscope-capture: xz is missing or cannot compress: name the archive .tar or .tar.gz\n", named.err());
        assertFalse(Files.exists(folder.resolve("named.tar.xz")));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aLightCaptureHasNoLogsAndNoConfiguration(List<String> shell) throws Exception {
        Snapshot snapshot = captured(shell, "--light");
        assertFalse(snapshot.files().exists("dmesg.txt"));
        assertFalse(snapshot.files().exists("etc"));
        assertFalse(snapshot.files().exists("sys/firmware"));
        assertEquals("nvidia", Machines.function(snapshot.machine(), "0000:00:01.0").getDriver().getName());
    }

    @ParameterizedTest
    @MethodSource("shells")
    void wrongWordsEndInOneLine(List<String> shell) throws Exception {
        require(shell);
        for (String[] words : new String[][] {{"--nonsense"}, {"--limit", "x"}, {"--without", "pci"}, {"a", "b"}, {"--limit"}}) {
            Result result = run(shell, words);
            assertEquals(2, result.status(), String.join(" ", words));
            assertEquals(1, result.err().lines().count(), result.err());
        }
    }

    @Test
    void shellcheckFindsNothing() throws Exception {
        require(List.of("shellcheck"));
        Result result = execute(List.of("shellcheck", script.toString()), System.getenv("PATH"));
        assertEquals("", result.out());
        assertEquals(0, result.status());
    }
}
