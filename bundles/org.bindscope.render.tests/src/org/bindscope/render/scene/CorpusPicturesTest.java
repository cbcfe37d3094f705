// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.model.PciFunction;
import org.bindscope.render.scene.machine.MachineScenes;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pictures of every machine of the corpus. */
class CorpusPicturesTest {

    private static final String EXPECTED = "expected/nvlink-topology.json";

    static List<Path> snapshots() {
        return CorpusScenes.snapshots();
    }

    private static Set<String> addresses(MachineAnalysis analysis) {
        Set<String> all = new TreeSet<>();
        analysis.machine().getDomains().forEach(domain -> domain.getBuses()
                .forEach(bus -> bus.getFunctions().stream().map(PciFunction::getAddress).forEach(all::add)));
        return all;
    }

    private static List<String> shown(Scene scene) {
        return scene.nodes().stream().flatMap(node -> node.subjects().stream())
                .filter(subject -> subject.kind() == SceneSubject.Kind.FUNCTION).map(SceneSubject::id).toList();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("snapshots")
    void everyFunctionIsInThePciPictureOnceOrInAFoldsCount(Path file) {
        MachineAnalysis analysis = CorpusScenes.open(file);
        for (SceneOptions options : List.of(SceneOptions.of(SceneKind.PCI),
                SceneOptions.of(SceneKind.PCI).unfolding(Set.of(SceneOptions.ALL)),
                SceneOptions.of(SceneKind.PCI).colouredBy(ColourBy.GROUP).labelled(LabelLength.FULL).atMost(20))) {
            Scene scene = MachineScenes.of(analysis, options, TextMeasure.builtIn());
            List<String> shown = shown(scene);
            assertEquals(shown.size(), new HashSet<>(shown).size());
            assertEquals(addresses(analysis), new TreeSet<>(shown));
            for (SceneNode node : scene.nodes()) {
                long functions = node.subjects().stream().filter(subject -> subject.kind() == SceneSubject.Kind.FUNCTION).count();
                boolean root = node.subjects().get(0).kind() == SceneSubject.Kind.ROOT_BUS;
                assertEquals(root && node.count() == 1 ? 0 : node.count(), functions, node.id());
            }
            assertTrue(scene.nodes().size() <= options.maxNodes() || options.maxNodes() == 20 && scene.nodes().size() <= 60);
            SceneChecks.check(scene);
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("snapshots")
    void everyGroupIsABoxAroundItsMembers(Path file) {
        MachineAnalysis analysis = CorpusScenes.open(file);
        Scene scene = MachineScenes.of(analysis, SceneOptions.of(SceneKind.IOMMU), TextMeasure.builtIn());
        SceneChecks.check(scene);
        Map<String, Set<String>> found = new TreeMap<>();
        for (SceneBox box : scene.boxes()) {
            Set<String> members = found.computeIfAbsent(box.subjects().get(0).id(), key -> new TreeSet<>());
            box.members().forEach(member -> scene.node(member).orElseThrow().subjects().forEach(subject -> members.add(subject.id())));
        }
        Map<String, Set<String>> wanted = new TreeMap<>();
        analysis.groups().groups().forEach(report -> wanted.put(report.number(), new TreeSet<>(report.devices())));
        assertEquals(wanted, found);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("snapshots")
    void pictureOfTheNvLinksHoldsTogether(Path file) {
        MachineAnalysis analysis = CorpusScenes.open(file);
        for (Set<String> unfolded : List.of(Set.<String>of(), Set.of(SceneOptions.ALL, SceneOptions.ALL_LINKS))) {
            Scene scene = MachineScenes.of(analysis, SceneOptions.of(SceneKind.NVLINK).unfolding(unfolded), TextMeasure.builtIn());
            SceneChecks.check(scene);
            Set<String> ends = new TreeSet<>();
            scene.nodes().forEach(node -> node.subjects().stream()
                    .filter(subject -> subject.kind() == SceneSubject.Kind.ENDPOINT).forEach(subject -> ends.add(subject.id())));
            assertEquals(new TreeSet<>(analysis.nvLink().endpoints().stream().map(end -> end.id()).toList()), ends);
            assertEquals(analysis.nvLink().links().size(), scene.edges().stream()
                    .filter(edge -> edge.kind() != EdgeKind.BELONGS).mapToInt(SceneEdge::count).sum());
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("snapshots")
    void theSameMachineGivesTheSameBytesAndXmlThatParses(Path file) throws Exception {
        MachineAnalysis analysis = CorpusScenes.open(file);
        for (SceneKind kind : SceneKind.values()) {
            SceneOptions options = SceneOptions.of(kind);
            String one = SceneSvg.document(MachineScenes.of(analysis, options, TextMeasure.builtIn()), SceneSvg.Theme.LIGHT);
            String other = SceneSvg.document(MachineScenes.of(MachineAnalysis.of(analysis.machine()), options, TextMeasure.builtIn()),
                    SceneSvg.Theme.LIGHT);
            assertEquals(one, other);
            SceneChecks.parse(one);
        }
    }

    static List<String> trees() throws IOException {
        if (CorpusFiles.corpus().isEmpty()) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (String name : JsonParser.parseString(Files.readString(CorpusFiles.require(EXPECTED))).getAsJsonObject().keySet()) {
            Path snapshot = CorpusFiles.corpus().get().resolve(name.replace(".dtb", ".sysfs.tar.xz"));
            if (Files.exists(snapshot)) {
                names.add(name);
            }
        }
        return names;
    }

    /** An independent script derived the expected edges from the trees. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("trees")
    void linesOfTheNvLinkPictureAreThoseThatAnotherProgramFound(String name) throws IOException {
        JsonObject expected = JsonParser.parseString(Files.readString(CorpusFiles.require(EXPECTED))).getAsJsonObject()
                .getAsJsonObject(name);
        MachineAnalysis analysis = CorpusScenes.open(name.replace(".dtb", ".sysfs.tar.xz"));
        Scene scene = MachineScenes.of(analysis, SceneOptions.of(SceneKind.NVLINK), TextMeasure.builtIn());
        Set<String> wanted = new TreeSet<>();
        JsonArray edges = expected.getAsJsonArray("edges");
        for (JsonElement element : edges) {
            JsonObject edge = element.getAsJsonObject();
            wanted.add(pair(edge.get("a").getAsString(), edge.get("b").getAsString()) + " " + edge.get("links").getAsInt());
        }
        Map<String, Integer> counts = new TreeMap<>();
        for (SceneEdge edge : scene.edges()) {
            SceneNode source = scene.node(edge.source()).orElseThrow();
            SceneNode target = scene.node(edge.target()).orElseThrow();
            if (edge.state() == EdgeState.INFERRED) {
                // From the machine's type (fdt-nvlink, section 2.4): the tree alone, which the script read, has none.
                assertTrue(name.contains("minsky") && source.shape() == NodeShape.GPU && target.shape() == NodeShape.GPU, edge.id());
            } else if (source.shape() == NodeShape.GPU && target.shape() == NodeShape.GPU) {
                counts.merge(pair(id(target), id(source)), edge.count(), Integer::sum);
            } else if (source.shape() == NodeShape.GPU) {
                counts.merge(pair(id(source), processor(scene, target)), edge.count(), Integer::sum);
            }
        }
        Set<String> found = new TreeSet<>();
        counts.forEach((pair, count) -> found.add(pair + " " + count));
        assertEquals(wanted, found);
    }

    private static String pair(String one, String other) {
        return one.compareTo(other) < 0 ? one + " " + other : other + " " + one;
    }

    private static String id(SceneNode node) {
        return node.subjects().get(0).id();
    }

    private static String processor(Scene scene, SceneNode npu) {
        Optional<SceneNode> processor = scene.neighbours(npu.id()).stream().filter(node -> node.shape() == NodeShape.PROCESSOR).findFirst();
        return processor.map(CorpusPicturesTest::id).orElseThrow();
    }

    @Test
    void nvLinkBandwidthStandsOnTheLines() {
        Scene scene = MachineScenes.of(CorpusScenes.open("synthetic/ac922-8335-gth-4gpu.sysfs.tar.xz"),
                SceneOptions.of(SceneKind.NVLINK), TextMeasure.builtIn());
        assertEquals(Set.of("\u00d73 \u00b7 77.34 GB/s"), new HashSet<>(scene.edges().stream()
                .flatMap(edge -> edge.label().stream()).map(label -> label.text().text()).toList()));
    }

    @Test
    void aLinkBelowBothEndsIsMarkedAndAnNpusMeaninglessOneIsNot() {
        Scene scene = MachineScenes.of(CorpusScenes.open("synthetic/ac922-8335-gth-4gpu.sysfs.tar.xz"),
                SceneOptions.of(SceneKind.PCI).unfolding(Set.of(SceneOptions.ALL)), TextMeasure.builtIn());
        SceneEdge gpu = scene.edges().stream().filter(edge -> edge.target().equals("dev:0004:04:00.0")).findFirst().orElseThrow();
        assertEquals(EdgeState.DEGRADED, gpu.state());
        assertEquals("8 GT/s x2 of x16", gpu.label().orElseThrow().text().text());
        assertEquals(SceneSign.WARNING, gpu.label().orElseThrow().badge().orElseThrow().sign());
        SceneEdge npu = scene.edges().stream().filter(edge -> edge.target().equals("dev:0006:00:00.0")).findFirst().orElseThrow();
        assertEquals(EdgeState.NORMAL, npu.state());
        assertTrue(npu.label().isEmpty());
    }

    @Test
    void takingAGpuCutsItsLinksAndNoOthers() {
        Scene scene = MachineScenes.of(CorpusScenes.open("synthetic/ac922-8335-gth-4gpu.sysfs.tar.xz"),
                SceneOptions.of(SceneKind.NVLINK).taking(Set.of("0004:04:00.0")), TextMeasure.builtIn());
        for (SceneEdge edge : scene.edges()) {
            boolean touches = (edge.source() + edge.target()).contains("0004:04:00.0");
            assertEquals(touches && edge.kind() != EdgeKind.BELONGS, edge.state() == EdgeState.CUT, edge.id());
        }
    }

    @Test
    void aPlanIsMarkedOnTheDevicesThatItChanges() {
        MachineAnalysis analysis = CorpusScenes.open("synthetic/ac922-8335-gth-4gpu.sysfs.tar.xz");
        Scene scene = MachineScenes.of(analysis, SceneOptions.of(SceneKind.PCI).planning(Map.of("0004:04:00.0", Optional.of("vfio-pci"),
                "0004:05:00.0", Optional.of("nvidia"), "0006:00:00.0", Optional.empty())), TextMeasure.builtIn());
        Set<String> changed = new TreeSet<>();
        scene.nodes().stream().filter(node -> node.badges().stream().anyMatch(badge -> badge.sign() == SceneSign.CHANGED))
                .forEach(node -> changed.add(id(node)));
        assertEquals(Set.of("0004:04:00.0", "0006:00:00.0"), changed);
        SceneNode gpu = scene.node("dev:0004:04:00.0").orElseThrow();
        assertTrue(gpu.texts().stream().anyMatch(text -> text.text().equals("nvidia \u2192 vfio-pci")), gpu.texts().toString());
        assertTrue(scene.legend().orElseThrow().entries().stream()
                .anyMatch(entry -> entry.sample() instanceof SceneLegend.Sample.OfSign sign && sign.sign() == SceneSign.CHANGED));
    }

    @Test
    void verdictsColourDevicesWhoseDriverWouldChange() {
        MachineAnalysis analysis = CorpusScenes.open("qemu/A-00-nodrivers.tar.gz");
        Scene scene = MachineScenes.of(analysis, SceneOptions.of(SceneKind.PCI).colouredBy(ColourBy.VERDICT)
                .unfolding(Set.of(SceneOptions.ALL)), TextMeasure.builtIn());
        int differing = 0;
        for (SceneNode node : scene.nodes()) {
            if (node.shape() == NodeShape.DEVICE) {
                boolean same = analysis.verdict(id(node)).map(verdict -> verdict.predicted().equals(verdict.current())).orElseThrow();
                assertEquals(same ? "same" : "differs", node.group().key(), node.id());
                differing += same ? 0 : 1;
            }
        }
        assertTrue(differing > 5, "without drivers, coldplug would bind many");
    }

    @Test
    void aDeviceInsideAFoldCanBeBroughtOut() {
        MachineAnalysis analysis = CorpusScenes.open("sysfs/real/linux-amd64-8581cf3a529e5d8b97ea876eade2f60d.tar.gz");
        SceneOptions options = SceneOptions.of(SceneKind.PCI);
        String virtual = "0000:05:10.0";
        Scene folded = MachineScenes.of(analysis, options, TextMeasure.builtIn());
        assertEquals(8, ((SceneNode) folded.showing(SceneSubject.function(virtual)).get(0)).count());
        SceneOptions open = MachineScenes.revealing(analysis, options, Set.of(SceneSubject.function(virtual)));
        Scene scene = MachineScenes.of(analysis, open, TextMeasure.builtIn());
        SceneNode node = (SceneNode) scene.showing(SceneSubject.function(virtual)).get(0);
        assertEquals(1, node.count());
        assertEquals(new SceneFold(open.unfolded().iterator().next(), false, 8), node.fold().orElseThrow());
        assertEquals(open, MachineScenes.revealing(analysis, open, Set.of(SceneSubject.function(virtual))));
    }
}
