// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** Entry point of the command line. */
public final class Main {

    private Main() {
    }

    /**
     * Runs one command and ends the process with its status.
     *
     * @param args words behind {@code bindscope}
     */
    public static void main(String[] args) {
        // System.out would swallow write failures, so the descriptor is used itself.
        Console console = new Console(System.in, new FileOutputStream(FileDescriptor.out), System.err);
        int status = new BindscopeCommands(console).run(args);
        Runtime.getRuntime().halt(status);
    }
}
