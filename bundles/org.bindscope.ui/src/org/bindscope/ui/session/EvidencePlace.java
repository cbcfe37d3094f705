// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.eclipse.emf.ecore.EObject;

/**
 * A place in a captured file. Revealed with {@link MachineSessions#reveal}, the Evidence view shows it.
 *
 * @param file   path inside the snapshot, without a leading slash
 * @param line   line, counted from 1; empty where the file has no lines
 * @param offset byte offset; empty where lines say it
 */
public record EvidencePlace(String file, OptionalInt line, OptionalLong offset) implements ModelSelection {

    /**
     * What findings and verdicts write: a path, perhaps with a line behind a colon.
     *
     * @param text for example {@code lib/modules/6.1.0/modules.alias:14022}
     * @return the place
     */
    public static EvidencePlace parse(String text) {
        int colon = text.lastIndexOf(':');
        String tail = colon < 0 ? "" : text.substring(colon + 1);
        boolean number = !tail.isEmpty() && tail.length() < 10 && tail.chars().allMatch(c -> c >= '0' && c <= '9');
        // The addresses in sysfs paths hold colons too, and their last part is never a number alone.
        return number && Integer.parseInt(tail) > 0
                ? new EvidencePlace(text.substring(0, colon), OptionalInt.of(Integer.parseInt(tail)), OptionalLong.empty())
                : new EvidencePlace(text, OptionalInt.empty(), OptionalLong.empty());
    }

    /**
     * The place in one word.
     *
     * @return path, with the line or offset where there is one
     */
    public String text() {
        if (line.isPresent()) {
            return file + ":" + line.getAsInt();
        }
        return offset.isPresent() ? file + " at byte " + offset.getAsLong() : file;
    }

    @Override
    public List<EObject> modelObjects() {
        return List.of();
    }
}
