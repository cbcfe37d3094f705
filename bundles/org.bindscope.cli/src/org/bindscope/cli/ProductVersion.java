// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.util.jar.Manifest;

/** The version of this build, from the manifest beside the classes. */
final class ProductVersion {

    private ProductVersion() {
    }

    /** The bundle's version, or {@code unknown} where there is no manifest. */
    static String text() {
        URL here = ProductVersion.class.getResource("ProductVersion.class");
        String name = ProductVersion.class.getName().replace('.', '/') + ".class";
        String place = here == null ? "" : here.toString();
        if (!place.endsWith(name)) {
            return "unknown";
        }
        String manifest = place.substring(0, place.length() - name.length()) + "META-INF/MANIFEST.MF";
        try (InputStream in = URI.create(manifest).toURL().openStream()) {
            String version = new Manifest(in).getMainAttributes().getValue("Bundle-Version");
            return version == null ? "unknown" : version;
        } catch (IOException e) {
            return "unknown";
        }
    }
}
