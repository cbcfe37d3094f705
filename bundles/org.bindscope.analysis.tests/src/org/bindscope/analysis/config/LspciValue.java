// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Says whether a word of lspci and a decoded field have the same value. */
final class LspciValue {

    enum Verdict {
        SAME, DIFFERENT, SKIP
    }

    private LspciValue() {
    }

    static Verdict equal(Object said, Object decoded) {
        return said.equals(decoded) ? Verdict.SAME : Verdict.DIFFERENT;
    }

    static Verdict compare(ConfigBlock block, ConfigRegister register, ConfigField field, int bit, String said, String how,
            boolean hex) {
        long raw = bit < 0 ? field.raw() : field.raw() >>> bit & 1;
        if (said.equals("+") || said.equals("-")) {
            return equal(said.equals("+") != how.equals("not"), raw != 0);
        }
        if (how.startsWith("map ")) {
            return map(said, how.substring(4), raw);
        }
        if (how.startsWith("low3 ")) {
            // lspci 3.9.0 reads the three bits of PCI-X 1.0, PCI-X 2.0 has four.
            return map(said, how.substring(5), raw & 7);
        }
        if (how.startsWith("upper ")) {
            String[] place = how.substring(6).split("/", 2);
            long upper = block.field(place[0], place[1]).map(ConfigField::raw).orElse(0L);
            return equal(Long.parseUnsignedLong(said, 16), upper << 32 | Long.parseUnsignedLong(field.meaning().substring(2), 16));
        }
        String[] words = field.meaning().split(" ");
        return switch (how) {
            case "text" -> equal(plain(said), plain(field.text()).replace("nolimit", "unlimited"));
            case "hex" -> equal(Long.parseUnsignedLong(said, 16), Long.parseUnsignedLong(field.meaning().substring(2), 16));
            case "number" -> equal(said, words[0]);
            case "exponent" -> equal(Long.parseLong(said), 1L << raw);
            case "phantom" -> equal(Long.parseLong(said), (1L << raw) - 1);
            case "speed" -> equal(said.toLowerCase().startsWith("unknown") || said.equals("RsvdP") ? "reserved" : plain(said),
                    plain(field.text()));
            case "exit" -> equal(plain(said), exit(field));
            case "watt" -> watt(said, register, field);
            case "timeout" -> equal(said.equals("Unknown") ? Bits.RESERVED : plain(said), said.equals("Unknown") ? field.text() : plain(field.text()));
            case "speeds" -> equal(said, speeds(raw));
            case "sata" -> raw < 4 || raw > 9 ? Verdict.SKIP : equal(Long.parseLong(said), raw - 4);
            case "devices" -> equal(said.startsWith("RCiEP at") ? ranges(said.substring(said.indexOf(':') + 1)) : List.of(),
                    openRange(bits(raw)));
            // lspci 3.9.0 reads 16 of the 32 bits.
            case "lanes" -> equal(said.startsWith("LaneErr") ? numbers(said.substring(said.indexOf(':') + 1)) : List.of(), bits(raw & 0xffff));
            case "size" -> said.startsWith("<unk") ? equal("reserved", field.meaning()) : equal(said, size(field.text()));
            case "sizes" -> equal(said, sizes(block, register));
            case "time" -> said.equals("<error>") ? equal(Bits.RESERVED, field.meaning()) : equal(plain(said), plain(field.text()));
            case "latency" -> field.meaning().equals(Bits.RESERVED) ? Verdict.SKIP : equal(said, field.meaning());
            case "granularity" -> equal(said.equals("Unimplemented") ? "no local clock" : said.equals("Unknown") ? "unknown"
                    : plain(said), raw == 0 ? field.text() : plain(field.text().replace("> 254", ">254")));
            default -> equal(hex ? Long.parseUnsignedLong(said, 16) : Long.parseLong(said), raw);
        };
    }

    private static Verdict map(String said, String pairs, long raw) {
        for (String pair : pairs.split(",")) {
            int equals = pair.lastIndexOf('=');
            String word = pair.substring(0, equals);
            String value = pair.substring(equals + 1);
            if (word.equals(said)) {
                return List.of(value.split("\\|")).contains(Long.toString(raw)) ? Verdict.SAME : Verdict.DIFFERENT;
            }
            if (word.equals("*")) {
                return Verdict.SKIP;
            }
        }
        return Verdict.DIFFERENT;
    }

    private static String plain(String text) {
        return text.replace(" ", "").replace("<", "").toLowerCase();
    }

    /** lspci prints the upper end of the range. */
    private static String exit(ConfigField field) {
        String text = field.text();
        if (text.startsWith("> ")) {
            return plain("unlimited").equals(text) ? text : text.startsWith("> 4") || text.startsWith("> 64") ? "unlimited" : text;
        }
        return plain(text.contains(" to ") ? text.substring(text.indexOf(" to ") + 4) : text.substring(2));
    }

    private static Verdict watt(String said, ConfigRegister register, ConfigField field) {
        // 0xf0 and above mean 250 W and above; lspci 3.9.0 multiplies them like any other value.
        boolean special = field.raw() >= 0xf0 && register.fields().stream()
                .anyMatch(f -> f.name().endsWith("Slot Power Limit Scale") && f.raw() == 0);
        return special ? Verdict.SKIP : new BigDecimal(said).compareTo(new BigDecimal(field.meaning())) == 0 ? Verdict.SAME
                : Verdict.DIFFERENT;
    }

    /** lspci prints the highest speed of the vector as a range from 2.5 GT/s; 3.9.0 does not know 64 GT/s. */
    private static String speeds(long raw) {
        List<String> names = List.of("2.5GT/s", "5GT/s", "8GT/s", "16GT/s", "32GT/s");
        int highest = 63 - Long.numberOfLeadingZeros(raw);
        return raw == 0 ? "Unknown" : highest > 4 ? "RsvdP" : highest == 0 ? names.get(0) : "2.5-" + names.get(highest);
    }

    private static List<Integer> bits(long raw) {
        return IntStream.range(0, 64).filter(bit -> (raw >>> bit & 1) != 0).boxed().toList();
    }

    /** lspci 3.9.0 does not print the end of a range that ends with device 31. */
    private static List<Integer> openRange(List<Integer> devices) {
        List<Integer> shown = new ArrayList<>(devices);
        while (shown.size() > 1 && devices.contains(31) && shown.get(shown.size() - 2) == shown.get(shown.size() - 1) - 1) {
            shown.remove(shown.size() - 1);
        }
        return shown;
    }

    private static List<Integer> numbers(String text) {
        return java.util.Arrays.stream(text.strip().split("[ ,]+")).filter(word -> !word.isEmpty()).map(Integer::parseInt).toList();
    }

    private static List<Integer> ranges(String text) {
        List<Integer> numbers = new ArrayList<>();
        for (String range : text.strip().split(", ")) {
            String[] ends = range.strip().split("-");
            IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])).forEach(numbers::add);
        }
        return numbers;
    }

    private static String size(String text) {
        return text.replace(" ", "").replace("iB", "B");
    }

    private static String sizes(ConfigBlock block, ConfigRegister capability) {
        String control = capability.symbol().replace("Capability", "Control");
        List<String> all = new ArrayList<>();
        for (ConfigField field : List.of(capability.fields().get(0),
                block.field(control, "BAR Sizes Supported, 256 TiB and above").orElseThrow())) {
            if (field.raw() != 0) {
                all.add(field.text());
            }
        }
        return all.stream().flatMap(text -> java.util.Arrays.stream(text.split(", "))).map(LspciValue::size)
                .collect(Collectors.joining(" "));
    }
}
