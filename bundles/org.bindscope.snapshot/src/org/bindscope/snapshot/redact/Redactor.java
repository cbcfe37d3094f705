// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.redact;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import org.bindscope.devicetree.FdtNode;
import org.bindscope.devicetree.FdtProperty;
import org.bindscope.devicetree.FdtReader;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.redact.RedactionReport.Kind;
import org.bindscope.snapshot.tree.ArchiveFormat;
import org.bindscope.snapshot.tree.CaptureNotes;
import org.bindscope.snapshot.tree.TreePaths;

/**
 * Replaces what identifies a machine, file by file: serial numbers (also those inside of configuration spaces
 * and of device trees), MAC addresses, UUIDs and the host's name. Ids, classes, addresses on the bus and
 * everything else that matching and grouping read stay.
 */
public final class Redactor {

    /** What the report calls names that are no part of the machine's tree. */
    private static final String NAMES = CaptureNotes.FOLDER + "/inputs";
    private static final int MAX_TEXT = 64 << 20;
    private static final int SHORTEST_HOST = 3;
    private static final List<String> HOST_FILES = List.of("proc/sys/kernel/hostname", "etc/hostname", "hostname");
    private static final List<String> UNAME_FILES = List.of("uname", "uname.txt");

    private final RedactionReport report = new RedactionReport();
    private final Pseudonyms pseudonyms;
    private final TextRedactor texts;
    private final PropertyRedactor properties;
    private final Optional<String> host;

    /**
     * Creates one for one machine.
     *
     * @param pseudonyms what to put in place
     * @param host       the machine's name; empty when it is not known
     */
    public Redactor(Pseudonyms pseudonyms, Optional<String> host) {
        this.pseudonyms = pseudonyms;
        this.host = host.filter(name -> name.length() >= SHORTEST_HOST && !name.startsWith("localhost"));
        this.texts = new TextRedactor(pseudonyms, report, this.host);
        this.properties = new PropertyRedactor(pseudonyms);
    }

