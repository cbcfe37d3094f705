// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.eclipse.swt.custom.SashForm;

/** Keeps how a view's sashes divide their room over a restart. For the UI thread. */
public final class SashMemory {

    private static final String KEY = "sash.";

    private SashMemory() {
    }

    /**
     * Stores the weights.
     *
     * @param state  a part's persisted state
     * @param sashes the part's sashes, always in the same order
     */
    public static void store(Map<String, String> state, List<SashForm> sashes) {
        for (int i = 0; i < sashes.size(); i++) {
            if (!sashes.get(i).isDisposed()) {
                state.put(KEY + i, Arrays.stream(sashes.get(i).getWeights()).mapToObj(String::valueOf)
                        .collect(Collectors.joining(",")));
            }
        }
    }

    /**
     * Restores what was stored; text that is not what was stored changes nothing.
     *
     * @param state  a part's persisted state
     * @param sashes the part's sashes, in the same order as before
     */
    public static void restore(Map<String, String> state, List<SashForm> sashes) {
        for (int i = 0; i < sashes.size(); i++) {
            int[] weights = weights(state.getOrDefault(KEY + i, ""));
            if (weights.length == sashes.get(i).getWeights().length) {
                sashes.get(i).setWeights(weights);
            }
        }
    }

    private static int[] weights(String text) {
        try {
            int[] weights = Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
            return Arrays.stream(weights).allMatch(weight -> weight > 0 && weight <= 1_000_000) ? weights : new int[0];
        } catch (NumberFormatException e) {
            return new int[0];
        }
    }
}
