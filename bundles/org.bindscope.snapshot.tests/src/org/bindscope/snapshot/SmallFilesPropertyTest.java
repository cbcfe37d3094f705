// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

import org.bindscope.model.IdEntry;
import org.bindscope.model.KernelModule;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.snapshot.FileTree.Present;
import org.bindscope.snapshot.facts.PciAddress;
import org.bindscope.snapshot.inputs.Input;
import org.bindscope.snapshot.inputs.SavedInputs;
import org.bindscope.snapshot.tree.CaptureNotes;
import org.bindscope.snapshot.tree.MemoryTree;
import org.bindscope.snapshot.tree.Root;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Files of procfs, of a kernel's modules and of captures: read back as they were written, and never wrong when damaged. */
class SmallFilesPropertyTest {

    private static final ReadOptions OPTIONS = ReadOptions.defaults().withPciIds(Machines.noNames());
    private static final String MODULES = "lib/modules/6.12.0/";

    private static Machine open(TarBuilder tar) {
        try {
            return new SnapshotReader().open("f.tar", new ByteArrayInputStream(tar.tar()), OPTIONS, Progress.none()).machine();
        } catch (SnapshotException e) {
            throw new AssertionError(e);
        }
    }

    @Provide
    Arbitrary<List<PciAddress>> addresses() {
        return Combinators.combine(Arbitraries.integers().between(0, 255), Arbitraries.integers().between(0, 31),
                Arbitraries.integers().between(0, 7)).as((bus, device, function) -> new PciAddress(0, bus, device, function)).list()
                .ofMinSize(1).ofMaxSize(6).map(list -> list.stream().distinct().sorted().toList());
    }

    private static byte[] config(PciAddress address, long seed) {
        Random random = new Random(seed + address.hashCode());
        byte[] config = new byte[List.of(64, 256, 4096).get(random.nextInt(3))];
        random.nextBytes(config);
        // A plain header, so that no bridge and no device that does not answer is made.
        config[0] = 0x11;
        config[0x0e] = 0;
        config[0x0b] = 2;
        return config;
    }

    private static String line(PciAddress address, int vendor, int device, int irq) {
        return String.format("%02x%02x\t%04x%04x\t%x", address.bus(), address.device() << 3 | address.function(), vendor, device, irq)
                + "\t               0".repeat(14) + "\tvirtio-pci\n";
    }

    @Property(tries = 100)
    void theFolderProcBusPciIsReadBack(@ForAll("addresses") List<PciAddress> addresses, @ForAll long seed) {
        TarBuilder tar = new TarBuilder().file("proc/version", "Linux version 6.12.0\n");
        StringBuilder table = new StringBuilder();
        for (PciAddress address : addresses) {
            byte[] config = config(address, seed);
            tar.file("proc/bus/pci/" + address.toString().substring(5, 7) + '/' + address.toString().substring(8), config);
            table.append(line(address, config[1] << 8 & 0xff00 | 0x11, config[3] << 8 & 0xff00 | config[2] & 0xff, 17));
        }
        Machine machine = open(tar.file("proc/bus/pci/devices", table.toString()));
        assertEquals(addresses.stream().map(PciAddress::toString).toList(), Machines.functions(machine).stream().map(PciFunction::getAddress).toList());
        for (PciFunction function : Machines.functions(machine)) {
            PciAddress address = PciAddress.of(function.getAddress()).orElseThrow();
            byte[] config = config(address, seed);
            assertArrayEquals(config, function.getConfigSpace());
            assertEquals(config[1] << 8 & 0xff00 | 0x11, function.getVendorId());
            assertEquals(17, function.getIrq());
            assertEquals("virtio-pci", function.getDriver().getName());
            assertTrue(function.getEvidence().stream().noneMatch(each -> each.isConflict()));
        }
    }

