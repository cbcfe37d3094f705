// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.binding.DeviceIdentity;
import org.bindscope.binding.PlanSource;
import org.bindscope.binding.RememberedDevice;
import org.bindscope.binding.SafeText;
import org.bindscope.binding.SavedPlan;
import org.bindscope.binding.Wish;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;

/** Reads one saved plan strictly, in one pass and without a tree of it in memory. */
final class PlanFileReader {

    /** Longest file: a plan for every function of a full PCI domain is shorter. */
    private static final int MAX_BYTES = 64 << 20;
    /** Longest text of one value. */
    private static final int MAX_TEXT = 4096;
    /** Most accepted rules. */
    private static final int MAX_RULES = 1024;

    private final String name;
    private JsonReader json;

    PlanFileReader(String name) {
        this.name = name;
    }

    SavedPlan read(byte[] content) throws PlanFileException {
        if (content.length > MAX_BYTES) {
            throw new PlanFileException(name + ": is longer than " + MAX_BYTES + " bytes, the most that a saved plan has");
        }
        json = new JsonReader(new StringReader(decode(content)));
        json.setStrictness(Strictness.STRICT);
        try {
            SavedPlan plan = plan();
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw fault("", "something follows the plan");
            }
            return plan;
        } catch (IOException e) {
            throw new PlanFileException(name + ": " + syntax(e));
        }
    }

    private String decode(byte[] content) throws PlanFileException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            throw new PlanFileException(name + ": is not UTF-8 text, expected a plan as JSON");
        }
    }

    /** What the parser says, without the class names and links that it adds. */
    private static String syntax(IOException e) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        int line = message.indexOf(" at line ");
        int path = message.indexOf(" path ", Math.max(line, 0));
        return line < 0 ? "is no JSON" : "line" + message.substring(line + " at line".length(), path < 0 ? message.length() : path)
                + ": is no JSON" + (message.startsWith("End of input") ? ", the file ends too early" : "");
    }

    private SavedPlan plan() throws IOException, PlanFileException {
        begin("a plan");
        Set<String> seen = new LinkedHashSet<>();
        PlanSource source = null;
        Optional<String> rules = Optional.empty();
        List<Wish> wishes = new ArrayList<>();
        List<String> order = new ArrayList<>();
        List<String> accepted = new ArrayList<>();
        List<RememberedDevice> devices = new ArrayList<>();
        List<RememberedDevice> others = new ArrayList<>();
        while (json.hasNext()) {
            String key = key(seen);
            if (seen.size() == 1 && !key.equals(PlanFile.VERSION_KEY)) {
                throw fault("", "the first key is " + SafeText.label(key) + ", expected " + PlanFile.VERSION_KEY);
            }
            switch (key) {
                case PlanFile.VERSION_KEY -> version();
                case "source" -> source = source();
                case "rules" -> rules = rules();
                case "wishes" -> array(SavedPlan.MAX_ENTRIES, () -> wishes.add(wish()));
                case "order" -> array(SavedPlan.MAX_ENTRIES, () -> order.add(address()));
                case "accepted" -> array(MAX_RULES, () -> accepted.add(name("the name of a rule")));
                case "devices" -> array(SavedPlan.MAX_ENTRIES, () -> devices.add(device()));
                case "others" -> array(SavedPlan.MAX_ENTRIES, () -> others.add(device()));
                default -> throw fault(json.getPath(), "the key is not known");
            }
        }
        json.endObject();
        require(seen, "", PlanFile.VERSION_KEY, "source", "rules", "wishes", "order", "accepted", "devices", "others");
        try {
            return new SavedPlan(source, rules, wishes, order, accepted, devices, others);
        } catch (IllegalArgumentException e) {
            throw fault("", e.getMessage());
        }
    }

    private void version() throws IOException, PlanFileException {
        if (json.peek() != JsonToken.NUMBER) {
            throw expected("the version of the form, a number");
        }
        String version = json.nextString();
        if (!version.equals(Integer.toString(PlanFile.VERSION))) {
            throw fault(PlanFile.VERSION_KEY, "this is version " + SafeText.label(version)
                    + " of the form of plans, and only version " + PlanFile.VERSION + " can be read");
        }
    }

    private PlanSource source() throws IOException, PlanFileException {
        String path = json.getPath();
        begin("the snapshot that the plan was made from");
        Set<String> seen = new LinkedHashSet<>();
        String title = "";
        Optional<String> release = Optional.empty();
        Optional<String> architecture = Optional.empty();
        while (json.hasNext()) {
            String key = key(seen);
            switch (key) {
                case "name" -> title = text("a text");
                case "kernelRelease" -> release = optional("a kernel release");
                case "architecture" -> architecture = optional("an architecture");
                default -> throw fault(json.getPath(), "the key is not known");
            }
        }
        json.endObject();
        require(seen, path, "name", "kernelRelease", "architecture");
        return new PlanSource(title, release, architecture);
    }

    private Optional<String> rules() throws IOException, PlanFileException {
        String path = json.getPath();
        Optional<String> rules = optional("kernel rules");
        if (rules.isPresent()) {
            try {
                KernelRules.named(rules.get());
            } catch (IllegalArgumentException e) {
                throw fault(path, e.getMessage());
            }
        }
        return rules;
    }

    private Wish wish() throws IOException, PlanFileException {
        String path = json.getPath();
        begin("a wish");
        Set<String> seen = new LinkedHashSet<>();
        String address = "";
        Optional<String> driver = Optional.empty();
        while (json.hasNext()) {
            String key = key(seen);
            switch (key) {
                case "address" -> address = address();
                case "driver" -> driver = json.peek() == JsonToken.NULL ? optional("") : Optional.of(name("the name of a driver"));
                default -> throw fault(json.getPath(), "the key is not known");
            }
        }
        json.endObject();
        require(seen, path, "address", "driver");
        return new Wish(address, driver);
    }

    private RememberedDevice device() throws IOException, PlanFileException {
        String path = json.getPath();
        begin("a device");
        Set<String> seen = new LinkedHashSet<>();
        String address = "";
        OptionalInt vendor = OptionalInt.empty();
        OptionalInt device = OptionalInt.empty();
        OptionalInt subvendor = OptionalInt.empty();
        OptionalInt subdevice = OptionalInt.empty();
        Optional<String> slotPath = Optional.empty();
        Optional<String> serial = Optional.empty();
        String label = "";
        Optional<String> driver = Optional.empty();
        Optional<String> override = Optional.empty();
        Optional<String> group = Optional.empty();
        while (json.hasNext()) {
            String key = key(seen);
            switch (key) {
                case "address" -> address = address();
                case "vendor" -> vendor = OptionalInt.of(id());
                case "device" -> device = OptionalInt.of(id());
                case "subsystemVendor" -> subvendor = optionalId();
                case "subsystemDevice" -> subdevice = optionalId();
                case "slotPath" -> slotPath = optional("a path of PCI addresses");
                case "serial" -> serial = optional("a serial number");
                case "label" -> label = text("a text");
                case "driver" -> driver = optional("the name of a driver");
                case "driverOverride" -> override = optional("an override");
                case "iommuGroup" -> group = optional("the number of a group");
                default -> throw fault(json.getPath(), "the key is not known");
            }
        }
        json.endObject();
        require(seen, path, "address", "vendor", "device", "subsystemVendor", "subsystemDevice", "slotPath", "serial", "label",
                "driver", "driverOverride", "iommuGroup");
        try {
            return new RememberedDevice(address, new DeviceIdentity(vendor.getAsInt(), device.getAsInt(), subvendor, subdevice,
                    slotPath, serial), label, driver, override, group);
        } catch (IllegalArgumentException e) {
            throw fault(path, e.getMessage());
        }
    }

    // ---- values ----

    @FunctionalInterface
    private interface Element {
        void read() throws IOException, PlanFileException;
    }

    private void array(int most, Element element) throws IOException, PlanFileException {
        if (json.peek() != JsonToken.BEGIN_ARRAY) {
            throw expected("a list");
        }
        json.beginArray();
        int count = 0;
        while (json.hasNext()) {
            if (++count > most) {
                throw fault(json.getPath(), "the list has more than " + most + " entries");
            }
            element.read();
        }
        json.endArray();
    }

    private void begin(String what) throws IOException, PlanFileException {
        if (json.peek() != JsonToken.BEGIN_OBJECT) {
            throw expected(what);
        }
        json.beginObject();
    }

    private String key(Set<String> seen) throws IOException, PlanFileException {
        String key = json.nextName();
        if (!seen.add(key)) {
            throw fault(json.getPath(), "the key stands here for the second time");
        }
        return key;
    }

    private String text(String what) throws IOException, PlanFileException {
        String path = json.getPath();
        if (json.peek() != JsonToken.STRING) {
            throw expected(what);
        }
        String text = json.nextString();
        if (text.length() > MAX_TEXT) {
            throw fault(path, "the text has more than " + MAX_TEXT + " characters");
        }
        return text;
    }

    private Optional<String> optional(String what) throws IOException, PlanFileException {
        if (json.peek() == JsonToken.NULL) {
            json.nextNull();
            return Optional.empty();
        }
        return Optional.of(text(what));
    }

    private String address() throws IOException, PlanFileException {
        String path = json.getPath();
        String address = text("a PCI address");
        if (!SafeText.isAddress(address)) {
            throw fault(path, "'" + SafeText.label(address) + "' is no PCI address, expected dddd:bb:dd.f such as 0000:01:00.0");
        }
        return address;
    }

    private String name(String what) throws IOException, PlanFileException {
        String path = json.getPath();
        String text = text(what);
        if (!SafeText.isName(text)) {
            throw fault(path, "'" + SafeText.label(text) + "' is not " + what);
        }
        return text;
    }

    private int id() throws IOException, PlanFileException {
        String path = json.getPath();
        String text = text("an id");
        boolean digits = text.length() == 4 && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
        if (!digits) {
            throw fault(path, "'" + SafeText.label(text) + "' is no id, expected four lower-case hexadecimal digits");
        }
        return Integer.parseInt(text, 16);
    }

    private OptionalInt optionalId() throws IOException, PlanFileException {
        if (json.peek() == JsonToken.NULL) {
            json.nextNull();
            return OptionalInt.empty();
        }
        return OptionalInt.of(id());
    }

    // ---- faults ----

    private void require(Set<String> seen, String path, String... keys) throws PlanFileException {
        for (String key : keys) {
            if (!seen.contains(key)) {
                throw fault(path, "the key " + key + " is missing");
            }
        }
    }

    private PlanFileException expected(String what) throws IOException {
        String found = switch (json.peek()) {
            case BEGIN_OBJECT -> "an object";
            case BEGIN_ARRAY -> "a list";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            default -> "the end";
        };
        return fault(json.getPath(), "expected " + what + ", found " + found);
    }

    private PlanFileException fault(String path, String what) {
        String where = where(path);
        return new PlanFileException(name + ": " + (where.isEmpty() ? "" : where + ": ") + what);
    }

    /** {@code wishes[2].driver} instead of {@code $.wishes[2].driver}; a key that is long or strange is cut and cleaned. */
    private static String where(String path) {
        String plain = path.startsWith("$.") ? path.substring(2) : path.startsWith("$") ? path.substring(1) : path;
        return SafeText.label(plain);
    }
}
