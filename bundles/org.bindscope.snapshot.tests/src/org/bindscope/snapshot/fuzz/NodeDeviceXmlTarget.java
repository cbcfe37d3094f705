// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.fuzz;

import java.nio.charset.StandardCharsets;

import org.bindscope.snapshot.text.NodeDevices;

/**
 * What must hold for any node device of libvirt: it is read, and everything that is not understood is a problem of one
 * sentence. Entry point of coverage-guided fuzzing, see {@code releng/fuzz}.
 */
public final class NodeDeviceXmlTarget {

    private NodeDeviceXmlTarget() {
    }

    /**
     * Tries one input.
     *
     * @param data the text
     */
    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        NodeDevices.isIn(text);
        NodeDevices.read("nodedev.xml", text, 1, (place, message) -> {
            if (message.isBlank() || message.contains("\n")) {
                throw new AssertionError("not one sentence: " + message);
            }
        });
    }
}
