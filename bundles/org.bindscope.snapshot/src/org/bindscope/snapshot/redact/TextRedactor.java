// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.redact;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.bindscope.snapshot.redact.RedactionReport.Kind;

/**
 * Replaces what identifies a machine in logs, outputs of tools and configuration. Works on bytes one to one
 * (ISO 8859-1), so that everything else stays as it is, whatever its encoding.
 */
final class TextRedactor {

    private static final String BYTE = "[0-9a-fA-F]{2}";
    private static final Pattern MAC = Pattern.compile("(?<![0-9a-fA-F:])" + BYTE + "(:" + BYTE + "){5}(?![0-9a-fA-F:])");
    /** Names of interfaces after their address, as systemd makes them: enx0123456789ab. */
    private static final Pattern MAC_NAME = Pattern.compile("(?<![0-9a-zA-Z])(?:enx|wlx)([0-9a-f]{12})(?![0-9a-zA-Z])");
    private static final Pattern UUID = Pattern
            .compile("(?<![0-9a-fA-F])[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9a-fA-F])");
    /** As lspci prints the extended capability: "Device Serial Number 00-11-22-ff-ff-33-44-55". */
    private static final Pattern DEVICE_SERIAL_NUMBER = Pattern
            .compile("(?<=Device Serial Number )" + BYTE + "(?:-" + BYTE + "){7}(?![-0-9a-fA-F])");
    /**
     * Serial numbers by the word before them: udev's ID_SERIAL=, elements of libvirt and nvidia-smi, "Serial
     * Number : X", lspci's "[SN] Serial number: X", JSON's "serial":"X", USB's "SerialNumber: X".
     */
    private static final Pattern SERIAL = Pattern.compile("(?:(?:SERIAL|SERIAL_SHORT|WWN|WWN_WITH_EXTENSION|WWID|NQN|EUI|NGUID|WWPN|WWNN)="
            + "|<(?:serial|wwn|wwnn|wwpn|board_serial|gpu_serial|nodeguid)>|[Ss]erial ?[Nn]umber *[:=] *"
            + "|\"(?:serial|wwn|ptuuid|uuid)\" *: *\")([^\r\n<\"]+)");
    private static final Pattern PCI_ADDRESS = Pattern.compile("[0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\\.[0-7].*");

    private static final int MAC_NAME_LENGTH = 15;
    private static final int UUID_LENGTH = 36;

    private final Pseudonyms pseudonyms;
    private final RedactionReport report;
    private final Optional<Pattern> host;

    TextRedactor(Pseudonyms pseudonyms, RedactionReport report, Optional<String> host) {
        this.pseudonyms = pseudonyms;
        this.report = report;
        this.host = host.map(name -> Pattern.compile("(?<![0-9A-Za-z_])" + Pattern.quote(name) + "(?![0-9A-Za-z_])"));
    }

    /** What the name of a file or folder identifies: a MAC address in an interface's name, or a UUID; empty for others. */
    static Optional<Kind> kindOfName(String name) {
        if (name.length() == MAC_NAME_LENGTH && MAC_NAME.matcher(name).matches()) {
            return Optional.of(Kind.MAC);
        }
        return name.length() == UUID_LENGTH && UUID.matcher(name).matches() ? Optional.of(Kind.UUID) : Optional.empty();
    }

    /** The name to put in place of one that identifies. */
    String renamed(String name) {
        return name.length() == MAC_NAME_LENGTH ? interfaceName(name) : pseudonyms.uuid(name);
    }

    byte[] redact(String file, byte[] bytes) {
        String before = new String(bytes, StandardCharsets.ISO_8859_1);
        String text = serials(file, before);
        text = replace(file, text, DEVICE_SERIAL_NUMBER, Kind.DEVICE_SERIAL_NUMBER, this::dashed);
        text = replace(file, text, UUID, Kind.UUID, pseudonyms::uuid);
        text = replace(file, text, MAC, Kind.MAC, pseudonyms::mac);
        text = replace(file, text, MAC_NAME, Kind.MAC, this::interfaceName);
        if (host.isPresent()) {
            text = replace(file, text, host.get(), Kind.HOST, pseudonyms::host);
        }
        text = HexDumps.redact(text, config -> ConfigRedactor.redact(config, pseudonyms, kind -> report.add(file, kind)));
        return text.equals(before) ? bytes : text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private String serials(String file, String text) {
        Matcher matcher = SERIAL.matcher(text);
        StringBuilder out = null;
        int from = 0;
        while (matcher.find()) {
            String value = matcher.group(1);
            // USB controllers say their PCI address; "N/A" says that there is none.
            if (value.isBlank() || value.equals("N/A") || PCI_ADDRESS.matcher(value).matches()) {
                continue;
            }
            out = out == null ? new StringBuilder(text.length()) : out;
            out.append(text, from, matcher.start(1)).append(pseudonyms.serial(value));
            from = matcher.end(1);
            report.add(file, Kind.SERIAL);
        }
        return out == null ? text : out.append(text, from, text.length()).toString();
    }

    private String replace(String file, String text, Pattern pattern, Kind kind, UnaryOperator<String> pseudonym) {
        return pattern.matcher(text).replaceAll(match -> {
            report.add(file, kind);
            return Matcher.quoteReplacement(pseudonym.apply(match.group()));
        });
    }

    private String interfaceName(String name) {
        String mac = name.substring(3).replaceAll("(..)(?=.)", "$1:");
        return name.substring(0, 3) + pseudonyms.mac(mac).replace(":", "");
    }

    private String dashed(String serial) {
        String digits = pseudonyms.deviceSerialNumber(serial.replace("-", "").toLowerCase(Locale.ROOT));
        return HexFormat.ofDelimiter("-").formatHex(HexFormat.of().parseHex(digits));
    }
}