    /**
     * The host's name as the files tell it.
     *
     * @param files the files of a machine
     * @return the first word of its name, without a domain; empty when no file tells it
     */
    public static Optional<String> hostOf(FileTree files) {
        for (String path : HOST_FILES) {
            Optional<String> name = line(files, path).map(text -> text.strip().split("[.\\s]", 2)[0]);
            if (name.filter(text -> !text.isEmpty()).isPresent()) {
                return name;
            }
        }
        for (String path : UNAME_FILES) {
            // Linux HOST 6.1.0 #1 SMP ... as uname -a prints it.
            Optional<String[]> words = line(files, path).map(text -> text.split("\\s+"))
                    .filter(parts -> parts.length > 2 && parts[0].equals("Linux"));
            if (words.isPresent()) {
                return words.map(parts -> parts[1].split("\\.", 2)[0]);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> line(FileTree files, String path) {
        return files.read(path, 1 << 12) instanceof FileTree.Present present
                ? new String(present.bytes(), StandardCharsets.ISO_8859_1).lines().findFirst()
                : Optional.empty();
    }

    /**
     * What was replaced so far.
     *
     * @return the report, which grows with each file
     */
    public RedactionReport report() {
        return report;
    }

    /**
     * The content to write.
     *
     * @param path  path on the machine, without the leading slash
     * @param bytes content; not changed
     * @return the same array when nothing in it identifies the machine; empty when it cannot be looked through,
     *         so that it must be left out
     */
    public Optional<byte[]> redact(String path, byte[] bytes) {
        // The report must not tell the name that was taken out of the path.
        return content(renamed(path, new ArrayList<>()), bytes);
    }

    private Optional<byte[]> content(String path, byte[] bytes) {
        return bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b && !isKernelList(path, TreePaths.name(path))
                ? packed(path, bytes) : Optional.of(plain(path, bytes));
    }

    private byte[] plain(String path, byte[] bytes) {
        String name = TreePaths.name(path);
        if (path.startsWith("sys/")) {
            return sysfs(path, name, bytes);
        }
        if (path.startsWith("proc/device-tree/")) {
            return property(path, name, bytes);
        }
        if (isKernelList(path, name)) {
            return bytes;
        }
        boolean tree = ArchiveFormat.of(bytes).filter(format -> format == ArchiveFormat.DEVICE_TREE).isPresent();
        return tree ? blob(path, bytes) : texts.redact(path, bytes);
    }

    /** Lists that belong to a kernel and not to a machine. */
    private static boolean isKernelList(String path, String name) {
        return path.startsWith("lib/modules/") || path.startsWith("usr/lib/modules/") || name.startsWith("config-")
                || name.equals("config.gz") || path.equals("proc/modules");
    }

    private byte[] sysfs(String path, String name, byte[] bytes) {
        if (path.equals("sys/firmware/fdt")) {
            return blob(path, bytes);
        }
        if (path.startsWith("sys/firmware/devicetree/")) {
            return property(path, name, bytes);
        }
        return name.equals("config") ? ConfigRedactor.redact(bytes, pseudonyms, kind -> report.add(path, kind)) : bytes;
    }

    private byte[] property(String path, String name, byte[] bytes) {
        byte[] out = properties.redact(name, bytes);
        if (out != bytes) {
            report.add(path, Kind.PROPERTY);
        }
        return out;
    }

    private byte[] blob(String path, byte[] bytes) {
        byte[] out = bytes.clone();
        int[] replaced = {0};
        FdtReader.readLenient(bytes).root().walk(node -> replaced[0] += properties(path, node, out));
        return replaced[0] == 0 ? bytes : out;
    }

    private int properties(String path, FdtNode node, byte[] blob) {
        int replaced = 0;
        for (FdtProperty property : node.properties()) {
            byte[] value = property.value();
            byte[] pseudonym = properties.redact(property.name(), value);
            if (pseudonym != value && property.valueOffset() >= 0
                    && property.valueOffset() + pseudonym.length <= blob.length) {
                System.arraycopy(pseudonym, 0, blob, property.valueOffset(), pseudonym.length);
                report.add(path, Kind.PROPERTY);
                replaced++;
            }
        }
        return replaced;
    }

    /** A log that is packed by itself, as nvidia-bug-report.log.gz. What cannot be unpacked cannot be looked through. */
    private Optional<byte[]> packed(String path, byte[] bytes) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] unpacked = in.readNBytes(MAX_TEXT);
            if (in.read() >= 0) {
                return Optional.empty();
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(texts.redact(path, unpacked));
            }
            return Optional.of(out.toByteArray());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * The path to write, without the host's name (Proxmox VE has a folder of that name), names of network
     * interfaces that are MAC addresses, and UUIDs (mediated devices have them as names).
     *
     * @param path path on the machine, or the text of a link
     * @return the same text when no part of it identifies the machine
     */
    public String path(String path) {
        List<Kind> kinds = new ArrayList<>();
        String renamed = renamed(path, kinds);
        kinds.forEach(kind -> report.add(renamed, kind));
        return renamed;
    }

    private String renamed(String path, List<Kind> kinds) {
        String[] parts = path.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            Optional<Kind> kind = TextRedactor.kindOfName(parts[i]);
            if (host.isPresent() && parts[i].equalsIgnoreCase(host.get())) {
                parts[i] = pseudonyms.host(host.get());
                kinds.add(Kind.HOST);
            } else if (kind.isPresent()) {
                parts[i] = texts.renamed(parts[i]);
                kinds.add(kind.get());
            }
        }
        return kinds.isEmpty() ? path : String.join("/", parts);
    }

    /**
     * A name or a sentence to write, which is not part of a machine's tree: the name of a file that somebody sent.
     *
     * @param text one line
     * @return the same text when nothing in it identifies the machine
     */
    public String name(String text) {
        return new String(texts.redact(NAMES, text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }
}
