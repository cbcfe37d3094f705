// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.start;

/** What views say about the capture script when the snapshot lacks something. */
public final class CaptureHelp {

    /** One sentence that says where the script is. */
    public static final String WHERE = "Help > Start Page saves the capture script.";

    private CaptureHelp() {
    }
}
