// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.names;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import org.bindscope.model.text.XmlText;

/**
 * Names of the PCI ID Repository. One scan over the bytes of the file finds the wanted names and no
 * others: most of a program's start would go into a full table.
 */
public final class PciIds {

    /**
     * What a name is wanted for.
     *
     * @param vendor    vendor id
     * @param device    device id
     * @param subvendor subsystem vendor id, or -1
     * @param subdevice subsystem id, or -1
     */
    public record Ids(int vendor, int device, int subvendor, int subdevice) {
    }

    /** Hears about lines that make no sense. */
    @FunctionalInterface
    public interface BadLine {

        /**
         * @param line line from 1
         * @param text what stands there
         */
        void found(int line, String text);
    }

    private static final String SHIPPED = "/data/pci.ids";

    private final Map<Integer, String> vendors = new HashMap<>();
    private final Map<Integer, String> devices = new HashMap<>();
    private final Map<Ids, String> subsystems = new HashMap<>();
    private final Map<Integer, String> baseClasses = new HashMap<>();
    private final Map<Integer, String> subClasses = new HashMap<>();

    private PciIds() {
    }

    /**
     * Bytes of the file that ships with the product.
     *
     * @return the whole file
     * @throws IOException when the product is damaged
     */
    public static byte[] shipped() throws IOException {
        try (InputStream in = PciIds.class.getResourceAsStream(SHIPPED)) {
            if (in == null) {
                throw new IOException("The product lacks its file of PCI names, " + SHIPPED);
            }
            return in.readAllBytes();
        }
    }

