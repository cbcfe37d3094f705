// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.ExportFormats;
import org.bindscope.binding.TestMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports read by the programs that they are for. */
class RealToolsTest {

    private static final String QEMU = "qemu-system-x86_64";
    /** No guest runs: its processor is stopped from the start. */
    private static final List<String> NO_GUEST = List.of("-machine", "q35,accel=tcg", "-nodefaults", "-display", "none", "-S");

    @TempDir
    Path folder;

    private final TestMachine desktop = TestMachine.desktop();

    private String export(String format) {
        return new ExportFormats().byName(format).orElseThrow().export(plan(format)).text();
    }

    private BindingPlan plan(String format) {
        return ExportFormatsTest.planFor(desktop, format);
    }

    // ---- QEMU ----

    /** The arguments that the script gives to QEMU. */
    private List<String> arguments(String... words) throws Exception {
        try (FakeKernel kernel = new FakeKernel(Files.createTempDirectory(folder, "kernel"), desktop.machine)) {
            List<String> all = new ArrayList<>(List.of("--dry-run"));
            all.addAll(List.of(words));
            all.add(QEMU);
            FakeKernel.Run run = kernel.script("dash", export("qemu"), all.toArray(String[]::new));
            assertEquals(0, run.status(), run.err());
            return run.out().lines().skip(1).toList();
        }
    }

    private Tools.Result qemu(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "echo quit | timeout 50 \"$@\"", "sh", QEMU));
        command.addAll(NO_GUEST);
        command.addAll(List.of("-monitor", "stdio"));
        command.addAll(arguments);
        return Tools.run(folder, command);
    }

    @Test
    void qemuKnowsEveryArgumentAndMissesTheDevicesOnly() throws Exception {
        Tools.require(QEMU);
        List<String> arguments = arguments();
        List<String> ports = new ArrayList<>();
        List<String> devices = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            assertEquals("-device", arguments.get(i), arguments::toString);
            (arguments.get(i + 1).startsWith("vfio-pci,") ? devices : ports).add(arguments.get(i + 1));
        }
        assertEquals(2, devices.size());
        for (String device : devices) {
            // QEMU stops at the first device that is not there; each is tried by itself, behind its port.
            List<String> one = new ArrayList<>();
            ports.forEach(port -> one.addAll(List.of("-device", port)));
            one.addAll(List.of("-device", device));
            Tools.Result result = qemu(one);
            assertTrue(result.output().contains("no such host device"), result.output());
            one.set(one.size() - 1, device.replace(",addr=", ",adr="));
            assertTrue(qemu(one).output().contains("Property 'vfio-pci.adr' not found"), "a wrong word is told apart");
        }
    }

    @Test
    void qemuAcceptsThePlacesOfTheDevices() throws Exception {
        Tools.require(QEMU);
        // The same places for a device that QEMU has itself: now nothing is missing, and the machine comes up, stopped.
        List<String> arguments = arguments().stream().map(argument -> argument.startsWith("vfio-pci,")
                ? argument.replaceFirst("vfio-pci,host=[^,]*", "virtio-rng-pci") : argument).toList();
        Tools.Result result = qemu(arguments);
        assertEquals(0, result.status(), result.output());
        assertFalse(result.output().contains("-device"), result.output());
    }

    @Test
    void qemuKnowsIommufd() throws Exception {
        Tools.require(QEMU);
        assumeTrue(Tools.run(folder, List.of(QEMU, "-object", "help")).output().contains("iommufd"),
                "skipped: this QEMU has no iommufd (9.0 has)");
        List<String> arguments = new ArrayList<>(arguments("--iommufd"));
        Tools.Result result = qemu(arguments);
        assertTrue(result.output().contains("no such host device") || result.output().contains("/dev/iommu"), result.output());
    }

    // ---- udev ----

    /** udevadm verify came with systemd 254; before, udevadm test says what it does not understand while it reads the rules. */
    @Test
    void udevUnderstandsTheRules() throws Exception {
        Tools.require("udevadm");
        Tools.require("unshare");
        Path rules = Files.createDirectories(folder.resolve("rules.d"));
        Files.writeString(rules.resolve("05-bindscope.rules"), UdevRules.rules(plan("udev")));
        assumeTrue(readRules(rules).contains("05-bindscope.rules"), "skipped: no mount namespace, or udevadm reads no rules");
        assertEquals(List.of(), complaints(readRules(rules)));
        Files.writeString(rules.resolve("06-wrong.rules"), "ACTION==\"add\", BOGUS==\"x\"\n");
        assertEquals(1, complaints(readRules(rules)).size(), "what is wrong is noticed");
    }

    private static List<String> complaints(String output) {
        return output.lines().filter(line -> line.contains("/etc/udev/rules.d/") && line.contains(".rules:")).toList();
    }

    /** Puts the folder over /etc/udev/rules.d for one process, and lets it read the rules for a device that none matches. */
    private String readRules(Path rules) throws Exception {
        return Tools.run(folder, List.of("unshare", "-m", "sh", "-c",
                "mount --bind '" + rules + "' /etc/udev/rules.d && udevadm test --action=add /sys/class/net/lo 2>&1 | grep rules"))
                .output();
    }

    // ---- YAML ----

    @Test
    void pythonReadsTheYamlOfKubeVirtAndAnsible() throws Exception {
        Tools.require("python3");
        assumeTrue(Tools.run(folder, List.of("python3", "-c", "import yaml")).status() == 0, "skipped: no yaml module for python3");
        for (String format : List.of("kubevirt", "ansible")) {
            Path file = folder.resolve(format + ".yaml");
            Files.writeString(file, export(format));
            Tools.Result result = Tools.run(folder, List.of("python3", "-c", """
                    import sys, yaml, base64
                    class Loader(yaml.SafeLoader):
                        pass
                    Loader.add_constructor('!unsafe', lambda loader, node: loader.construct_scalar(node))
                    for document in yaml.load_all(open(sys.argv[1]), Loader):
                        print(document.get('kind') if isinstance(document, dict) else [play['name'] for play in document])
                        if isinstance(document, dict) and document.get('kind') == 'MachineConfig':
                            source = document['spec']['config']['storage']['files'][0]['contents']['source']
                            print(base64.b64decode(source.split(',')[1]).decode().splitlines()[-2])
                    """, file.toString()));
            assertEquals(0, result.status(), result.output());
            if (format.equals("kubevirt")) {
                assertTrue(result.output().startsWith("KubeVirt\nNone\nMachineConfig\nACTION==\"add\""), result.output());
            } else {
                assertEquals("['Bindscope plan " + plan(format).id() + "', 'Restart']\n", result.output());
            }
        }
    }
}
