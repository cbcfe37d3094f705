// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares what lspci says about a capability with the decoded fields, by the rules in lspci-rules.txt. */
final class LspciRules {

    /** Joins the lines that belong to one register; no line of lspci holds it. */
    private static final String NEXT_LINE = " ¶ ";

    private record Rule(String label, Pattern words, String register, String field, String how) {
    }

    /** A line and those behind it that belong to the same register. */
    private record Segment(String label, String index, StringBuilder text) {
    }

    /** What a comparison found. */
    static final class Tally {
        final Map<String, Integer> compared = new TreeMap<>();
        final List<String> differing = new ArrayList<>();
        final Map<String, Integer> explained = new TreeMap<>();
        final Map<String, Integer> notCompared = new TreeMap<>();

        int fields() {
            return compared.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    private static final Pattern HEAD = Pattern.compile("Capabilities: \\[([0-9a-f]+)( v\\d+)?] (.*)");

    private final Map<String, List<Rule>> rules = new TreeMap<>();
    private final Map<String, Pattern> indexed = new HashMap<>();

    LspciRules() throws IOException {
        try (InputStream in = LspciRules.class.getResourceAsStream("lspci-rules.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] parts = line.split(" \\| ", -1);
                for (String id : parts[0].split(",")) {
                    rules.computeIfAbsent(id.strip(), key -> new ArrayList<>()).add(new Rule(parts[1], pattern(parts[2]),
                            parts[3], parts[4], parts.length > 5 ? parts[5] : ""));
                }
            }
        }
    }

    /** Turns the words of a rule into a pattern; a leading blank also stands for the start of the text. */
    private static Pattern pattern(String words) {
        StringBuilder regex = new StringBuilder();
        String text = words;
        String tail = "";
        Matcher set = Pattern.compile("(\\[[^]]*])$").matcher(text);
        if (text.contains("%t[") && set.find()) {
            tail = set.group(1).contains("$") ? "(?:" + set.group(1).replace("$", "") + "|$| ¶)" : set.group(1);
            tail = tail.replace("(?:[]|", "(?:");
            text = text.substring(0, set.start());
        } else if (text.endsWith("$")) {
            tail = "(?:$| ¶)";
            text = text.substring(0, text.length() - 1);
        }
        if (text.startsWith(" ") || Character.isLetterOrDigit(text.charAt(0))) {
            regex.append("(?<![\\w.-])");
            text = text.stripLeading();
        }
        Matcher place = Pattern.compile("±|%d|%x|%t").matcher(text);
        int from = 0;
        while (place.find()) {
            regex.append(Pattern.quote(text.substring(from, place.start())));
            regex.append(switch (place.group()) {
                case "±" -> "([+-])(?!\\w)";
                case "%d" -> "(\\d+)";
                case "%x" -> "([0-9a-f]+)";
                default -> "(.*?)";
            });
            from = place.end();
        }
        regex.append(Pattern.quote(text.substring(from))).append(tail);
        return Pattern.compile(regex.toString().replace("\\Q\\E", ""));
    }

    /** Compares one function. */
    void compare(String where, DecodedConfig decoded, List<String> lines, Tally tally) {
        List<List<String>> parts = new ArrayList<>();
        parts.add(new ArrayList<>());
        for (String line : lines) {
            if (line.startsWith("Capabilities: [")) {
                parts.add(new ArrayList<>());
            }
            parts.get(parts.size() - 1).add(line);
        }
        List<ConfigBlock> blocks = decoded.blocks();
        for (List<String> part : parts) {
            Matcher head = HEAD.matcher(part.get(0));
            Optional<ConfigBlock> block = blocks.stream().findFirst();
            if (head.matches()) {
                int offset = Integer.parseInt(head.group(1), 16);
                block = blocks.stream().filter(b -> b.capability().isPresent() && b.offset() == offset).findFirst();
                part.set(0, head.group(3));
            }
            if (block.isEmpty()) {
                tally.differing.add(where + ": no block for " + part.get(0));
                continue;
            }
            compare(where, block.get(), part, tally);
        }
    }

    private static String key(ConfigBlock block) {
        return block.capability().map(c -> String.format(c.extended() ? "%04x" : "%02x", c.id()))
                .orElseGet(() -> "h" + block.field("Header Type", "Header Layout").orElseThrow().raw());
    }

    private void compare(String where, ConfigBlock block, List<String> part, Tally tally) {
        String key = key(block);
        List<Rule> mine = rules.getOrDefault(key, List.of());
        for (Segment segment : segments(part, mine)) {
            String text = segment.text().toString().replace('\t', ' ');
            StringBuilder rest = new StringBuilder(text);
            for (Rule rule : mine) {
                if (!rule.label().equals(segment.label())) {
                    continue;
                }
                Matcher matcher = words(rule, segment.index()).matcher(text);
                if (matcher.find()) {
                    check(where + " " + key + " " + rule.label(), block, rule, segment.index(), matcher, tally, key);
                    for (int i = matcher.start(); i < matcher.end(); i++) {
                        rest.setCharAt(i, rest.charAt(i) == ' ' ? ' ' : '_');
                    }
                }
            }
            for (String word : rest.toString().replace('_', ' ').split("[ ,;]+")) {
                char last = word.isEmpty() ? ' ' : word.charAt(word.length() - 1);
                if (word.length() > 2 && (last == '+' || last == '-') && Character.isLetterOrDigit(word.charAt(word.length() - 2))) {
                    tally.notCompared.merge(key + " " + segment.label() + " " + word.substring(0, word.length() - 1), 1, Integer::sum);
                }
            }
        }
    }

    private Pattern words(Rule rule, String index) {
        if (index.isEmpty() || rule.words().pattern().indexOf('#') < 0) {
            return rule.words();
        }
        return indexed.computeIfAbsent(rule.words().pattern().replace("#", index), Pattern::compile);
    }

    private static List<Segment> segments(List<String> part, List<Rule> rules) {
        Set<String> labels = new LinkedHashSet<>();
        rules.forEach(rule -> labels.add(rule.label()));
        Map<String, Integer> occurrences = new TreeMap<>();
        List<Segment> segments = new ArrayList<>();
        segments.add(new Segment("title", "", new StringBuilder(part.get(0))));
        for (String line : part.subList(1, part.size())) {
            Segment last = segments.get(segments.size() - 1);
            Optional<Segment> next = labels.stream().flatMap(label -> begin(label, line, occurrences).stream()).findFirst()
                    .filter(segment -> !belongs(segment.label(), last.label()));
            if (next.isPresent()) {
                occurrences.merge(next.get().label(), 1, Integer::sum);
                segments.add(next.get());
            } else {
                last.text().append(NEXT_LINE).append(line);
            }
        }
        return segments;
    }

    /** Lines below a virtual channel or a root complex link have the labels of the port. */
    private static boolean belongs(String label, String last) {
        return last.equals("Link#:") && label.equals("Desc:")
                || last.equals("VC#:") && Set.of("Caps:", "Arb:", "Ctrl:", "Status:").contains(label);
    }

    /** The segment that a line begins, where it begins with the label. */
    private static Optional<Segment> begin(String label, String line, Map<String, Integer> occurrences) {
        int mark = Math.max(label.indexOf('#'), label.indexOf('@'));
        if (!line.startsWith(mark < 0 ? label : label.substring(0, mark))) {
            return Optional.empty();
        }
        if (mark < 0) {
            return Optional.of(new Segment(label, "", new StringBuilder(line)));
        }
        int end = mark;
        while (end < line.length() && Character.isDigit(line.charAt(end))) {
            end++;
        }
        if (end == mark || !line.startsWith(label.substring(mark + 1), end)) {
            return Optional.empty();
        }
        return Optional.of(new Segment(label, label.charAt(mark) == '#' ? line.substring(mark, end)
                : Integer.toString(occurrences.getOrDefault(label, 0)), new StringBuilder(line)));
    }

    private static boolean isUpperHalf(ConfigBlock block, String register) {
        return register.startsWith("BAR") && block.register("BAR" + (Integer.parseInt(register.substring(3)) - 1))
                .filter(r -> r.size() == 8).isPresent();
    }

    private void check(String where, ConfigBlock block, Rule rule, String index, Matcher matcher, Tally tally, String key) {
        String register = index.isEmpty() ? rule.register() : rule.register().replace("#", index);
        String name = index.isEmpty() ? rule.field() : rule.field().replace("#", index);
        int bit = -1;
        if (name.endsWith("]")) {
            bit = Integer.parseInt(name.substring(name.indexOf('[') + 1, name.length() - 1));
            name = name.substring(0, name.indexOf('['));
        }
        Optional<ConfigRegister> found = block.register(register);
        if (found.isEmpty() && isUpperHalf(block, register)) {
            tally.explained.merge("the upper half of a 64-bit BAR is shown as a region of its own", 1, Integer::sum);
            return;
        }
        if (found.isEmpty() && register.equals("McastOverlayBAR")) {
            tally.explained.merge("MC_Overlay_BAR is shown for functions that are no port", 1, Integer::sum);
            return;
        }
        if (found.isEmpty()) {
            tally.differing.add(where + ": no register " + register + " for " + matcher.group());
            return;
        }
        String how = rule.how();
        int group = how.equals("second") ? 2 : how.equals("third") ? 3 : how.equals("fourth") ? 4 : 1;
        String said = matcher.groupCount() == 0 ? "" : matcher.group(group).strip();
        Optional<ConfigField> field = found.get().field(name);
        if (field.isEmpty() && !how.equals("register")) {
            tally.differing.add(where + ": no field " + name + " in " + register + " for " + matcher.group());
            return;
        }
        if (how.startsWith("mask ") && said.equals("+") == ((found.get().raw() & Integer.parseInt(how.substring(5), 16)) != 0)) {
            tally.explained.merge(name + " is tested with the mask 0x" + how.substring(5), 1, Integer::sum);
            return;
        }
        boolean hex = rule.words().pattern().contains("[0-9a-f]+");
        LspciValue.Verdict verdict = how.equals("register")
                ? LspciValue.equal(Long.parseUnsignedLong(said, 16), found.get().raw())
                : LspciValue.compare(block, found.get(), field.get(), bit, said, index.isEmpty() ? how : how.replace("#", index), hex);
        if (verdict == LspciValue.Verdict.SKIP) {
            return;
        }
        tally.compared.merge(key, 1, Integer::sum);
        if (verdict == LspciValue.Verdict.DIFFERENT) {
            tally.differing.add(where + ": lspci says " + matcher.group() + ", decoded " + register + ", " + name + " is "
                    + field.map(f -> f.rawText() + " = " + f.text()).orElse(found.get().rawText()));
        }
    }
}