    /**
     * Bytes of another file.
     *
     * @param file a file in the form of pci.ids
     * @param max  most bytes
     * @return the whole file
     * @throws IOException when it cannot be read or is longer
     */
    public static byte[] read(Path file, int max) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(max);
            if (bytes.length == max && in.read() >= 0) {
                throw new IOException("it is longer than " + max + " bytes");
            }
            return bytes;
        }
    }

    /**
     * Looks names up.
     *
     * @param bytes  content of a file in the form of pci.ids
     * @param wanted ids to name
     * @param bad    hears about lines of no known form: all unindented lines, and the indented ones of
     *               wanted vendors and of classes
     * @return the names that the file has
     */
    public static PciIds scan(byte[] bytes, Set<Ids> wanted, BadLine bad) {
        return new Scan(bytes, wanted, bad).run();
    }

    /**
     * @param vendor vendor id
     * @return its name
     */
    public Optional<String> vendor(int vendor) {
        return Optional.ofNullable(vendors.get(vendor));
    }

    /**
     * @param vendor vendor id
     * @param device device id
     * @return its name
     */
    public Optional<String> device(int vendor, int device) {
        return Optional.ofNullable(devices.get(vendor << 16 | device));
    }

    /**
     * @param ids all four ids
     * @return the name of that subsystem of that device
     */
    public Optional<String> subsystem(Ids ids) {
        return Optional.ofNullable(subsystems.get(ids));
    }

    /**
     * Name of a sub-class, as lspci shows it, else of the base class.
     *
     * @param classCode class code of 24 bits
     * @return its name
     */
    public Optional<String> classCode(int classCode) {
        return Optional.ofNullable(subClasses.get(classCode >> 8))
                .or(() -> Optional.ofNullable(baseClasses.get(classCode >> 16)));
    }

    /** One pass over the lines. */
    private static final class Scan {

        private final byte[] bytes;
        private final BadLine bad;
        private final PciIds names = new PciIds();
        private final Set<Integer> vendors = new HashSet<>();
        private final Set<Integer> devices = new HashSet<>();
        private final Set<Ids> wanted;

        /** Vendor, or base class, of the section; -1 in a section that nobody wants. */
        private int section = -1;
        private boolean inClasses;
        private int device = -1;

        Scan(byte[] bytes, Set<Ids> wanted, BadLine bad) {
            this.bytes = bytes;
            this.bad = bad;
            this.wanted = wanted;
            for (Ids ids : wanted) {
                vendors.add(ids.vendor());
                devices.add(ids.vendor() << 16 | ids.device());
                if (ids.subvendor() >= 0) {
                    vendors.add(ids.subvendor());
                }
            }
        }

        PciIds run() {
            int number = 0;
            for (int start = 0; start < bytes.length;) {
                number++;
                int end = start;
                while (end < bytes.length && bytes[end] != '\n') {
                    end++;
                }
                int length = end > start && bytes[end - 1] == '\r' ? end - 1 - start : end - start;
                if (length > 0 && bytes[start] != '#' && !line(start, start + length)) {
                    bad.found(number, XmlText.decode(bytes, start, Math.min(length, 80)));
                }
                start = end + 1;
            }
            return names;
        }

        private boolean line(int start, int end) {
            if (bytes[start] != '\t') {
                device = -1;
                return bytes[start] == 'C' && start + 1 < end && bytes[start + 1] == ' ' ? classLine(start, end)
                        : vendorLine(start, end);
            }
            if (section < 0) {
                return true;
            }
            boolean deep = start + 1 < end && bytes[start + 1] == '\t';
            if (inClasses) {
                return deep || subClassLine(start + 1, end);
            }
            return deep ? subsystemLine(start + 2, end) : deviceLine(start + 1, end);
        }

        private boolean vendorLine(int start, int end) {
            inClasses = false;
            section = -1;
            // Sections of other kinds start with one letter and a space: skip them whole.
            if (end - start > 1 && bytes[start + 1] == ' ' && bytes[start] >= 'A' && bytes[start] <= 'Z') {
                return true;
            }
            OptionalInt vendor = id(start, end, 4);
            if (vendor.isEmpty()) {
                return false;
            }
            if (vendors.contains(vendor.getAsInt())) {
                section = vendor.getAsInt();
                names.vendors.putIfAbsent(section, name(start + 4, end));
            }
            return true;
        }

        private boolean classLine(int start, int end) {
            OptionalInt base = id(start + 2, end, 2);
            inClasses = true;
            section = base.orElse(-1);
            base.ifPresent(code -> names.baseClasses.putIfAbsent(code, name(start + 4, end)));
            return base.isPresent();
        }

        private boolean subClassLine(int start, int end) {
            OptionalInt sub = id(start, end, 2);
            sub.ifPresent(code -> names.subClasses.putIfAbsent(section << 8 | code, name(start + 2, end)));
            return sub.isPresent();
        }

        private boolean deviceLine(int start, int end) {
            OptionalInt id = id(start, end, 4);
            device = -1;
            if (id.isPresent() && devices.contains(section << 16 | id.getAsInt())) {
                device = id.getAsInt();
                names.devices.putIfAbsent(section << 16 | device, name(start + 4, end));
            }
            return id.isPresent();
        }

        private boolean subsystemLine(int start, int end) {
            if (device < 0) {
                return true;
            }
            OptionalInt subvendor = id(start, end, 4);
            OptionalInt subdevice = id(start + 5, end, 4);
            if (subvendor.isEmpty() || subdevice.isEmpty()) {
                return false;
            }
            Ids ids = new Ids(section, device, subvendor.getAsInt(), subdevice.getAsInt());
            if (wanted.contains(ids)) {
                names.subsystems.putIfAbsent(ids, name(start + 9, end));
            }
            return true;
        }

        /** Hexadecimal digits that a space follows. */
        private OptionalInt id(int start, int end, int digits) {
            if (start + digits >= end || bytes[start + digits] != ' ') {
                return OptionalInt.empty();
            }
            int value = 0;
            for (int i = start; i < start + digits; i++) {
                int digit = bytes[i] > 0 ? Character.digit(bytes[i], 16) : -1;
                if (digit < 0) {
                    return OptionalInt.empty();
                }
                value = value << 4 | digit;
            }
            return OptionalInt.of(value);
        }

        private String name(int from, int end) {
            int start = from;
            while (start < end && bytes[start] == ' ') {
                start++;
            }
            return start == end ? "" : XmlText.decode(bytes, start, end - start).stripTrailing();
        }
    }
}
