// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.render.scene.Scene;
import org.bindscope.render.scene.SceneNode;
import org.bindscope.render.scene.SceneSubject;
import org.bindscope.render.scene.SceneText;
import org.bindscope.render.scene.TextMeasure;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GroupPathSceneTest {

    static Stream<Path> inputs() {
        return Stream.of(CorpusFiles.list("qemu", "-01-coldplug.tar.gz"), CorpusFiles.list("synthetic", "sysfs.tar.xz"))
                .flatMap(list -> list.stream());
    }

    private static MachineAnalysis open(Path input) throws Exception {
        return MachineAnalysis.of(new SnapshotReader().open(input.toString(), ReadOptions.defaults(), Progress.none()).machine());
    }

    private static Scene scene(MachineAnalysis analysis, GroupReport report) {
        return GroupPathScene.of(analysis.machine(), report, TextMeasure.builtIn()).orElseThrow();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("inputs")
    void everyMemberAndEveryBridgeAboveItIsDrawnOnce(Path input) throws Exception {
        MachineAnalysis analysis = open(input);
        for (GroupReport report : analysis.groups().groups()) {
            Set<String> expected = Stream.concat(report.devices().stream(), report.paths().values().stream()
                    .flatMap(path -> path.stream()).map(GroupReport.PathHop::address)).collect(Collectors.toSet());
            assertEquals(expected.stream().sorted().toList(), scene(analysis, report).nodes().stream()
                    .flatMap(node -> node.subjects().stream()).filter(subject -> subject.kind() == SceneSubject.Kind.FUNCTION)
                    .map(SceneSubject::id).sorted().toList(), "group " + report.number());
        }
    }

    @Test
    void aConventionalBridgeThatJoinsIsMarkedAndTheRootPortSaysItsBits() throws Exception {
        MachineAnalysis analysis = open(CorpusFiles.require("qemu/A-01-coldplug.tar.gz"));
        GroupReport report = analysis.groups().groups().stream().filter(group -> group.devices().contains("0000:0b:01.0"))
                .findFirst().orElseThrow();
        Scene scene = scene(analysis, report);
        assertEquals("!", node(scene, "0000:0a:00.0").group().mark());
        assertEquals("", node(scene, "0000:0b:01.0").group().mark());
        assertTrue(node(scene, "0000:00:04.0").texts().stream().map(SceneText::text).anyMatch("ACS has SV, RR, CR, UF"::equals),
                node(scene, "0000:00:04.0").texts().toString());
    }

    private static SceneNode node(Scene scene, String address) {
        return scene.nodes().stream().filter(node -> node.subjects().contains(SceneSubject.function(address))).findFirst()
                .orElseThrow();
    }
}
