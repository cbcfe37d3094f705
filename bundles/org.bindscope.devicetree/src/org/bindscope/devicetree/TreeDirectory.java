// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.io.IOException;
import java.util.List;

/**
 * One directory of the directory form of a device tree ({@code /proc/device-tree}), wherever it lies: on disk, in an archive, in
 * memory. {@link PathTreeDirectory} is the one for files on disk.
 */
public interface TreeDirectory {

    /** {@return the name of the directory without its path} */
    String name();

    /**
     * {@return the directories in this one, in any order}
     *
     * @throws IOException when the directory cannot be listed
     */
    List<TreeDirectory> directories() throws IOException;

    /**
     * {@return the regular files in this directory, in any order}
     *
     * @throws IOException when the directory cannot be listed
     */
    List<TreeFile> files() throws IOException;

    /** One file, that is one property. */
    interface TreeFile {

        /** {@return the name of the file without its path} */
        String name();

        /**
         * {@return the bytes of the file}
         *
         * @param limit the longest answer that is wanted; a longer file gives an exception
         * @throws IOException when the file cannot be read
         */
        byte[] read(int limit) throws IOException;
    }
}
