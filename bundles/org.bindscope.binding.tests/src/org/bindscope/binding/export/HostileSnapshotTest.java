// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.ExportFormats;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.binding.PlanBuilder;
import org.bindscope.binding.PlanChecks;
import org.bindscope.binding.SafeText;
import org.bindscope.binding.TestMachine;
import org.bindscope.model.Driver;
import org.bindscope.model.KernelModule;
import org.bindscope.model.PciFunction;

/**
 * Snapshots come from strangers. Whatever their names and addresses hold, an export is refused or
 * does what it says and nothing else: the scripts run with traps set, and anything that a trap
 * catches, or that appears outside the fake tree, fails the test.
 */
class HostileSnapshotTest {

    private static final String GPU = "0000:65:00.0";
    /** Where scripts put files of their own. */
    private static final List<String> OWN = List.of("tree/run/bindscope/", "tree/var/lib/bindscope/", "tree/etc/bindscope/",
            "tree/usr/local/sbin/bindscope-", "tree/etc/modprobe.d/bindscope-", "tree/etc/udev/rules.d/05-bindscope-",
            "tree/etc/systemd/system/bindscope-", "tree/etc/initramfs-tools/hooks/bindscope-");

    /** Texts, each of which would run {@code pwn} or leave the tree if it were not treated as text. */
    @Provide
    Arbitrary<String> hostile() {
        Arbitrary<String> known = Arbitraries.of("$(pwn)", "`pwn`", "; pwn", "\npwn\n", "'; pwn; '", "\"; pwn; \"",
                "' \npwn\n'", "-rf", "--undo", "../../../../home/x", "x\rpwn", "\u202epwn", "\u2028pwn", "END\npwn\nEND",
                "END_OF_FILE\npwn\n", "x\\\npwn", "${IFS}pwn", "-->\n<pwn/>", "{{ lookup('pipe','pwn') }}", "\0pwn",
                "| pwn", "& pwn", "*", "~", "x y", "none", "(null)", "vfio-pci", "nvidia", "\u0007", "%n%k", "", " ");
        Arbitrary<String> mixed = Arbitraries.strings().withChars("$()`;|&<>'\"\\\n\r\t -_.:/*~#{}pwnEND\u202e\u0000")
                .ofMaxLength(30);
        return Arbitraries.oneOf(known, mixed);
    }

    /** Where the text of {@link #hostile} goes. */
    private record Texts(String source, String release, String driver, String module, String override, String device,
            String group, String bridge) {
    }

    @Provide
    Arbitrary<Texts> texts() {
        return Combinators.combine(hostile(), hostile(), hostile(), hostile(), hostile(), hostile(), hostile(), hostile())
                .as(Texts::new);
    }

    private static TestMachine machine(Texts texts) {
        TestMachine test = TestMachine.desktop();
        test.machine.getProvenance().setSource(texts.source());
        test.machine.getProvenance().setKernelRelease(texts.release());
        test.machine.getProvenance().setArchitecture(texts.device());
        PciFunction gpu = test.at(GPU);
        Driver driver = test.driver(texts.driver(), null, false);
        KernelModule module = test.module("hostile", false);
        module.setName(texts.module());
        driver.setModule(module);
        gpu.setDriver(driver);
        gpu.setDriverOverride(texts.override());
        gpu.setVendorName(texts.group());
        gpu.setDeviceName(texts.device());
        test.at("0000:66:00.0").setClassName(texts.device());
        test.at("0000:00:02.0").setAddress(texts.bridge());
        gpu.getIommuGroup().setNumber(texts.group());
        return test;
    }

    @Provide
    Arbitrary<String> shells() {
        return Arbitraries.of("dash", "bash", "busybox sh");
    }

    @Property(tries = 15, edgeCases = EdgeCasesMode.NONE)
    void scriptDoesNothingBesidesItsJob(@ForAll("texts") Texts texts, @ForAll("shells") String shell) throws Exception {
        TestMachine hostile = machine(texts);
        BindingPlan plan = new PlanBuilder(hostile.machine).bind(GPU, "vfio-pci").bind("0000:65:00.1", "vfio-pci").build();
        new PlanChecks(hostile.machine, HostUse.none()).check(plan);
        Path folder = Files.createTempDirectory("hostile");
        // The machine that the script runs on is an honest one; only the plan is made from the hostile snapshot.
        try (FakeKernel kernel = new FakeKernel(folder, TestMachine.desktop().machine)) {
            kernel.command("pwn", "#!/bin/sh\n: >'" + folder + "/pwned'\n");
            Set<String> allowed = new TreeSet<>(kernel.filesOutsideSysfs());
            allowed.addAll(List.of("out", "err", "home", "home/script.sh", "tree/run/bindscope",
                    "tree/run/bindscope/" + plan.id() + ".state"));
            FakeKernel.Run run = kernel.script(shell, new SysfsScript().export(plan).text());
            assertEquals(0, run.status(), run.err());
            assertEquals("vfio-pci", kernel.driver(GPU));
            assertEquals("", run.err());
            Set<String> surprising = kernel.filesOutsideSysfs();
            surprising.removeAll(allowed);
            assertEquals(Set.of(), surprising);
            assertTrue(kernel.log.stream().allMatch(line -> line.startsWith("sys/bus/pci/")), kernel.log::toString);
        } finally {
            delete(folder);
        }
    }

