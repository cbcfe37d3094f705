// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.Numbers;
import org.bindscope.snapshot.facts.Place;

/** The key=value lines of a file uevent. */
final class Uevent {

    private record Entry(String value, int line) {
    }

    private final String path;
    private final Map<String, Entry> entries;

    private Uevent(String path, Map<String, Entry> entries) {
        this.path = path;
        this.entries = entries;
    }

    /** A file that is missing or cannot be read gives no entries: other files tell the same. */
    static Uevent read(Attributes attributes) {
        Map<String, Entry> entries = new HashMap<>();
        String path = attributes.path("uevent");
        if (attributes.files().read(path, 1 << 16) instanceof FileTree.Present present) {
            int line = 0;
            for (String text : XmlText.decode(present.bytes()).split("\n")) {
                line++;
                int equals = text.indexOf('=');
                if (equals > 0) {
                    entries.putIfAbsent(text.substring(0, equals), new Entry(text.substring(equals + 1), line));
                }
            }
        }
        return new Uevent(path, entries);
    }

    Optional<Answer> text(String key) {
        Entry entry = entries.get(key);
        return entry == null || entry.value().isEmpty() ? Optional.empty()
                : Optional.of(Answer.said(entry.value(), Place.line(path, entry.line()), key + '=' + entry.value()));
    }

    Optional<Answer> hex(String key, int bits) {
        return part(key, -1, bits);
    }

    /** One of two hexadecimal numbers that a colon parts. */
    Optional<Answer> part(String key, int index, int bits) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        Place place = Place.line(path, entry.line());
        String value = entry.value();
        int colon = value.indexOf(':');
        OptionalLong number = index < 0 ? Numbers.hex(value, 0, value.length())
                : colon < 0 ? OptionalLong.empty()
                        : index == 0 ? Numbers.hex(value, 0, colon) : Numbers.hex(value, colon + 1, value.length());
        String text = key + '=' + value;
        return Optional.of(number.isPresent() && number.getAsLong() >> bits == 0
                ? Answer.said(number.getAsLong(), place, text)
                : Answer.unreadable(place, "a hexadecimal number of " + bits + " bits was expected in " + text));
    }
}
