// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.modprobe;

/**
 * A captured configuration file.
 *
 * @param path path inside the snapshot, without a leading slash
 * @param text content
 */
public record ConfigText(String path, String text) {

    /** The last part of the path. */
    String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
