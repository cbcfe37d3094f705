// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.text;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

import org.bindscope.model.SnapshotKind;
import org.bindscope.model.text.NvLinkTextKind;
import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.tree.ArchiveFormat;

/** Kinds of texts that tell about a machine, told by their content. */
public enum TextKind {

    /** The text that nvidia-bug-report.sh writes. */
    BUG_REPORT(SnapshotKind.BUG_REPORT),
    /** Output of udevadm info --export-db. */
    UDEV_DATABASE(SnapshotKind.UDEV_DATABASE),
    /** Node device descriptions of libvirt. */
    NODE_DEVICES(SnapshotKind.NODE_DEVICES),
    /** Output of lspci. */
    LSPCI(SnapshotKind.LSPCI_TEXT),
    /** Any of the texts that tell NVLinks. */
    NVLINK(SnapshotKind.NVLINK_TEXT),
    /** A kernel log. */
    KERNEL_LOG(SnapshotKind.KERNEL_LOG),
    /** The file /proc/modules. */
    PROC_MODULES(SnapshotKind.KERNEL_TEXT),
    /** The file /proc/iomem. */
    IOMEM(SnapshotKind.KERNEL_TEXT),
    /** What uname -a prints. */
    UNAME(SnapshotKind.KERNEL_TEXT),
    /** The list of aliases that depmod writes, without its folder. */
    MODULES_ALIAS(SnapshotKind.MODULES_FOLDER),
    /** Configuration of modprobe. */
    MODPROBE_CONFIG(SnapshotKind.MODPROBE_CONFIG);

    private static final int HEAD = 1 << 16;
    private static final int LINES = 200;
    private static final Set<String> COMMANDS = Set.of("alias", "options", "blacklist", "install", "remove", "softdep");

    private final SnapshotKind input;

    TextKind(SnapshotKind input) {
        this.input = input;
    }

    /**
     * What an input is that consists of such a text.
     *
     * @return the kind of input
     */
    public SnapshotKind input() {
        return input;
    }

    /**
     * Tells the kind.
     *
     * @param text a whole text or its beginning
     * @return empty when it is none of these
     */
    public static Optional<TextKind> of(String text) {
        String head = text.substring(0, Math.min(HEAD, text.length()));
        if (BugReport.isIn(head)) {
            return Optional.of(BUG_REPORT);
        }
        if (UdevDatabase.isIn(head)) {
            return Optional.of(UDEV_DATABASE);
        }
        if (NodeDevices.isIn(head)) {
            return Optional.of(NODE_DEVICES);
        }
        if (LspciText.isIn(head)) {
            return Optional.of(LSPCI);
        }
        if (NvLinkTextKind.of(text).isPresent()) {
            return Optional.of(NVLINK);
        }
        if (isKernelLog(head)) {
            return Optional.of(KERNEL_LOG);
        }
        return KernelTexts.of(head).or(() -> modprobe(head));
    }

    /** The first lines of a boot, or any line as the kernel's ring buffer and its copies in journals write them. */
    private static boolean isKernelLog(String head) {
        boolean version = false;
        int stamped = 0;
        TextLines lines = new TextLines(head, 1);
        for (int i = 0; i < LINES && lines.advance(); i++) {
            String line = lines.line();
            version |= line.contains("Linux version ");
            boolean stamp = line.startsWith("[") && line.indexOf('.') > 0 && line.indexOf('.') < line.indexOf("] ");
            stamped += stamp || line.contains(" kernel: ") ? 1 : 0;
        }
        return stamped >= 2 && (version || stamped > 10);
    }

    /** Every line that is no comment begins with one of modprobe's words (modprobe.d(5), kmod 30). */
    private static Optional<TextKind> modprobe(String head) {
        TextLines lines = new TextLines(head, 1);
        int commands = 0;
        int pci = 0;
        for (int i = 0; i < LINES && lines.advance(); i++) {
            String line = lines.line().strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int blank = line.indexOf(' ') < 0 ? line.indexOf('\t') : line.indexOf(' ');
            if (blank < 0 || !COMMANDS.contains(line.substring(0, blank))) {
                return Optional.empty();
            }
            commands++;
            pci += line.startsWith("alias pci:") || line.startsWith("alias vfio_pci:") || line.startsWith("alias acpi*:")
                    || line.startsWith("alias usb:") || line.startsWith("alias of:") ? 1 : 0;
        }
        return commands == 0 ? Optional.empty()
                : Optional.of(head.contains("# Aliases extracted from modules themselves") || pci > 1 ? MODULES_ALIAS : MODPROBE_CONFIG);
    }

    /**
     * The same for a text that may be compressed alone, as nvidia-bug-report.sh leaves it.
     *
     * @param bytes the file
     * @param max   most bytes of an unpacked text
     * @return empty when it is no text, or is longer
     * @throws IOException when what is compressed is cut or damaged
     */
    public static Optional<String> unpacked(byte[] bytes, int max) throws IOException {
        if (ArchiveFormat.of(bytes).filter(format -> format == ArchiveFormat.GZIP).isEmpty()) {
            return decode(bytes);
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] plain = in.readNBytes(max);
            return plain.length < max && ArchiveFormat.mayBeText(plain) ? decode(plain) : Optional.empty();
        }
    }

    /**
     * Decodes a text as tools and their users leave it: UTF-8, or what a byte order mark says, as files that
     * were redirected on Windows have it. Characters that XML cannot hold become {@code \xNN}.
     *
     * @param bytes the file
     * @return empty when it is no text: there are NUL bytes in it
     */
    public static Optional<String> decode(byte[] bytes) {
        int first = bytes.length > 1 ? bytes[0] & 0xff : -1;
        int second = bytes.length > 1 ? bytes[1] & 0xff : -1;
        if (first == 0xff && second == 0xfe || first == 0xfe && second == 0xff) {
            return Optional.of(XmlText.of(new String(bytes, 2, bytes.length - 2,
                    first == 0xff ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE)));
        }
        for (int i = 0; i < Math.min(HEAD, bytes.length); i++) {
            if (bytes[i] == 0) {
                return Optional.empty();
            }
        }
        String text = XmlText.decode(bytes);
        return Optional.of(text.startsWith("\ufeff") ? text.substring(1) : text);
    }
}
