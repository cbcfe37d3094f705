// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.text;

import static org.bindscope.model.BindscopePackage.Literals.*;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.FunctionStatement;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.facts.ProblemSink;
import org.bindscope.snapshot.facts.Statements;
import org.eclipse.emf.ecore.EReference;

/**
 * Reads what lspci prints, with any of -n, -nn, -D, -k, -v to -vvv and -x to -xxxx, and the imitation of it
 * in nvidia-bug-report.log: text and hexadecimal dump of one function together. Lines that are none of
 * lspci's are passed over, so that a shell's prompt or a mail around the text does no harm.
 */
public final class LspciText {

    private static final int HEAD_LINES = 400;
    private static final int CLASS_BRIDGE = 0x0604;
    private static final int CLASS_CARDBUS = 0x0607;
    /** What lspci and its library write to standard error, which may stand between the lines of a function. */
    private static final List<String> MESSAGES = List.of("pcilib:", "lspci:");

    private final String file;
    private final ProblemSink problems;
    private final Statements statements = new Statements();
    private final List<LspciRecord> records = new ArrayList<>();
    private final HexLines hex;
    private LspciRecord current;

    private LspciText(String file, ProblemSink problems) {
        this.file = file;
        this.problems = problems;
        this.hex = new HexLines(file, problems);
    }

