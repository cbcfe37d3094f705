// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.nvlink.Claims.ChipLink;
import org.bindscope.analysis.nvlink.Claims.Gpu;
import org.bindscope.analysis.nvlink.Claims.LinkErrors;
import org.bindscope.analysis.nvlink.Claims.LinkState;
import org.bindscope.analysis.nvlink.NvLinkGraph.Proof;

/**
 * Reads what {@code nvidia-smi nvlink -s}, {@code -R}, {@code -p}, {@code -c}, {@code -e}, {@code c2c -s} and
 * {@code -L} print (fdt-nvlink section 3.2).
 */
final class SmiText {

    /** Id of a switch that no source identifies. */
    static final String SWITCH = "nvswitch";

    private static final String INACTIVE = "<inactive>";
    private static final String UNIT = "GB/s";
    private static final String REMOTE = "Remote Device ";
    private static final String ALL_INACTIVE = "NVML: Unable to retrieve NVLink information as all links are";

    private final SmiLines lines;
    private final Claims claims;
    private String gpu = "";

    private SmiText(SmiLines lines) {
        this.lines = lines;
        this.claims = new Claims(lines.file(), Claims.Trust.NEGOTIATED);
    }

    static Claims read(SmiLines lines) {
        SmiText text = new SmiText(lines);
        for (int i = 0; i < lines.lines().size(); i++) {
            String line = lines.lines().get(i);
            text.line(line.strip(), i);
            if (mayHideHead(line)) {
                text.gpu = "";
            }
        }
        return text.claims;
    }

    /**
     * Whether a line may be the damaged head of the next GPU, or two lines one of which is: the links below are none
     * of the GPU before then.
     */
    private static boolean mayHideHead(String line) {
        String text = line.strip();
        boolean own = text.startsWith("Link ") || text.startsWith("C2C Link ");
        boolean indented = line.startsWith("\t") || line.startsWith(" ");
        boolean known = own || text.isEmpty() || text.startsWith("GPU ") || text.startsWith("NVML:");
        return own && text.indexOf("GPU ") > 0 || !known && (!indented || text.contains("(UUID"));
    }

    private void line(String line, int at) {
        if (line.startsWith("GPU ") && line.indexOf(':') > 4) {
            head(line, at);
        } else if (gpu.isEmpty()) {
            return;
        } else if (line.startsWith("Link ")) {
            link(line, lines.proof(at));
        } else if (line.startsWith("C2C Link ")) {
            chipLink(line, lines.proof(at));
        } else if (line.startsWith(ALL_INACTIVE)) {
            // One line instead of one for each link: how many there are, it does not tell.
            claims.idle(gpu, lines.proof(at));
        }
    }

    private void head(String line, int at) {
        int colon = line.indexOf(':');
        OptionalInt index = integer(line.substring(4, colon));
        String rest = line.substring(colon + 1);
        int uuid = rest.indexOf("(UUID: ");
        int close = uuid < 0 ? -1 : rest.indexOf(')', uuid);
        gpu = index.isPresent() ? Claims.gpu(index.getAsInt()) : "";
        if (index.isEmpty() || !claims.gpu(new Gpu(gpu, (uuid < 0 ? rest : rest.substring(0, uuid)).strip(),
                close < 0 ? Optional.empty() : Optional.of(rest.substring(uuid + 7, close).strip()), Optional.empty(),
                Optional.empty(), lines.proof(at)))) {
            gpu = "";
        }
    }

    private void link(String line, Proof proof) {
        int comma = line.indexOf(',');
        int colon = line.indexOf(':');
        // A decimal comma stands behind the colon.
        int end = comma > 0 && (colon < 0 || comma < colon) ? comma : colon;
        OptionalInt number = end < 0 ? OptionalInt.empty() : integer(line.substring(5, end));
        if (number.isEmpty()) {
            claims.problem("no link number stands there", proof);
        } else if (end == comma) {
            capability(number.getAsInt(), line.substring(comma + 1).strip(), proof);
        } else {
            value(number.getAsInt(), line.substring(colon + 1).strip(), proof);
        }
    }

    private void capability(int number, String text, Proof proof) {
        int colon = text.indexOf(':');
        String value = colon < 0 ? "" : text.substring(colon + 1).strip();
        if (!value.equals("true") && !value.equals("false")) {
            claims.problem("a capability that is neither true nor false stands there", proof);
            return;
        }
        claims.link(new LinkState(gpu, number, OptionalDouble.empty(), false, Optional.empty(), OptionalInt.empty(),
                value.equals("true") ? Set.of(text.substring(0, colon).strip()) : Set.of(), List.of(proof)));
    }

