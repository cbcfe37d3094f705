// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.bindscope.model.Driver;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.model.PciResource;
import org.bindscope.snapshot.Machines;
import org.bindscope.testsupport.CorpusFiles;
import org.eclipse.emf.ecore.EAttribute;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EReference;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs lspci on the sysfs trees of the corpus and reads what it prints. Every fact that both the text and the
 * tree tell is the same, and the text tells none that the tree contradicts.
 */
class LspciTruthTest {

    /** Facts that come from pci.ids, or that a text has and a tree has in other form. */
    private static final List<String> LEFT_OUT = List.of("evidence", "kernelModules", "vendorName", "deviceName", "subsystemName",
            "className", "resources", "bus", "secondaryBus", "deviceTreeNode", "virtualFunctions", "iommu");
    /** What a tree that was copied in part lacks, and lspci takes from configuration space or works out. */
    private static final List<String> TEXT_ONLY = List.of("link.", "sriov.", "subordinateBusNumber", "secondaryBusNumber");

    /** The machines of the corpus; those with seeded faults are one of them again. */
    static Stream<Path> trees() {
        return Stream.of(CorpusFiles.list("qemu", "1-coldplug.tar.gz"), CorpusFiles.list("sysfs", ".tar.gz", ".tar.xz", ".tar.bz2"),
                CorpusFiles.list("synthetic", ".tar.xz")).flatMap(List::stream).filter(path -> !path.getParent().endsWith("faults"));
    }

    /** The outputs of one tree with little time each: all facts first, then each form of output. */
    private static final List<List<String>> OPTIONS = List.of(List.of("-nnDvvvxxxx"), List.of("-nnvvv"), List.of("-nnk"), List.of("-n"),
            List.of("-nv"), List.of("-nnvxxx"), List.of("-vmmnnk", "-D"), List.of("-mmnn"));

    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(false)
                .redirectError(ProcessBuilder.Redirect.DISCARD).redirectOutput(out.toFile()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), String.join(" ", command));
        return Files.readString(out, StandardCharsets.ISO_8859_1);
    }

    private static boolean has(String tool) {
        return Stream.of("/usr/bin/", "/bin/", "/sbin/", "/usr/sbin/").anyMatch(folder -> Files.isExecutable(Path.of(folder + tool)));
    }

    /** The folder bus/pci of an unpacked tree. */
    private static Optional<Path> pci(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder, 5)) {
            return found.filter(path -> path.endsWith("sys/bus/pci") && Files.isDirectory(path.resolve("devices"))).findFirst();
        }
    }

    private static Map<String, Object> facts(PciFunction function) {
        Map<String, Object> facts = new LinkedHashMap<>();
        collect("", function, facts);
        for (PciResource resource : function.getResources()) {
            if (resource.getIndex() <= 6) {
                facts.put("resource " + resource.getIndex(), resource.getKind() + " " + Long.toHexString(resource.getStart()) + '-'
                        + Long.toHexString(resource.getEnd()));
            }
        }
        return facts;
    }

    private static void collect(String prefix, EObject object, Map<String, Object> facts) {
        for (EStructuralFeature feature : object.eClass().getEAllStructuralFeatures()) {
            if (LEFT_OUT.contains(feature.getName()) || !object.eIsSet(feature)) {
                continue;
            }
            Object value = object.eGet(feature);
            if (feature instanceof EReference reference && reference.isContainment()) {
                collect(prefix + feature.getName() + '.', (EObject) value, facts);
            } else {
                facts.put(prefix + feature.getName(), plain(value));
            }
        }
    }

    private static Object plain(Object value) {
        if (value instanceof Driver driver) {
            return driver.getName();
        }
        if (value instanceof IommuGroup group) {
            return group.getNumber();
        }
        if (value instanceof PciFunction function) {
            return function.getAddress();
        }
        return value instanceof byte[] bytes ? new Bytes(bytes) : value;
    }

    /** Configuration space, of which lspci -xxx prints the first 256 bytes. */
    private record Bytes(byte[] bytes) {

        @Override
        public boolean equals(Object other) {
            int common = other instanceof Bytes more ? Math.min(bytes.length, more.bytes.length) : 0;
            return common >= 64 && Arrays.equals(bytes, 0, common, ((Bytes) other).bytes, 0, common);
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    private static List<PciFunction> functions(Machine machine) {
        return machine.getDomains().stream().flatMap(domain -> domain.getBuses().stream())
                .flatMap(bus -> bus.getFunctions().stream()).toList();
    }

    /** Facts that differ, and what the text tells besides, by feature. */
    private record Comparison(int compared, List<String> different, Map<String, Integer> textOnly) {
    }

    private static Comparison compare(Machine tree, Machine text) {
        int compared = 0;
        List<String> different = new ArrayList<>();
        Map<String, Integer> textOnly = new TreeMap<>();
        for (PciFunction function : functions(text)) {
            Map<String, Object> expected = facts(Machines.function(tree, function.getAddress()));
            for (Map.Entry<String, Object> fact : facts(function).entrySet()) {
                if (!expected.containsKey(fact.getKey())) {
                    textOnly.merge(fact.getKey(), 1, Integer::sum);
                    continue;
                }
                compared++;
                if (fact.getKey().equals("sriov.totalVfs") && (Integer) expected.get(fact.getKey()) < (Integer) fact.getValue()) {
                    // sysfs tells how many the driver allows (drivers/pci/iov.c, pci_sriov_get_totalvfs), lspci the register.
                    continue;
                }
                if (!fact.getValue().equals(expected.get(fact.getKey()))) {
                    different.add(function.getAddress() + ' ' + fact.getKey() + ": tree " + expected.get(fact.getKey()) + ", text "
                            + fact.getValue());
                }
            }
        }
        return new Comparison(compared, different, textOnly);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("trees")
    void theMachineReadFromWhatLspciPrintsAgreesWithItsSysfs(Path archive, @TempDir Path folder) throws Exception {
        assumeTrue(has("lspci") && has("tar"), "lspci and tar are not installed");
        run(folder, "tar", "-xf", archive.toString());
        Optional<Path> pci = pci(folder);
        assumeTrue(pci.isPresent(), "no PCI in it");
        Machine tree = Machines.open(archive.toString()).machine();
        String[] lspci = {"lspci", "-A", "linux-sysfs", "-O", "sysfs.path=" + pci.get()};
        for (List<String> options : OPTIONS) {
            List<String> command = new ArrayList<>(Arrays.asList(lspci));
            command.addAll(options);
            String output = run(folder, command.toArray(String[]::new));
            if (TextKind.of(output).isEmpty()) {
                // Without any file config lspci prints nothing.
                assumeTrue(output.lines().count() < 3, output);
                continue;
            }
            assertEquals(Optional.of(TextKind.LSPCI), TextKind.of(output));
            Path file = Files.writeString(folder.resolve("text"), output);
            Machine text = Machines.open(file.toString()).machine();
            Comparison comparison = compare(tree, text);
            String what = archive.getFileName() + " " + options;
            System.out.println(what + ": " + functions(text).size() + " functions, " + comparison.compared() + " facts compared, "
                    + comparison.different().size() + " differ, text alone: " + comparison.textOnly());
            assertEquals(List.of(), comparison.different(), what);
            assertTrue(comparison.textOnly().keySet().stream().allMatch(fact -> TEXT_ONLY.stream().anyMatch(fact::startsWith)),
                    what + comparison.textOnly());
            assertEquals(List.of(), text.getProblems().stream().map(problem -> problem.getMessage())
                    .filter(message -> message.startsWith("text") && !message.contains("without root rights")).toList(), what);
        }
    }
}