    /**
     * Whether a text holds output of lspci: a line that begins with a PCI address, a blank and a class.
     *
     * @param text the beginning of a text
     * @return true when it does
     */
    public static boolean isIn(String text) {
        TextLines lines = new TextLines(text, 1);
        for (int i = 0; i < HEAD_LINES && lines.advance(); i++) {
            if (LspciFields.isSlotLine(lines.line()) || LspciFields.isQuoted(lines.line())
                    || LspciHeader.of(lines.line()).filter(LspciText::namesClass).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** A class by its number, or by a name as pci.ids has them, so that a time of day before a word is none. */
    private static boolean namesClass(LspciHeader header) {
        return header.baseClass().isPresent() || !header.className().isEmpty()
                && Character.isUpperCase(header.className().charAt(0)) && !header.name().isEmpty();
    }

    /**
     * Reads a text.
     *
     * @param file      path that evidence names
     * @param text      the text
     * @param firstLine number of the text's first line in the file
     * @param problems  takes what was left out
     * @return what it says
     */
    public static Statements read(String file, String text, int firstLine, ProblemSink problems) {
        LspciText reader = new LspciText(file, problems);
        TextLines lines = new TextLines(text, firstLine);
        LspciFields fields = new LspciFields(file, reader.statements, problems);
        while (lines.advance()) {
            if (!fields.take(lines.line(), lines.number(), lines.terminated())) {
                reader.take(lines.line(), lines.number(), lines.terminated());
            }
        }
        fields.end(false);
        reader.end(false);
        reader.concludeAbsence();
        reader.noteDenied();
        return reader.statements;
    }

    private void take(String line, int number, boolean terminated) {
        if (line.isEmpty()) {
            end(true);
            return;
        }
        char first = line.charAt(0);
        if (first == '\t' || first == ' ') {
            if (current != null) {
                current.attribute(line.strip(), number, terminated);
            }
            return;
        }
        if (HexLines.isHexLine(line)) {
            if (current != null) {
                hex.take(line, number);
            }
            return;
        }
        Optional<LspciHeader> header = LspciHeader.of(line);
        if (header.isPresent()) {
            begin(header.get(), line, number, terminated);
        } else if (MESSAGES.stream().noneMatch(line::startsWith)) {
            // It may be the damaged first line of a function, whose lines are none of the one before.
            end(false);
        }
    }

    private void begin(LspciHeader header, String line, int number, boolean terminated) {
        end(true);
        Optional<FunctionStatement> function = statements.of(header.address(), Place.line(file, number), line);
        function.ifPresent(statement -> {
            current = new LspciRecord(file, statement, header, Place.line(file, number), line, terminated, problems);
            records.add(current);
        });
    }

    /** The record is over; it is known to be whole when an empty line or another function follows. */
    private void end(boolean whole) {
        if (current == null) {
            return;
        }
        hex.moveTo(current.function());
        identify(current);
        current.setWhole(whole);
        current = null;
    }

    private static void identify(LspciRecord record) {
        LspciHeader header = record.header();
        FunctionStatement function = record.function();
        Place place = record.place();
        String line = record.line();
        header.vendor().ifPresent(id -> function.add(PCI_FUNCTION__VENDOR_ID, Answer.said((long) id, place, line)));
        header.device().ifPresent(id -> function.add(PCI_FUNCTION__DEVICE_ID, Answer.said((long) id, place, line)));
        if (header.vendor().isEmpty() && !header.name().isEmpty()) {
            function.add(PCI_FUNCTION__DEVICE_NAME, Answer.said(header.name(), place, line));
        }
        header.badNumber().ifPresent(bad -> record.problem(place, "a number of two hexadecimal digits was expected in \""
                + bad + '"'));
        if (record.isDead()) {
            function.add(PCI_FUNCTION__REVISION, Answer.unreadable(place, "lspci read the header type 7f: the function did not answer"));
        } else if (header.revision() >= 0 && record.isEnded()) {
            function.add(PCI_FUNCTION__REVISION, Answer.said((long) header.revision(), place, line));
        }
        // Without -v lspci does not print the programming interface, with -v it leaves out a nameless 00.
        int progIf = record.isDead() ? -1 : header.progIf().orElse(record.isVerbose() && header.clean() && record.isEnded() ? 0 : -1);
        if (header.baseClass().isPresent()) {
            int base = header.baseClass().getAsInt();
            if (progIf >= 0) {
                function.add(PCI_FUNCTION__CLASS_CODE, Answer.said((long) base << 8 | progIf, place, line));
            }
            if (base == CLASS_BRIDGE || base == CLASS_CARDBUS) {
                function.setBridge();
            }
        }
        if (!header.className().isEmpty() && !function.answers(PCI_FUNCTION__CLASS_CODE)) {
            function.add(PCI_FUNCTION__CLASS_NAME, Answer.said(header.className(), place, line));
        }
    }

    /**
     * lspci prints a line for a driver and one for an IOMMU group where there is one. A whole record without
     * it says that there is none, provided that this output prints such lines at all.
     */
    private void concludeAbsence() {
        boolean drivers = records.stream().anyMatch(record -> record.function().answers(PCI_FUNCTION__DRIVER));
        boolean groups = records.stream().anyMatch(record -> record.function().answers(PCI_FUNCTION__IOMMU_GROUP));
        Map<FunctionStatement, LspciRecord> last = new LinkedHashMap<>();
        for (LspciRecord record : records) {
            if (record.isWhole() && record.isDetailed()) {
                last.put(record.function(), record);
            }
        }
        last.forEach((function, record) -> {
            if (drivers && !function.answers(PCI_FUNCTION__DRIVER)) {
                none(function, PCI_FUNCTION__DRIVER, record, "Kernel driver in use");
            }
            if (groups && record.isVerbose() && !function.answers(PCI_FUNCTION__IOMMU_GROUP)) {
                none(function, PCI_FUNCTION__IOMMU_GROUP, record, "IOMMU group");
            }
        });
    }

    private void noteDenied() {
        records.stream().filter(LspciRecord::isDenied).findFirst().ifPresent(first -> problems.problem(first.place(),
                file + ": lspci ran without root rights: the capabilities of "
                        + records.stream().filter(LspciRecord::isDenied).count() + " functions are not known."));
    }

    private static void none(FunctionStatement function, EReference feature, LspciRecord record, String line) {
        function.add(feature, Answer.none(record.place(), "no line \"" + line + "\""));
    }
}
