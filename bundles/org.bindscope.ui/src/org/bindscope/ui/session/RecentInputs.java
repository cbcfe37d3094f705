// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.eclipse.core.runtime.preferences.InstanceScope;
import org.osgi.service.prefs.BackingStoreException;
import org.osgi.service.prefs.Preferences;

/**
 * Which inputs of one kind were opened lately and which are open, kept over a restart in the workspace's
 * preferences.
 */
public final class RecentInputs {

    private static final String NODE = "org.bindscope.ui";
    private static final int MOST = 12;

    private final Preferences node = InstanceScope.INSTANCE.getNode(NODE);
    private final String recentKey;
    private final String openKey;

    /**
     * The memory of one kind.
     *
     * @param kind for example {@code Inputs}; part of the preference keys
     */
    public RecentInputs(String kind) {
        recentKey = "recent" + kind;
        openKey = "open" + kind;
    }

    /**
     * What was opened lately.
     *
     * @return newest first, at most 12
     */
    public List<DocumentInput> recent() {
        return read(recentKey);
    }

    List<DocumentInput> open() {
        return read(openKey);
    }

    /**
     * Remembers an input.
     *
     * @param input goes to the first place
     */
    public void opened(DocumentInput input) {
        List<DocumentInput> list = new ArrayList<>(recent());
        list.remove(input);
        list.add(0, input);
        write(recentKey, list.subList(0, Math.min(MOST, list.size())));
    }

    /**
     * Forgets an input.
     *
     * @param input one that cannot be opened any more
     */
    public void forget(DocumentInput input) {
        List<DocumentInput> list = new ArrayList<>(recent());
        list.remove(input);
        write(recentKey, list);
    }

    void nowOpen(List<DocumentInput> inputs) {
        write(openKey, inputs);
    }

    private List<DocumentInput> read(String key) {
        return Arrays.stream(node.get(key, "").split("\n"))
                .filter(line -> !line.isEmpty())
                .map(DocumentInput::ofKey)
                .toList();
    }

    private void write(String key, List<DocumentInput> inputs) {
        List<String> lines = inputs.stream().map(DocumentInput::key).flatMap(Optional::stream).toList();
        node.put(key, String.join("\n", lines));
        try {
            node.flush();
        } catch (BackingStoreException e) {
            UserMessages.log("The list of recent files could not be saved", e);
        }
    }
}
