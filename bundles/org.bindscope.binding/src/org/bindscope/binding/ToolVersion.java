// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.util.jar.Manifest;

/** The version of the program, for the heads of exports and for people. */
public final class ToolVersion {

    private ToolVersion() {
    }

    /**
     * The version of this bundle, which is that of the product.
     *
     * @return for example {@code 0.1.0.202611251200}; {@code unknown} where there is no manifest
     */
    public static String text() {
        URL here = ToolVersion.class.getResource("ToolVersion.class");
        String name = ToolVersion.class.getName().replace('.', '/') + ".class";
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
