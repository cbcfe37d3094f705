// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.bindscope.model.BindscopePackage.Literals.*;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.NumaNode;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.Facts;
import org.bindscope.snapshot.facts.Numbers;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.tree.TreePaths;

/** Reads {@code sys/devices/system/node}. */
final class NumaReader {

    private static final String NODES = "sys/devices/system/node";

    private final Reading reading;

    NumaReader(Reading reading) {
        this.reading = reading;
    }

    void read() {
        Map<Integer, String> folders = new TreeMap<>();
        for (String name : reading.files().list(NODES)) {
            OptionalLong id = name.startsWith("node") ? Numbers.decimal(name.substring(4)) : OptionalLong.empty();
            String folder = TreePaths.join(NODES, name);
            if (id.isPresent() && id.getAsLong() <= Integer.MAX_VALUE && reading.files().isDirectory(folder)) {
                folders.putIfAbsent((int) id.getAsLong(), folder);
            }
        }
        folders.forEach(this::readNode);
    }

    private void readNode(int id, String folder) {
        NumaNode node = reading.machine().getNumaNodes().stream().filter(known -> known.getId() == id).findFirst()
                .orElseGet(() -> added(id));
        Attributes attributes = reading.attributes(folder);
        Facts facts = reading.facts();
        facts.choose(node, NUMA_NODE__ID, Optional.of(Answer.said((long) id, Place.file(folder), TreePaths.name(folder))));
        facts.choose(node, NUMA_NODE__CPU_LIST, attributes.text("cpulist"),
                attributes.parsed("cpumap", "a bit map in hexadecimal", NumaReader::cpuList));
        facts.choose(node, NUMA_NODE__MEMORY_TOTAL_KI_B, memory(attributes));
    }

    /** A new node, among the others by its number. */
    private NumaNode added(int id) {
        NumaNode node = BindscopeFactory.eINSTANCE.createNumaNode();
        List<NumaNode> nodes = reading.machine().getNumaNodes();
        int at = 0;
        while (at < nodes.size() && nodes.get(at).getId() < id) {
            at++;
        }
        nodes.add(at, node);
        return node;
    }

    /** The line "Node 0 MemTotal:  123 kB". */
    private static Optional<Answer> memory(Attributes attributes) {
        Optional<Answer> text = attributes.text("meminfo");
        if (text.isEmpty() || !text.get().isSaid()) {
            return text;
        }
        int line = 0;
        for (String each : ((String) text.get().value()).split("\n")) {
            line++;
            int at = each.indexOf("MemTotal:");
            if (at >= 0) {
                String number = each.substring(at + "MemTotal:".length()).replace("kB", "").strip();
                Place place = Place.line(attributes.path("meminfo"), line);
                OptionalLong value = Numbers.decimal(number);
                return Optional.of(value.isPresent() ? Answer.said(value.getAsLong(), place, each)
                        : Answer.unreadable(place, "a number of kB was expected in \"" + Facts.oneLine(each) + '"'));
            }
        }
        return Optional.empty();
    }

    /** Turns a bit map such as "00000000,0000000f" into the list form "0-3". */
    static Optional<String> cpuList(String map) {
        StringBuilder list = new StringBuilder();
        String digits = map.strip().replace(",", "");
        int first = -1;
        int last = digits.length() * 4;
        for (int cpu = 0; cpu <= last; cpu++) {
            int digit = cpu == last ? 0 : Character.digit(digits.charAt(digits.length() - 1 - cpu / 4), 16);
            if (digit < 0) {
                return Optional.empty();
            }
            boolean set = (digit >> cpu % 4 & 1) != 0;
            if (set && first < 0) {
                first = cpu;
            } else if (!set && first >= 0) {
                list.append(list.isEmpty() ? "" : ",").append(first);
                if (cpu - 1 > first) {
                    list.append('-').append(cpu - 1);
                }
                first = -1;
            }
        }
        return Optional.of(list.toString());
    }
}