    @Property(tries = 500)
    void aDamagedTableOfDevicesTellsNoWrongNumber(@ForAll("addresses") List<PciAddress> addresses, @ForAll @IntRange(min = 0, max = 100_000) int at,
            @ForAll boolean cut) {
        StringBuilder table = new StringBuilder();
        addresses.forEach(address -> table.append(line(address, 0x1af4, 0x1041, 33)));
        int place = at % table.length();
        if (cut) {
            table.setLength(place);
        } else {
            table.setCharAt(place, '~');
        }
        Machine machine = open(new TarBuilder().file("proc/version", "Linux version 6.12.0\n").file("proc/bus/pci/devices", table.toString()));
        for (PciFunction function : Machines.functions(machine)) {
            assertTrue(addresses.contains(PciAddress.of(function.getAddress()).orElseThrow()), function.getAddress());
            assertTrue(!function.isSetVendorId() || function.getVendorId() == 0x1af4);
            assertTrue(!function.isSetDeviceId() || function.getDeviceId() == 0x1041);
            assertTrue(!function.isSetIrq() || function.getIrq() == 33, () -> "irq " + function.getIrq());
        }
    }

    /** Vendor, device, class and module of an alias; -1 stands for any. */
    private record Alias(int vendor, int device, int classCode, String module) {

        String text() {
            return "pci:v" + (vendor < 0 ? "*" : String.format("%08X", vendor)) + 'd' + (device < 0 ? "*" : String.format("%08X", device))
                    + "sv*sd*" + (classCode < 0 ? "bc*sc*i*" : String.format("bc%02Xsc%02Xi%02X*", classCode >> 16, classCode >> 8 & 255, classCode & 255));
        }

        boolean is(IdEntry entry) {
            return entry.getVendor() == (vendor < 0 ? 0xffffffffL : vendor) && entry.getDevice() == (device < 0 ? 0xffffffffL : device)
                    && entry.getClassCode() == Math.max(0, classCode) && entry.getClassMask() == (classCode < 0 ? 0 : 0xffffff);
        }
    }

    @Provide
    Arbitrary<List<Alias>> aliases() {
        Arbitrary<Integer> ids = Arbitraries.integers().between(-1, 0xffff);
        return Combinators.combine(ids, ids, Arbitraries.integers().between(-1, 0xffffff), Arbitraries.of("nvidia", "mlx5_core", "absent"))
                .as(Alias::new).list().ofMaxSize(8);
    }

    private static TarBuilder modules(String aliases, String loaded) {
        return new TarBuilder().file("proc/version", "Linux version 6.12.0 (a@b) #1\n").file("proc/modules", loaded)
                .file(MODULES + "modules.alias", "# Aliases extracted from modules themselves.\n" + aliases).folder("sys/module/nvidia/drivers")
                .file("sys/bus/pci/drivers_autoprobe", "1\n");
    }

    private static Optional<KernelModule> module(Machine machine, String name) {
        return machine.getModules().stream().filter(each -> each.getName().equals(name)).findFirst();
    }

    @Property(tries = 150)
    void aliasesOfLoadedModulesAreReadBack(@ForAll("aliases") List<Alias> aliases, @ForAll @IntRange(min = 0, max = 40) int references) {
        StringBuilder text = new StringBuilder();
        aliases.forEach(alias -> text.append("alias ").append(alias.text()).append(' ').append(alias.module()).append('\n'));
        Machine machine = open(modules(text.toString(), "nvidia 16384 " + references + " - Live 0x0\nmlx5_core 1 2 nvidia, Live 0x0\n"));
        assertEquals(references, module(machine, "nvidia").orElseThrow().getReferenceCount());
        assertEquals(2, module(machine, "mlx5_core").orElseThrow().getReferenceCount());
        for (String name : List.of("nvidia", "mlx5_core")) {
            List<Alias> expected = aliases.stream().filter(alias -> alias.module().equals(name)).toList();
            List<IdEntry> read = module(machine, name).orElseThrow().getIds();
            assertEquals(expected.size(), read.size());
            for (int i = 0; i < read.size(); i++) {
                assertTrue(expected.get(i).is(read.get(i)), expected.get(i).text());
                assertEquals(expected.get(i).text(), read.get(i).getText());
            }
        }
    }