    /** Formats whose exports are scripts that change something, without those that {@code scriptDoesNothing...} runs. */
    @Provide
    Arbitrary<String> scripts() {
        return Arbitraries.of("driverctl", "modprobe", "udev", "systemd", "cmdline", "libvirt", "qemu", "proxmox", "dpdk", "spdk");
    }

    @Property(tries = 24, edgeCases = EdgeCasesMode.NONE)
    void scriptsLeaveNothingOutsideTheirOwnFiles(@ForAll("scripts") String name, @ForAll("texts") Texts texts,
            @ForAll("shells") String shell) throws Exception {
        TestMachine hostile = machine(texts);
        hostile.at(GPU).setDriverOverride(null);
        if (name.equals("dpdk")) {
            List.of(GPU, "0000:65:00.1", "0000:66:00.0").forEach(each -> hostile.at(each).setClassCode(ExportFormatsTest.ACCELERATOR));
        }
        PlanBuilder builder = new PlanBuilder(hostile.machine);
        if (name.equals("spdk")) {
            builder.bind("0000:00:1c.0", "vfio-pci");
        } else {
            builder.bind(GPU, "vfio-pci").bind("0000:65:00.1", "vfio-pci").bind("0000:66:00.0", "vfio-pci");
        }
        BindingPlan plan = builder.build();
        ExportFormat format = new ExportFormats().byName(name).orElseThrow();
        Path folder = Files.createTempDirectory("hostile");
        try (FakeKernel kernel = new FakeKernel(folder, TestMachine.desktop().machine)) {
            kernel.command("pwn", "#!/bin/sh\n: >'" + folder + "/pwned'\n");
            for (String tool : List.of("driverctl", "dpdk-devbind.py", "virsh", "qemu", "qm", "update-initramfs", "update-grub",
                    "systemctl", "udevadm", "spdk/scripts/setup.sh")) {
                Files.createDirectories(folder.resolve("bin").resolve(tool).getParent());
                kernel.command(tool, "#!/bin/sh\n[ \"$1\" != config ] || echo machine: q35\n");
            }
            kernel.environment.put("SPDK_DIR", folder.resolve("bin/spdk").toString());
            Files.createDirectories(kernel.root.resolve("etc/default"));
            Files.writeString(kernel.root.resolve("etc/default/grub"), "GRUB_CMDLINE_LINUX=\"quiet\"\n");
            String[] words = switch (name) {
                case "qemu" -> new String[] {"--dry-run", "qemu"};
                case "proxmox" -> new String[] {"100"};
                default -> new String[0];
            };
            Set<String> allowed = new TreeSet<>(kernel.filesOutsideSysfs());
            for (String text : List.of(format.export(plan).text(), format.undo(plan).text())) {
                if (!text.startsWith("#!")) {
                    continue;
                }
                FakeKernel.Run run = kernel.script(shell, text, words);
                assertTrue(run.status() >= 0 && run.status() <= 5, () -> run.status() + run.err());
                // Each line on standard error is the script's own or a tool's, never the shell's: nothing was run as a command.
                assertFalse(run.err().contains("not found"), run.err());
            }
            Set<String> surprising = kernel.filesOutsideSysfs();
            surprising.removeAll(allowed);
            surprising.removeIf(file -> List.of("out", "err", "home", "home/script.sh").contains(file)
                    || file.startsWith("tree/") && OWN.stream().anyMatch(own -> own.startsWith(file) || file.startsWith(own)));
            assertEquals(Set.of(), surprising);
        } finally {
            delete(folder);
        }
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void everyExportIsHarmlessTextOrRefused(@ForAll("texts") Texts texts, @ForAll("hostile") String address,
            @ForAll("hostile") String wished) {
        TestMachine hostile = machine(texts);
        BindingPlan plan = new PlanBuilder(hostile.machine).bind(GPU, "vfio-pci").bind("0000:66:00.0", "vfio-pci").build();
        BindingPlan unsafe = new PlanBuilder(hostile.machine).bind(GPU, wished).bind(address, "vfio-pci").build();
        ExportFormats formats = new ExportFormats();
        for (ExportFormat format : formats.all()) {
            if (formats.refusal(format, plan).isEmpty()) {
                for (Export export : List.of(format.export(plan), format.undo(plan))) {
                    assertHarmless(export.text());
                }
            }
            assertTrue(SafeText.canonicalAddress(address).isPresent() || formats.refusal(format, unsafe).isPresent(),
                    () -> "address " + address);
        }
    }

    /** What is no script is read by a parser: it has the elements, keys and values of an honest snapshot's, and no others. */
    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void documentsHaveTheShapeOfAnHonestOne(@ForAll("texts") Texts texts) throws Exception {
        ExportFormats formats = new ExportFormats();
        BindingPlan hostile = documentPlan(machine(texts));
        BindingPlan honest = documentPlan(machine(new Texts("a.tar", "6.12", "-", "-", "x", "name", "15", "-")));
        for (String name : List.of("libvirt", "kubevirt", "ansible")) {
            ExportFormat format = formats.byName(name).orElseThrow();
            if (formats.refusal(format, hostile).isEmpty()) {
                assertEquals(shape(format.export(honest).text()), shape(format.export(hostile).text()), name);
                if (!format.undo(hostile).text().startsWith("#!")) {
                    assertEquals(shape(format.undo(honest).text()), shape(format.undo(hostile).text()), name);
                }
            }
        }
    }

    private static BindingPlan documentPlan(TestMachine test) {
        return new PlanBuilder(test.machine).bind(GPU, "vfio-pci").bind("0000:65:00.1", "vfio-pci")
                .bind("0000:66:00.0", "vfio-pci").build();
    }

    /** What a document says, without its comments and those of the files in it. */
    private static String shape(String text) throws Exception {
        if (text.startsWith("<")) {
            StringBuilder out = new StringBuilder();
            xml(javax.xml.parsers.DocumentBuilderFactory.newInstance().newDocumentBuilder()
                    .parse(new org.xml.sax.InputSource(new java.io.StringReader(text))).getDocumentElement(), out);
            return out.toString();
        }
        StringBuilder out = new StringBuilder();
        new org.snakeyaml.engine.v2.api.Load(org.snakeyaml.engine.v2.api.LoadSettings.builder()
                .setTagConstructors(java.util.Map.of(new org.snakeyaml.engine.v2.nodes.Tag("!unsafe"),
                        node -> ((org.snakeyaml.engine.v2.nodes.ScalarNode) node).getValue())).build())
                .loadAllFromString(text).forEach(document -> yaml(document, out));
        return out.toString();
    }

    private static void xml(org.w3c.dom.Node node, StringBuilder out) {
        if (node.getNodeType() == org.w3c.dom.Node.ELEMENT_NODE) {
            out.append('<').append(node.getNodeName());
            for (int i = 0; i < node.getAttributes().getLength(); i++) {
                out.append(' ').append(node.getAttributes().item(i));
            }
            out.append(">\n");
        } else if (node.getNodeType() == org.w3c.dom.Node.TEXT_NODE) {
            out.append(node.getNodeValue().strip());
        }
        for (org.w3c.dom.Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            xml(child, out);
        }
    }

    private static void yaml(Object value, StringBuilder out) {
        if (value instanceof java.util.Map<?, ?> map) {
            map.forEach((key, each) -> {
                out.append(key).append(": ");
                yaml(each, out);
            });
        } else if (value instanceof Iterable<?> list) {
            list.forEach(each -> {
                out.append("- ");
                yaml(each, out);
            });
        } else {
            String text = String.valueOf(value);
            int data = text.indexOf(";base64,");
            String plain = data < 0 ? text : new String(java.util.Base64.getDecoder().decode(text.substring(data + 8)),
                    java.nio.charset.StandardCharsets.UTF_8);
            plain.lines().filter(line -> !line.strip().startsWith("#")).forEach(line -> out.append(line).append('\n'));
        }
    }

    /** Text from the snapshot stands in comments only, and is plain there. */
    private static void assertHarmless(String text) {
        assertFalse(text.chars().anyMatch(c -> c < ' ' && c != '\n' || c == 0x7f || c >= 0x2000), text);
        for (String line : text.lines().toList()) {
            String plain = line.strip();
            boolean comment = plain.startsWith("#") || plain.startsWith("<!--") || !plain.contains("pwn");
            boolean head = line.startsWith("  ") && text.startsWith("<!--");
            assertTrue(comment || head, () -> "a line with text of the snapshot: " + line);
        }
    }

    @Property(tries = 300)
    void labelsAreOneHarmlessLine(@ForAll("hostile") String text) {
        String label = SafeText.label(text);
        assertTrue(label.length() <= SafeText.MAX_LABEL + 4);
        assertFalse(label.contains("--"), label);
        assertTrue(label.chars().noneMatch(c -> c < ' ' || c >= 0x2000 || "\\$`%{}<>\"'".indexOf(c) >= 0), label);
    }

    @Property(tries = 500)
    void onlyRealAddressesAndNamesPass(@ForAll("hostile") String text) {
        if (SafeText.isAddress(text)) {
            assertTrue(text.matches("[0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\\.[0-7]"), text);
        }
        if (SafeText.isName(text)) {
            assertTrue(text.matches("[A-Za-z0-9_+][A-Za-z0-9_.+-]{0,63}"), text);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            walk.sorted(Comparator.reverseOrder()).forEach(files::add);
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
