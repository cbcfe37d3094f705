// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Walks a YAML document and complains with file, line and key. Nothing in it is executed or constructed. */
final class YamlReader {

    private static final int MOST_CHARACTERS = 1 << 20;
    private static final int MOST_ITEMS = 10_000;

    private final String file;

    YamlReader(String file) {
        this.file = file;
    }

    /** The document's root, which must be a mapping. */
    MappingNode document(String text) throws ScenarioException {
        LoadSettings settings = LoadSettings.builder().setLabel(file).setAllowDuplicateKeys(false)
                .setAllowRecursiveKeys(false).setMaxAliasesForCollections(0).setCodePointLimit(MOST_CHARACTERS).build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isPresent() && root.get() instanceof MappingNode map) {
                return map;
            }
            throw new ScenarioException(file, 1, "a scenario is a mapping with the keys title, kernel, devices, drivers and steps");
        } catch (MarkedYamlEngineException e) {
            throw new ScenarioException(file, e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0),
                    "this is not YAML: " + e.getProblem());
        } catch (YamlEngineException | StackOverflowError e) {
            throw new ScenarioException(file, 0, "this is not YAML that can be read: it is too long, too deep or recursive");
        }
    }

    static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }

    ScenarioException wrong(Node node, String message) {
        return new ScenarioException(file, line(node), message);
    }

    /** The entries of a mapping; any key that is not allowed is an error that lists those that are. */
    Map<String, Node> entries(Node node, String what, List<String> allowed) throws ScenarioException {
        Map<String, Node> entries = anyEntries(node, what);
        for (Map.Entry<String, Node> entry : entries.entrySet()) {
            if (!allowed.contains(entry.getKey())) {
                throw wrong(entry.getValue(), "unknown key \"" + entry.getKey() + "\" in " + what + "; allowed are "
                        + String.join(", ", allowed));
            }
        }
        return entries;
    }

    /** The entries of a mapping with free keys. */
    Map<String, Node> anyEntries(Node node, String what) throws ScenarioException {
        if (!(node instanceof MappingNode map)) {
            throw wrong(node, what + " must be a mapping of keys and values");
        }
        Map<String, Node> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : map.getValue()) {
            String key = text(tuple.getKeyNode(), "a key of " + what);
            if (entries.put(key, tuple.getValueNode()) != null) {
                throw wrong(tuple.getKeyNode(), "the key \"" + key + "\" stands twice in " + what);
            }
        }
        return entries;
    }

    List<Node> items(Node node, String what) throws ScenarioException {
        if (!(node instanceof SequenceNode list)) {
            throw wrong(node, what + " must be a list");
        }
        if (list.getValue().size() > MOST_ITEMS) {
            throw wrong(node, what + " has more than " + MOST_ITEMS + " items");
        }
        return list.getValue();
    }

    List<String> texts(Node node, String what) throws ScenarioException {
        List<String> texts = new ArrayList<>();
        for (Node item : items(node, what)) {
            texts.add(text(item, "an item of " + what));
        }
        return texts;
    }

    String text(Node node, String what) throws ScenarioException {
        if (node instanceof ScalarNode scalar && !isNull(node)) {
            return scalar.getValue();
        }
        throw wrong(node, what + " must be a text");
    }

    static boolean isNull(Node node) {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }

    boolean flag(Node node, String what) throws ScenarioException {
        String text = text(node, what);
        if (Set.of("true", "false").contains(text)) {
            return text.equals("true");
        }
        throw wrong(node, what + " must be true or false, and is \"" + text + "\"");
    }

    int number(Node node, String what, int least, int most, int radix) throws ScenarioException {
        String text = text(node, what);
        try {
            int value = Integer.parseInt(text, radix);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw wrong(node, what + " must be a " + (radix == 16 ? "hexadecimal " : "") + "number, and is \"" + text + "\"");
        }
        throw wrong(node, what + " must lie between " + Integer.toString(least, radix) + " and "
                + Integer.toString(most, radix) + ", and is \"" + text + "\"");
    }
}