    @Property(tries = 500)
    void aDamagedListOfAliasesOrModulesTellsNoWrongNumber(@ForAll("aliases") List<Alias> aliases, @ForAll @IntRange(min = 0, max = 100_000) int at,
            @ForAll boolean inAliases) {
        StringBuilder text = new StringBuilder();
        aliases.forEach(alias -> text.append("alias ").append(alias.text()).append(' ').append(alias.module()).append('\n'));
        StringBuilder loaded = new StringBuilder("nvidia 16384 10 - Live 0x0\nmlx5_core 1 200 nvidia, Live 0x0\n");
        StringBuilder damaged = inAliases && text.length() > 0 ? text : loaded;
        damaged.setCharAt(at % damaged.length(), '~');
        Machine machine = open(modules(text.toString(), loaded.toString()));
        for (KernelModule module : machine.getModules()) {
            int count = module.getName().equals("nvidia") ? 10 : 200;
            assertTrue(!module.isSetReferenceCount() || module.getReferenceCount() == count || module.getName().contains("~"),
                    () -> module.getName() + " " + module.getReferenceCount());
            module.getIds().forEach(entry -> assertTrue(aliases.stream().anyMatch(alias -> alias.is(entry)), entry::getText));
        }
    }

    private static CaptureNotes notes(String manifest, String unreadable) {
        MemoryTree.Builder tree = new MemoryTree.Builder();
        tree.file(CaptureNotes.MANIFEST, manifest.length(), new Present(manifest.getBytes(StandardCharsets.UTF_8)));
        tree.file(CaptureNotes.UNREADABLE, unreadable.length(), new Present(unreadable.getBytes(StandardCharsets.UTF_8)));
        return CaptureNotes.of(tree.build(new Root("", ""))).orElseThrow();
    }

    @Provide
    Arbitrary<Map<String, String>> words() {
        Arbitrary<String> word = Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(12);
        return Arbitraries.maps(word, word).ofMaxSize(6);
    }

    @Property(tries = 500)
    void notesOfACaptureAreReadBackAndACutTellsNoHalfValue(@ForAll("words") Map<String, String> words, @ForAll @IntRange(min = 0, max = 1000) int at) {
        StringBuilder manifest = new StringBuilder();
        StringBuilder unreadable = new StringBuilder();
        words.forEach((key, value) -> {
            manifest.append(key).append(": ").append(value).append('\n');
            unreadable.append("/sys/").append(key).append('\t').append(value).append('\n');
        });
        Map<String, String> paths = new TreeMap<>();
        words.forEach((key, value) -> paths.put("sys/" + key, value));
        assertEquals(new CaptureNotes(new LinkedHashMap<>(words), new TreeMap<>(paths)), notes(manifest.toString(), unreadable.toString()));
        CaptureNotes cut = notes(manifest.substring(0, at % (manifest.length() + 1)), unreadable.substring(0, at % (unreadable.length() + 1)));
        cut.manifest().forEach((key, value) -> assertEquals(words.get(key), value));
        cut.unreadable().forEach((path, reason) -> assertEquals(paths.get(path), reason));
    }

    @Property(tries = 500)
    void anyNotesAreTaken(@ForAll String manifest, @ForAll String unreadable) {
        notes(manifest, unreadable).byRoot();
    }

    @Property(tries = 500)
    void theListOfInputsIsReadBack(@ForAll @Size(max = 5) List<String> names, @ForAll String file, @ForAll String message, @ForAll boolean tree) {
        List<SavedInputs.Saved> inputs = new java.util.ArrayList<>();
        for (String name : names) {
            inputs.add(new SavedInputs.Saved("input-" + (inputs.size() + 1), name, tree, List.of(new Input.Skipped(file, message))));
        }
        assertEquals(new SavedInputs(inputs), SavedInputs.parse(new SavedInputs(inputs).text()));
    }

    @Property(tries = 500)
    void anyListOfInputsNamesFoldersAtTheTopOnly(@ForAll String text) {
        SavedInputs.parse("tree\t" + text + "\tx\nfile\t" + text + "/..\ty\n").inputs()
                .forEach(input -> assertTrue(input.folder().indexOf('/') < 0 && !input.folder().startsWith("."), input.folder()));
    }
}
