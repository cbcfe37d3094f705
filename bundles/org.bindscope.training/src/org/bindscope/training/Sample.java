// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.training;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/**
 * One thing that ships with the product and can be opened: a captured machine, or a scenario.
 *
 * @param name        short name, as in {@code sample:NAME}; letters, digits and hyphens
 * @param title       for a menu
 * @param description one or two sentences: what it is and what it shows
 * @param fileName    name of the file, whose ending tells the format
 * @param resource    path of the file on the class path, with a leading slash
 */
public record Sample(String name, String title, String description, String fileName, String resource) {

    /**
     * Opens the content.
     *
     * @return a stream that the caller closes
     * @throws IOException when the product is incomplete and the file is missing, or reading fails
     */
    public InputStream open() throws IOException {
        InputStream stream = Sample.class.getResourceAsStream(resource);
        if (stream == null) {
            throw new FileNotFoundException("The sample " + name + " is missing from this installation ("
                    + resource + ").");
        }
        return stream;
    }
}
