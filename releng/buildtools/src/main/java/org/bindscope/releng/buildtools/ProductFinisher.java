// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.releng.buildtools;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Prepares an unpacked product for the command line, which runs without OSGi.
 *
 * <p>Writes {@code cli.classpath}, the jars of the command line in order, one path a line relative
 * to the product's folder, and takes the signature files out of those jars: class data sharing
 * leaves the classes of signed jars out of its archive, which doubles the start-up time of a
 * command.
 */
public final class ProductFinisher {

    /** Symbolic names of the bundles that the command line loads. */
    private static final List<String> COMMAND_LINE = List.of(
            "org.bindscope.cli", "org.bindscope.render", "org.bindscope.training", "org.bindscope.binding",
            "org.bindscope.analysis", "org.bindscope.snapshot", "org.bindscope.devicetree", "org.bindscope.model",
            "org.eclipse.emf.common", "org.eclipse.emf.ecore", "org.eclipse.emf.ecore.xmi",
            "picocli", "com.google.gson", "org.snakeyaml.engine",
            "org.apache.commons.commons-compress", "org.apache.commons.commons-io", "org.apache.commons.lang3",
            "org.apache.commons.commons-codec", "org.tukaani.xz", "com.github.luben.zstd-jni",
            "org.eclipse.elk.alg.layered", "org.eclipse.elk.alg.common", "org.eclipse.elk.core", "org.eclipse.elk.graph",
            "com.google.guava", "com.google.guava.failureaccess", "org.eclipse.xtext.xbase.lib");

    private ProductFinisher() {
    }

    /**
     * Finishes a product.
     *
     * @param args one argument: the product's folder, which holds {@code plugins}
     * @throws IOException if a jar is missing or cannot be rewritten
     */
    public static void main(String[] args) throws IOException {
        Path product = Path.of(args[0]).toAbsolutePath();
        Path plugins = product.resolve("plugins");
        List<String> classPath = new ArrayList<>();
        for (String name : COMMAND_LINE) {
            Path jar = bundle(plugins, name);
            removeSignatures(jar);
            classPath.add("plugins/" + jar.getFileName());
        }
        Files.write(product.resolve("cli.classpath"), classPath);
    }

    private static Path bundle(Path plugins, String symbolicName) throws IOException {
        try (Stream<Path> jars = Files.list(plugins)) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith(symbolicName + "_"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("The product lacks the bundle " + symbolicName));
        }
    }

    private static void removeSignatures(Path jar) throws IOException {
        Path copy = jar.resolveSibling(jar.getFileName() + ".unsigned");
        boolean signed = false;
        try (JarFile source = new JarFile(jar.toFile());
                OutputStream file = Files.newOutputStream(copy);
                ZipOutputStream target = new ZipOutputStream(file)) {
            for (ZipEntry entry : (Iterable<ZipEntry>) source.stream().map(ZipEntry.class::cast)::iterator) {
                if (isSignature(entry.getName())) {
                    signed = true;
                    continue;
                }
                ZipEntry written = new ZipEntry(entry.getName());
                written.setTime(entry.getTime());
                target.putNextEntry(written);
                try (InputStream content = source.getInputStream(entry)) {
                    content.transferTo(target);
                }
                target.closeEntry();
            }
        }
        if (signed) {
            Files.move(copy, jar, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(copy);
        }
    }

    private static boolean isSignature(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.startsWith("META-INF/") && upper.indexOf('/', 9) < 0
                && (upper.endsWith(".SF") || upper.endsWith(".RSA") || upper.endsWith(".DSA") || upper.endsWith(".EC"));
    }
}
