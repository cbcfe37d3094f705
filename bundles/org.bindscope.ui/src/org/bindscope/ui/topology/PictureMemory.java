// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.topology;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Choices of documents by the input that they were opened from, over a restart too. For the UI thread. */
final class PictureMemory {

    private static final String KEY = "pictures";
    private static final int MOST = 40;

    private final Map<String, PictureChoice> live = new HashMap<>();
    private final Map<String, String> stored = new LinkedHashMap<>();

    /** Reads what {@link #store} kept; lines of another form are passed over. */
    void restore(Map<String, String> state) {
        state.getOrDefault(KEY, "").lines().limit(MOST).forEach(line -> {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                stored.put(line.substring(tab + 1), line.substring(0, tab));
            }
        });
    }

    /** The choice for a document, made on first use. */
    PictureChoice of(String input) {
        return live.computeIfAbsent(input, key -> Optional.ofNullable(stored.get(key)).flatMap(PictureChoice::parse)
                .orElseGet(PictureChoice::new));
    }

    /** Keeps the latest choices. */
    void store(Map<String, String> state) {
        live.forEach((input, choice) -> {
            stored.remove(input);
            if (input.chars().noneMatch(c -> c == '\n' || c == '\r')) {
                stored.put(input, choice.text());
            }
        });
        StringBuilder text = new StringBuilder();
        stored.entrySet().stream().skip(Math.max(0, stored.size() - MOST))
                .forEach(entry -> text.append(entry.getValue()).append('\t').append(entry.getKey()).append('\n'));
        state.put(KEY, text.toString());
    }
}
