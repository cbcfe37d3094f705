// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

/** OSGi event topics of the session. All are delivered on the UI thread to subscribers of the event broker. */
public final class SessionTopics {

    /** Another document is the active one, or none is. The data is the {@link MachineDocument}, or absent. */
    public static final String ACTIVE_DOCUMENT = "org/bindscope/ui/session/ACTIVE_DOCUMENT";

    /** A document was opened or closed. No data. */
    public static final String DOCUMENTS = "org/bindscope/ui/session/DOCUMENTS";

    /**
     * The conclusions about a document are others than before, because a what-if or the kernel rules
     * changed. The data is the {@link MachineDocument}.
     */
    public static final String CONCLUSIONS = "org/bindscope/ui/session/CONCLUSIONS";

    /**
     * Something was asked to be shown that no view has selected, from quick access or a link. The data
     * is the model object. Views take it like a selection.
     */
    public static final String REVEAL = "org/bindscope/ui/session/REVEAL";

    /**
     * Property of a {@link #REVEAL}: present where nobody asked for the object, but a selection is kept while the
     * machine was read again.
     */
    public static final String KEPT = "org.bindscope.ui.session.kept";

    private SessionTopics() {
    }
}
