// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.bindscope.binding.Wish;
import org.bindscope.ui.session.DocumentInput;
import org.bindscope.ui.session.UserMessages;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.osgi.service.prefs.BackingStoreException;
import org.osgi.service.prefs.Preferences;

/**
 * The plans of the inputs that were planned for lately, kept over a restart in the workspace's preferences, so that
 * closing the program loses no work. A plan to keep is saved as a file.
 */
final class PlanMemory {

    private static final String NODE = "org.bindscope.ui";
    private static final String KEY = "drafts";
    private static final int MOST_PLANS = 50;
    private static final int MOST_WISHES = 2_000;
    private static final String NO_DRIVER = "-";

    private final Preferences node = InstanceScope.INSTANCE.getNode(NODE);

    /** The plan that was made for an input; empty at first. */
    PlanDraft load(DocumentInput input) {
        return Optional.ofNullable(all().get(input.text())).map(PlanMemory::parse).orElse(PlanDraft.EMPTY);
    }

    /** Keeps the plan of an input; an empty one is forgotten. */
    void store(DocumentInput input, PlanDraft draft) {
        Map<String, String> all = all();
        all.remove(input.text());
        boolean keep = !draft.isEmpty() && draft.wishes().size() <= MOST_WISHES
                && input.text().chars().noneMatch(c -> c == '\t' || c == '\n');
        if (keep) {
            all.put(input.text(), text(draft));
        }
        List<String> lines = all.entrySet().stream().map(entry -> entry.getKey() + '\t' + entry.getValue()).toList();
        node.put(KEY, String.join("\n", lines.subList(Math.max(0, lines.size() - MOST_PLANS), lines.size())));
        try {
            node.flush();
        } catch (BackingStoreException e) {
            UserMessages.log("The binding plans could not be kept for the next start", e);
        }
    }

    /** Text of each plan by input, the one that was changed last at the end. */
    private Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        node.get(KEY, "").lines().forEach(line -> {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                all.put(line.substring(0, tab), line.substring(tab + 1));
            }
        });
        return all;
    }

    /**
     * A plan in one line: wishes, order and accepted rules, with tabs between. Wishes that no script could use are
     * left out.
     */
    static String text(PlanDraft draft) {
        return draft.wishes().stream().filter(Wish::isSafe)
                .map(wish -> wish.address() + "=" + wish.driver().orElse(NO_DRIVER)).collect(Collectors.joining(","))
                + '\t' + String.join(",", draft.order()) + '\t' + draft.accepted().stream().sorted().collect(Collectors.joining(","));
    }

    /** What {@link #text} made; wishes that are not well formed are left out. */
    static PlanDraft parse(String text) {
        String[] parts = text.split("\t", -1);
        if (parts.length != 3) {
            return PlanDraft.EMPTY;
        }
        List<Wish> wishes = words(parts[0]).stream().filter(word -> word.indexOf('=') > 0).map(word -> {
            String driver = word.substring(word.indexOf('=') + 1);
            return new Wish(word.substring(0, word.indexOf('=')), driver.equals(NO_DRIVER) ? Optional.empty() : Optional.of(driver));
        }).filter(Wish::isSafe).toList();
        return new PlanDraft(wishes, Set.copyOf(words(parts[2])), words(parts[1]));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(",")).filter(word -> !word.isEmpty()).distinct().toList();
    }
}
