// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.machine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.bindscope.analysis.match.DeviceVerdict;
import org.bindscope.analysis.match.ReasonCode;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;
import org.bindscope.render.scene.ColourBy;
import org.bindscope.render.scene.SceneClass;
import org.bindscope.render.scene.SceneTint;

/** Gives each function the class by which the picture is coloured. Marks are the same for the same machine. */
final class DeviceClasses {

    private static final String NOT_SAID = "not said";

    private final ColourBy colour;
    private final DeviceFacts facts;
    private final Map<String, SceneClass> byKey = new LinkedHashMap<>();

    DeviceClasses(ColourBy colour, DeviceFacts facts, List<PciFunction> functions) {
        this.colour = colour;
        this.facts = facts;
        if (colour == ColourBy.VERDICT) {
            verdicts();
            return;
        }
        // Numbers without leading zeros: the shorter one is the smaller.
        Map<String, String> texts = new TreeMap<>(colour == ColourBy.DRIVER ? Comparator.<String>naturalOrder()
                : Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
        functions.forEach(function -> key(function).filter(key -> !key.equals(NOT_SAID))
                .ifPresent(key -> texts.putIfAbsent(key, text(key))));
        int index = 0;
        for (Map.Entry<String, String> entry : texts.entrySet()) {
            byKey.put(entry.getKey(), new SceneClass(entry.getKey(), mark(entry.getKey(), index), entry.getValue(),
                    SceneTint.hue(index)));
            index++;
        }
        byKey.put(NOT_SAID, new SceneClass(NOT_SAID, "?", "not captured or not readable", SceneTint.NEUTRAL));
    }

    private void verdicts() {
        byKey.put("same", new SceneClass("same", "=", "would get the driver that it has", SceneTint.GREEN));
        byKey.put("differs", new SceneClass("differs", "\u2260", "would get another driver than it has", SceneTint.AMBER));
        byKey.put(NOT_SAID, new SceneClass(NOT_SAID, "?", "files cannot tell", SceneTint.NEUTRAL));
    }

    /** Heading of the legend. */
    String title() {
        return switch (colour) {
            case DRIVER -> "Coloured by driver";
            case GROUP -> "Coloured by IOMMU group";
            case NUMA -> "Coloured by NUMA node";
            case VERDICT -> "Coloured by predicted driver";
        };
    }

    /** All classes in the order of the legend. */
    List<SceneClass> all() {
        return List.copyOf(byKey.values());
    }

    SceneClass of(PciFunction function) {
        return key(function).map(key -> byKey.getOrDefault(key, SceneClass.NONE)).orElse(SceneClass.NONE);
    }

    /** The class of a group's box; nothing where the picture is coloured by something else. */
    SceneClass ofGroup(String number) {
        return colour == ColourBy.GROUP ? byKey.getOrDefault(number, SceneClass.NONE) : SceneClass.NONE;
    }

    private Optional<String> key(PciFunction function) {
        return switch (colour) {
            // Bridges have the port service driver or none: they would drown the rest.
            case DRIVER -> function instanceof PciBridge ? Optional.empty()
                    : facts.driver(function).or(() -> facts.driverText(function).equals("no driver") ? Optional.empty()
                            : Optional.of(NOT_SAID));
            case GROUP -> function.getIommuGroup() != null ? Optional.of(function.getIommuGroup().getNumber())
                    : facts.groupText(function).equals("none") ? Optional.empty() : Optional.of(NOT_SAID);
            case NUMA -> function.isSetNumaNode() ? Optional.of(Integer.toString(function.getNumaNode()))
                    : facts.numaText(function).equals("none") ? Optional.empty() : Optional.of(NOT_SAID);
            case VERDICT -> function instanceof PciBridge ? Optional.empty()
                    : Optional.of(facts.verdict(function).map(DeviceClasses::key).orElse(NOT_SAID));
        };
    }

    private static String key(DeviceVerdict verdict) {
        return verdict.reason() == ReasonCode.UNKNOWN ? NOT_SAID
                : verdict.predicted().equals(verdict.current()) ? "same" : "differs";
    }

    private String text(String key) {
        return switch (colour) {
            case GROUP -> "IOMMU group " + key;
            case NUMA -> "NUMA node " + key;
            default -> key;
        };
    }

    /** Numbers mark themselves where they are short; the rest is lettered A to Z, AA and so on. */
    private String mark(String key, int index) {
        if ((colour == ColourBy.GROUP || colour == ColourBy.NUMA) && key.length() <= SceneClass.MAX_MARK) {
            return key;
        }
        List<Character> letters = new ArrayList<>();
        for (int rest = index; rest >= 0; rest = rest / 26 - 1) {
            letters.add(0, (char) ('A' + rest % 26));
        }
        StringBuilder mark = new StringBuilder();
        letters.forEach(mark::append);
        return mark.toString();
    }
}
