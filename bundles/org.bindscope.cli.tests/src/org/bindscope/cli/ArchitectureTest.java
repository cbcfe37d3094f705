// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Manifest;
import java.util.stream.Stream;

import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;

/** The arrows between the bundles run one way, and the core knows neither a display nor OSGi. */
class ArchitectureTest {

    private static final String OURS = "org.bindscope.";

    /** What each bundle may use: doc of the layout. A bundle may use less. */
    private static final Map<String, Set<String>> MAY_USE = Map.of(
            "model", Set.of(),
            "devicetree", Set.of(),
            "snapshot", Set.of("model", "devicetree"),
            "analysis", Set.of("model", "devicetree"),
            "binding", Set.of("model", "devicetree", "analysis"),
            "render", Set.of("model", "devicetree", "snapshot", "analysis", "binding"),
            "training", Set.of(),
            "cli", Set.of("model", "devicetree", "snapshot", "analysis", "binding", "render", "training"),
            "ui", Set.of("model", "devicetree", "snapshot", "analysis", "binding", "render", "training", "cli"));

    /** Libraries of the core; EMF runs without OSGi. */
    private static final Map<String, Set<String>> LIBRARIES = Map.of(
            "model", Set.of("org.eclipse.emf.common", "org.eclipse.emf.ecore", "org.eclipse.emf.ecore.xmi"),
            "devicetree", Set.of(),
            "snapshot", Set.of("org.apache.commons.commons-compress", "org.apache.commons.commons-io", "org.apache.commons.lang3", "org.tukaani.xz",
                    "com.github.luben.zstd-jni", "org.eclipse.emf.common", "org.eclipse.emf.ecore",
                    "org.eclipse.emf.ecore.xmi"),
            "analysis", Set.of("org.snakeyaml.engine", "org.eclipse.emf.common", "org.eclipse.emf.ecore"),
            "binding", Set.of("org.eclipse.emf.common", "org.eclipse.emf.ecore"),
            "render", Set.of("com.google.gson", "org.eclipse.emf.common", "org.eclipse.emf.ecore",
                    "org.eclipse.elk.core", "org.eclipse.elk.graph", "org.eclipse.elk.alg.layered",
                    "org.eclipse.elk.alg.common"),
            "training", Set.of(),
            "cli", Set.of("picocli", "info.picocli", "org.eclipse.emf.common", "org.eclipse.emf.ecore", "com.google.gson"));

    private static final List<String> FORBIDDEN_IN_CORE = List.of("org.eclipse.swt", "org.eclipse.jface", "org.eclipse.ui",
            "org.eclipse.core.", "org.osgi.", "org.eclipse.e4.", "java.awt.", "javax.swing.");

    private static Map<String, Manifest> manifests() throws IOException {
        Map<String, Manifest> found = new TreeMap<>();
        try (Stream<Path> bundles = Files.list(CorpusFiles.projectRoot().resolve("bundles"))) {
            for (Path bundle : bundles.toList()) {
                Path file = bundle.resolve("META-INF/MANIFEST.MF");
                String name = bundle.getFileName().toString();
                if (Files.exists(file) && !name.endsWith(".tests")) {
                    try (InputStream in = Files.newInputStream(file)) {
                        found.put(name.substring(OURS.length()), new Manifest(in));
                    }
                }
            }
        }
        return found;
    }

    /** Names of a header, without attributes. */
    private static List<String> names(Manifest manifest, String header) {
        String value = manifest.getMainAttributes().getValue(header);
        List<String> names = new ArrayList<>();
        if (value == null) {
            return names;
        }
        StringBuilder clause = new StringBuilder();
        boolean quoted = false;
        for (char c : (value + ",").toCharArray()) {
            quoted ^= c == '"';
            if (c == ',' && !quoted) {
                String text = clause.toString();
                names.add((text.indexOf(';') < 0 ? text : text.substring(0, text.indexOf(';'))).strip());
                clause.setLength(0);
            } else {
                clause.append(c);
            }
        }
        return names;
    }

    @Test
    void everyBundleHasARoomInTheHouse() throws IOException {
        assertEquals(new TreeSet<>(MAY_USE.keySet()), manifests().keySet());
    }

    @Test
    void manifestsRequireOnlyWhatTheLayoutAllows() throws IOException {
        for (Map.Entry<String, Manifest> entry : manifests().entrySet()) {
            String bundle = entry.getKey();
            for (String required : names(entry.getValue(), "Require-Bundle")) {
                if (required.startsWith(OURS)) {
                    assertTrue(MAY_USE.get(bundle).contains(required.substring(OURS.length())), bundle + " requires " + required);
                } else if (!bundle.equals("ui")) {
                    assertTrue(LIBRARIES.get(bundle).contains(required), bundle + " requires " + required);
                }
            }
            if (!bundle.equals("ui")) {
                for (String imported : names(entry.getValue(), "Import-Package")) {
                    assertTrue(FORBIDDEN_IN_CORE.stream().noneMatch((imported + ".")::startsWith), bundle + " imports " + imported);
                }
            }
        }
    }

    @Test
    void theArrowsHaveNoCircle() {
        Set<String> done = new HashSet<>();
        Map<String, Set<String>> left = new HashMap<>(MAY_USE);
        while (!left.isEmpty()) {
            List<String> ready = left.entrySet().stream().filter(e -> done.containsAll(e.getValue())).map(Map.Entry::getKey).toList();
            if (ready.isEmpty()) {
                fail("circle among " + left.keySet());
            }
            done.addAll(ready);
            left.keySet().removeAll(ready);
        }
    }

    @Test
    void noSourceOfTheCoreNamesADisplayOrOsgi() throws IOException {
        int looked = 0;
        for (String bundle : MAY_USE.keySet()) {
            if (bundle.equals("ui")) {
                continue;
            }
            for (Path source : sources(bundle)) {
                looked++;
                for (String line : Files.readAllLines(source)) {
                    String text = line.strip();
                    if (text.startsWith("import ")) {
                        String name = text.substring("import ".length()).replace("static ", "").strip();
                        assertTrue(FORBIDDEN_IN_CORE.stream().noneMatch(name::startsWith) || paints(source) && name.startsWith("java.awt."),
                                source + ": " + text);
                    }
                }
            }
        }
        assertTrue(looked > 100, "only " + looked + " sources were looked at");
    }

    /** PNG is painted into an image in memory; nothing else of the core may know java.awt. */
    private static boolean paints(Path source) {
        return source.toString().replace('\\', '/').contains("org/bindscope/render/scene/png/");
    }

    @Test
    void sourcesImportOnlyFromBundlesThatTheirsMayUse() throws IOException {
        for (Map.Entry<String, Set<String>> entry : MAY_USE.entrySet()) {
            for (Path source : sources(entry.getKey())) {
                for (String line : Files.readAllLines(source)) {
                    String text = line.strip().replace("import static ", "import ");
                    if (text.startsWith("import " + OURS)) {
                        String rest = text.substring(("import " + OURS).length());
                        String used = rest.substring(0, rest.indexOf('.'));
                        assertTrue(used.equals(entry.getKey()) || entry.getValue().contains(used), source + ": " + text);
                    }
                }
            }
        }
    }

    private static List<Path> sources(String bundle) throws IOException {
        Path folder = CorpusFiles.projectRoot().resolve("bundles/" + OURS + bundle + "/src");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