    private void value(int number, String value, Proof proof) {
        int colon = value.indexOf(':');
        if (value.equals(INACTIVE)) {
            claims.link(new LinkState(gpu, number, OptionalDouble.empty(), true, Optional.empty(), OptionalInt.empty(),
                    Set.of(), List.of(proof)));
        } else if (value.endsWith(UNIT)) {
            OptionalDouble speed = decimal(value.substring(0, value.length() - UNIT.length()));
            if (speed.isEmpty()) {
                claims.problem("the speed is no number between 0 and " + (int) Claims.MAX_SPEED, proof);
            } else {
                claims.link(new LinkState(gpu, number, speed, false, Optional.empty(), OptionalInt.empty(), Set.of(),
                        List.of(proof)));
            }
        } else if (value.startsWith(REMOTE)) {
            String rest = value.substring(REMOTE.length());
            int separator = rest.indexOf(": Link ");
            remote(number, separator < 0 ? rest : rest.substring(0, separator),
                    separator < 0 ? OptionalInt.empty() : integer(rest.substring(separator + 7)), proof);
        } else if (colon > 0 && value.substring(0, colon).contains("Errors")) {
            errors(number, value.substring(0, colon).strip(), value.substring(colon + 1).strip(), proof);
        } else if (colon > 0) {
            remote(number, value, OptionalInt.empty(), proof);
        } else {
            claims.problem("neither a speed nor another end of the link stands there", proof);
        }
    }

    private void errors(int number, String counter, String value, Proof proof) {
        OptionalInt count = integer(value);
        if (count.isEmpty()) {
            claims.problem("the counter is no number", proof);
        } else if (count.getAsInt() > 0) {
            claims.errors(new LinkErrors(gpu, number, counter, count.getAsInt(), proof));
        }
    }

    private void remote(int number, String text, OptionalInt remoteLink, Proof proof) {
        Optional<String> remote = address(text);
        if (remote.isEmpty()) {
            claims.problem("no PCI address of the other end stands there", proof);
            return;
        }
        claims.link(new LinkState(gpu, number, OptionalDouble.empty(), false, remote, remoteLink, Set.of(),
                List.of(proof)));
    }

    private void chipLink(String line, Proof proof) {
        int colon = line.indexOf(':');
        OptionalInt number = colon < 0 ? OptionalInt.empty() : integer(line.substring(9, colon));
        String value = colon < 0 ? "" : line.substring(colon + 1).strip();
        if (number.isEmpty() || number.getAsInt() >= Claims.MAX_LINKS) {
            claims.problem("no link number from 0 to " + (Claims.MAX_LINKS - 1) + " stands there", proof);
            return;
        }
        OptionalDouble speed = value.endsWith(UNIT) ? decimal(value.substring(0, value.length() - UNIT.length()))
                : OptionalDouble.empty();
        if (speed.isEmpty() && !value.equals(INACTIVE)) {
            claims.problem("the speed is no number between 0 and " + (int) Claims.MAX_SPEED, proof);
        }
        claims.chipLink(new ChipLink(gpu, number.getAsInt(), speed, value.equals(INACTIVE), proof));
    }

    /** A canonical address; switches of a rack have a placeholder of all ones, which becomes {@link #SWITCH}. */
    static Optional<String> address(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        String digits = word.replace(":", "").replace(".", "");
        if (digits.length() >= 8 && digits.substring(0, digits.length() - 1).chars().allMatch(c -> c == 'f')) {
            return Optional.of(SWITCH);
        }
        return PciAddress.parse(word).map(PciAddress::toString);
    }

    /** A whole number that is not negative. */
    static OptionalInt integer(String text) {
        String word = text.strip();
        return !word.isEmpty() && word.length() < 10 && word.chars().allMatch(c -> c >= '0' && c <= '9')
                ? OptionalInt.of(Integer.parseInt(word)) : OptionalInt.empty();
    }

    /** A positive number with a point or a comma, in any script's digits. */
    static OptionalDouble decimal(String text) {
        StringBuilder word = new StringBuilder();
        for (char c : text.strip().toCharArray()) {
            // U+066B is the decimal separator that goes with Arabic digits.
            word.append(Character.isDigit(c) ? (char) ('0' + Character.digit(c, 10))
                    : c == ',' || c == 0x66b ? '.' : c);
        }
        int point = word.indexOf(".");
        if (word.length() == 0 || word.length() > 12 || point != word.lastIndexOf(".") || word.length() == 1 && point == 0
                || !word.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.')) {
            return OptionalDouble.empty();
        }
        double value = Double.parseDouble(word.toString());
        return value > 0 && value <= Claims.MAX_SPEED ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
}
