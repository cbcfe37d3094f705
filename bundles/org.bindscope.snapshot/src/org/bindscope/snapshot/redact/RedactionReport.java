// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.redact;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What redaction replaced: how often, of which kind, in which file; never the values themselves. */
public final class RedactionReport {

    /** What identifies a machine. */
    public enum Kind {
        /** Serial number in a text. */
        SERIAL("serial number"),
        /** MAC address. */
        MAC("MAC address"),
        /** UUID, of a GPU, a file system, a guest or the machine. */
        UUID("UUID"),
        /** Name of the host. */
        HOST("host name"),
        /** Device Serial Number extended capability, PCIe 7.9.3. */
        DEVICE_SERIAL_NUMBER("device serial number"),
        /** Vital Product Data, PCI 3.0 section 6.4. */
        VPD("vital product data"),
        /** Property of the device tree. */
        PROPERTY("device tree property");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * One line of the report.
     *
     * @param kind  what was replaced
     * @param count how often
     * @param file  path on the machine
     */
    public record Entry(Kind kind, int count, String file) {
    }

    private final Map<String, Map<Kind, Integer>> counts = new TreeMap<>();

    /** An empty report. */
    public RedactionReport() {
        // Nothing was replaced yet.
    }

    void add(String file, Kind kind) {
        counts.computeIfAbsent(file, key -> new TreeMap<>()).merge(kind, 1, Integer::sum);
    }

    /**
     * The lines.
     *
     * @return by file, then kind
     */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        counts.forEach((file, kinds) -> kinds.forEach((kind, count) -> entries.add(new Entry(kind, count, file))));
        return entries;
    }

    /**
     * The report as the file in the archive has it.
     *
     * @return lines of kind, count and file, parted by tabs
     */
    public String text() {
        StringBuilder text = new StringBuilder();
        entries().forEach(entry -> text.append(entry.kind()).append('\t').append(entry.count()).append("\t/")
                .append(entry.file()).append('\n'));
        return text.toString();
    }
}
