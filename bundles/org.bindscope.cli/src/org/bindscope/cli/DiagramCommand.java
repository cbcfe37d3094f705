// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.binding.SafeText;
import org.bindscope.render.scene.ColourBy;
import org.bindscope.render.scene.LabelLength;
import org.bindscope.render.scene.Scene;
import org.bindscope.render.scene.SceneKind;
import org.bindscope.render.scene.SceneOptions;
import org.bindscope.render.scene.ScenePalette;
import org.bindscope.render.scene.SceneSubject;
import org.bindscope.render.scene.SceneSvg;
import org.bindscope.render.scene.TextMeasure;
import org.bindscope.render.scene.machine.MachineScenes;
import org.bindscope.render.scene.png.ScenePng;
import org.bindscope.snapshot.Snapshot;

/** Writes the picture that the desktop shows. */
final class DiagramCommand implements Command {

    private static final String KIND = "--kind";
    private static final String OUTPUT = "--output";
    private static final String COLOUR = "--colour";
    private static final String LABELS = "--labels";
    private static final String UNFOLD = "--unfold";
    private static final String BIND = "--bind";
    private static final String UNBIND = "--unbind";
    private static final String TAKE = "--take";
    private static final String SCALE = "--scale";
    private static final double MAX_SCALE = 8;

    @Override
    public Grammar grammar() {
        return Suppositions.addTo(SnapshotInput.addTo(new Grammar("bindscope diagram",
                "Writes a picture of the machine: its PCI hierarchy, its NVLinks or its IOMMU groups."))
                        .value(KIND, "pci|nvlink|iommu", "Which picture.")
                        .value("-o," + OUTPUT, "FILE", "Write here; the name ends in .svg or .png. Default: SVG to standard",
                                "output.")
                        .value(COLOUR, "driver|group|numa|verdict", "By what devices are coloured and marked, default driver,",
                                "for IOMMU groups group.")
                        .value(LABELS, "short|medium|full", "How much text devices carry, default medium.")
                        .flag("--dark", "Colours on a dark ground.")
                        .flag("--no-legend", "Without the explanation of colours and signs.")
                        .values(UNFOLD, "ADDR|all|links", "Show this device, each device, or each NVLink by itself and not",
                                "together with others of its kind; may be repeated.")
                        .values(BIND, "ADDR=DRIVER", "Mark that a plan gives the function to this driver; may be repeated.")
                        .values(UNBIND, "ADDR", "Mark that a plan takes the function from its driver; may be repeated.")
                        .values(TAKE, "ADDR", "Mark the NVLinks that are cut when this device goes to a guest; may be",
                                "repeated.")
                        .value(SCALE, "FACTOR", "Pixels of a PNG for a pixel of the picture, 0.1 to 8, default 2."));
    }

    @Override
    public int run(Words words, Console console) throws CommandException, IOException {
        SceneOptions options = options(words);
        String output = words.value(OUTPUT, "-");
        String name = output.toLowerCase(Locale.ROOT);
        boolean png = name.endsWith(".png");
        if (!png && !output.equals("-") && !name.endsWith(".svg")) {
            throw new CommandException("--output: '" + output + "' is no picture, expected a name that ends in .svg or .png");
        }
        double scale = scale(words);
        Snapshot snapshot = SnapshotInput.open(words);
        MachineAnalysis analysis = Suppositions.analysis(snapshot, words);
        requireKnown(words, options, analysis);
        Optional<String> missing = MachineScenes.missing(analysis, options);
        if (missing.isPresent()) {
            throw new CommandException(words.operands().get(0) + ": nothing to draw: " + missing.get() + other(analysis));
        }
        Scene scene = MachineScenes.of(analysis, unfolded(words, options, analysis), TextMeasure.builtIn());
        if (png) {
            InputFiles.write(output, png(scene, words, scale));
            return ANSWERED;
        }
        String svg = SceneSvg.document(scene, words.has("--dark") ? SceneSvg.Theme.DARK : SceneSvg.Theme.LIGHT);
        if (output.equals("-")) {
            console.print(svg);
        } else {
            InputFiles.write(output, svg.getBytes(StandardCharsets.UTF_8));
        }
        return ANSWERED;
    }

    /** Which other picture there would be. */
    private static String other(MachineAnalysis analysis) {
        List<String> others = Stream.of(SceneKind.values())
                .filter(kind -> MachineScenes.missing(analysis, SceneOptions.of(kind)).isEmpty())
                .map(kind -> kind.name().toLowerCase(Locale.ROOT)).toList();
        return others.isEmpty() ? "" : "; there would be a picture of --kind " + String.join(" or ", others);
    }

    private static byte[] png(Scene scene, Words words, double scale) throws CommandException {
        try {
            return ScenePng.bytes(scene, words.has("--dark") ? ScenePalette.dark() : ScenePalette.light(), scale);
        } catch (ScenePng.PaintingException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    private static SceneOptions options(Words words) throws CommandException {
        if (!words.has(KIND)) {
            throw new CommandException("missing --kind, expected pci, nvlink or iommu (see bindscope diagram --help)");
        }
        SceneOptions options = SceneOptions.of(choice(words, KIND, SceneKind.values(), SceneKind.PCI));
        Map<String, Optional<String>> planned = new TreeMap<>();
        for (String bind : words.values(BIND)) {
            int equals = bind.indexOf('=');
            if (equals <= 0 || equals == bind.length() - 1) {
                throw new CommandException(BIND + ": '" + bind + "' is no wish, expected ADDR=DRIVER such as 0000:01:00.0=vfio-pci");
            }
            planned.put(address(BIND, bind.substring(0, equals)), Optional.of(bind.substring(equals + 1)));
        }
        for (String unbind : words.values(UNBIND)) {
            planned.put(address(UNBIND, unbind), Optional.empty());
        }
        Set<String> taken = new HashSet<>();
        for (String take : words.values(TAKE)) {
            taken.add(address(TAKE, take));
        }
        return options.colouredBy(choice(words, COLOUR, ColourBy.values(), options.colour()))
                .labelled(choice(words, LABELS, LabelLength.values(), options.labels()))
                .withLegend(!words.has("--no-legend")).planning(planned).taking(taken);
    }

    private static <E extends Enum<E>> E choice(Words words, String option, E[] values, E otherwise) throws CommandException {
        String word = words.value(option, otherwise.name().toLowerCase(Locale.ROOT));
        for (E value : values) {
            if (value.name().toLowerCase(Locale.ROOT).equals(word)) {
                return value;
            }
        }
        throw new CommandException(option + ": '" + word + "' is not known, expected "
                + String.join(", ", List.of(values).stream().map(value -> value.name().toLowerCase(Locale.ROOT)).toList()));
    }

    private static double scale(Words words) throws CommandException {
        String word = words.value(SCALE, "2");
        try {
            double scale = Double.parseDouble(word);
            if (scale >= 0.1 && scale <= MAX_SCALE) {
                return scale;
            }
        } catch (NumberFormatException e) {
            throw new CommandException(SCALE + ": '" + word + "' is no number, expected 0.1 to 8", e);
        }
        throw new CommandException(SCALE + ": " + word + " is out of range, expected 0.1 to 8");
    }

    private static String address(String option, String word) throws CommandException {
        return SafeText.canonicalAddress(word).orElseThrow(() -> new CommandException(option + ": '" + word
                + "' is no PCI address, expected dddd:bb:dd.f such as 0000:01:00.0"));
    }

    /** A device that is to be marked has to be there. */
    private static void requireKnown(Words words, SceneOptions options, MachineAnalysis analysis) throws CommandException {
        for (String address : options.planned().keySet()) {
            Suppositions.address(BIND, address, analysis);
        }
        for (String address : options.taken()) {
            if (analysis.nvLink().endpoint(address).isEmpty()) {
                Suppositions.address(TAKE, address, analysis);
            }
        }
    }

    private static SceneOptions unfolded(Words words, SceneOptions options, MachineAnalysis analysis) throws CommandException {
        Set<String> open = new HashSet<>();
        Set<SceneSubject> wanted = new HashSet<>();
        for (String word : words.values(UNFOLD)) {
            if (word.equals("all")) {
                open.add(SceneOptions.ALL);
            } else if (word.equals("links")) {
                open.add(SceneOptions.ALL_LINKS);
            } else {
                wanted.add(SceneSubject.function(Suppositions.address(UNFOLD, address(UNFOLD, word), analysis)));
            }
        }
        SceneOptions unfolded = options.unfolding(open);
        return wanted.isEmpty() ? unfolded : MachineScenes.revealing(analysis, unfolded, wanted);
    }
}
