// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.bindscope.model.BindscopePackage.Literals;
import org.bindscope.model.FactState;
import org.bindscope.snapshot.facts.FunctionStatement;
import org.bindscope.snapshot.facts.PciAddress;
import org.bindscope.snapshot.facts.ProblemSink;
import org.bindscope.snapshot.facts.Statements;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * What tools print about made-up machines is read back as it was. However a text is cut, and whatever sign stands in
 * place of one of its characters, no number of it is wrong: it is right or not there.
 */
class ToolTextPropertyTest {

    private interface Reader {
        Statements read(String file, String text, int firstLine, ProblemSink problems);
    }

    /** A form of output, how it is read, and what it does not tell. */
    enum Form {
        LSPCI(Printed::lspci, LspciText::read, Set.of()),
        LSPCI_FIELDS(Printed::fields, LspciText::read, Set.of(Literals.PCI_FUNCTION__IRQ)),
        UDEV(Printed::udev, UdevDatabase::read, Set.of(Literals.PCI_FUNCTION__REVISION, Literals.PCI_FUNCTION__IRQ,
                Literals.PCI_FUNCTION__NUMA_NODE, Literals.PCI_FUNCTION__IOMMU_GROUP)),
        NODE_DEVICE(Printed::nodeDevice, NodeDevices::read, Set.of(Literals.PCI_FUNCTION__REVISION, Literals.PCI_FUNCTION__IRQ,
                Literals.PCI_FUNCTION__SUBSYSTEM_VENDOR_ID, Literals.PCI_FUNCTION__SUBSYSTEM_ID)),
        BUG_REPORT(Printed::dumped, ToolTextPropertyTest::ofReport, Set.of(Literals.PCI_FUNCTION__IRQ, Literals.PCI_FUNCTION__NUMA_NODE,
                Literals.PCI_FUNCTION__IOMMU_GROUP, Literals.PCI_FUNCTION__DRIVER, Literals.PCI_FUNCTION__SUBSYSTEM_VENDOR_ID,
                Literals.PCI_FUNCTION__SUBSYSTEM_ID));

        private final Function<Printed, String> printer;
        private final Reader reader;
        private final Set<EStructuralFeature> untold;

        Form(Function<Printed, String> printer, Reader reader, Set<EStructuralFeature> untold) {
            this.printer = printer;
            this.reader = reader;
            this.untold = untold;
        }

        String text(List<Printed> machine) {
            String functions = machine.stream().map(printer).collect(Collectors.joining());
            return this != BUG_REPORT ? functions : "_".repeat(44) + "\n\nStart of NVIDIA bug report log file.\n\n" + "_".repeat(44)
                    + "\n\nPCI devices configuration space dump using sysfs\n\n\n" + functions + "_".repeat(44) + "\n";
        }

        Map<EStructuralFeature, Object> facts(Printed function) {
            Map<EStructuralFeature, Object> facts = new HashMap<>(function.facts());
            facts.keySet().removeAll(untold);
            return facts;
        }
    }

    private static Statements ofReport(String file, String text, int firstLine, ProblemSink problems) {
        // One section holds all functions.
        return BugReport.sections(text).stream().filter(BugReport::isLspci)
                .map(section -> LspciText.read(file, section.content(), section.firstLine(), problems)).findFirst().orElseGet(Statements::new);
    }

    private static final ProblemSink ONE_SENTENCE = (place, message) -> assertFalse(message.isBlank() || message.contains("\n"), message);

    @Provide
    Arbitrary<List<Printed>> machines() {
        return Printed.machines();
    }

    @Property(tries = 300)
    void aMachineIsReadBackAsItWasPrinted(@ForAll("machines") List<Printed> machine, @ForAll Form form) {
        Statements read = form.reader.read("f", form.text(machine), 1, (place, message) -> {
            throw new AssertionError(message);
        });
        assertEquals(machine.stream().map(Printed::address).toList(), read.all().stream().map(FunctionStatement::address).toList());
        for (Printed function : machine) {
            FunctionStatement statement = function.in(read).orElseThrow();
            assertEquals(form.facts(function), new HashMap<>(Printed.said(statement)));
            if (form == Form.BUG_REPORT) {
                assertArrayEquals(function.header(), statement.configs().get(0).bytes());
            } else if (function.driver().isEmpty() && (form == Form.UDEV || form == Form.NODE_DEVICE)) {
                assertEquals(FactState.NONE, statement.answers().get(Literals.PCI_FUNCTION__DRIVER).get(0).state());
            }
        }
    }

    private static void isRightOrNotThere(Form form, List<Printed> machine, String text, Set<PciAddress> damaged) {
        Statements read = form.reader.read("f", text, 1, ONE_SENTENCE);
        Map<PciAddress, Printed> printed = machine.stream().collect(Collectors.toMap(Printed::address, Function.identity()));
        for (FunctionStatement statement : read.all()) {
            Printed function = printed.get(statement.address());
            assertTrue(function != null || damaged.contains(statement.address()), () -> statement.address() + " was never printed");
            Map<EStructuralFeature, Object> facts = function == null ? Map.of() : form.facts(function);
            Printed.said(statement).forEach((feature, value) -> {
                if (feature != Literals.PCI_FUNCTION__DRIVER) {
                    assertEquals(facts.get(feature), value, () -> statement.address() + " " + feature.getName());
                }
            });
            statement.configs().forEach(config -> assertArrayEquals(Arrays.copyOf(function.header(), config.bytes().length), config.bytes()));
            boolean none = statement.answers().getOrDefault(Literals.PCI_FUNCTION__DRIVER, List.of()).stream()
                    .anyMatch(answer -> answer.state() == FactState.NONE);
            // A damaged name of the line or property hides the driver; a cut one must not.
            assertTrue(!none || function.driver().isEmpty() || damaged == ANY, () -> statement.address() + " has the driver " + function.driver());
        }
    }

    /** Nothing is known to be damaged but one character. */
    private static final Set<PciAddress> ANY = Set.of();
    private static final Set<PciAddress> CUT = new java.util.HashSet<>();

    @Property(tries = 1000)
    void aCutTextTellsNoWrongNumber(@ForAll("machines") List<Printed> machine, @ForAll Form form, @ForAll @IntRange(min = 0, max = 1_000_000) int at) {
        String text = form.text(machine);
        isRightOrNotThere(form, machine, text.substring(0, at % (text.length() + 1)), CUT);
    }

    @Property(tries = 1500)
    void aSignInPlaceOfACharacterMakesNoWrongNumber(@ForAll("machines") List<Printed> machine, @ForAll Form form,
            @ForAll @IntRange(min = 0, max = 1_000_000) int at) {
        StringBuilder text = new StringBuilder(form.text(machine));
        text.setCharAt(at % text.length(), '~');
        isRightOrNotThere(form, machine, text.toString(), ANY);
    }

    /** Ids have four digits everywhere, so that a lost one is seen. */
    @Property(tries = 1000)
    void aLostDigitOfAnIdIsSeen(@ForAll("machines") List<Printed> machine, @ForAll Form form, @ForAll @IntRange(min = 0, max = 1_000_000) int at) {
        Printed first = machine.get(0);
        String id = String.format(form == Form.UDEV ? "%04X" : "%04x", first.ids().get(at % 2));
        String text = form.text(machine);
        int place = text.indexOf(id, text.indexOf(first.address().toString()) + 14);
        String bent = new StringBuilder(text).deleteCharAt(place + at % 4).toString();
        Statements read = form.reader.read("f", bent, 1, ONE_SENTENCE);
        first.in(read).ifPresent(statement -> {
            for (EStructuralFeature feature : List.of(Literals.PCI_FUNCTION__VENDOR_ID, Literals.PCI_FUNCTION__DEVICE_ID)) {
                statement.value(feature).ifPresent(value -> assertEquals(first.facts().get(feature), value));
            }
        });
    }

    @Property(tries = 500)
    void anyTextIsTaken(@ForAll String text, @ForAll Form form) {
        form.reader.read("f", text, 1, ONE_SENTENCE);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void aTextThatIsFarTooLargeEnds(Form form) {
        List<Printed> machine = List.of(new Printed(new PciAddress(0, 1, 0, 0), List.of(0x10de, 0x1db5, 1, 2), 0x030200, 1, 16, 0, 1, "nvidia"));
        String one = form.text(machine);
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            form.reader.read("f", one.repeat(2_000_000 / one.length()), 1, ONE_SENTENCE);
            form.reader.read("f", one.replace("\n", ""), 1, ONE_SENTENCE);
            form.reader.read("f", one.replace(" ", " ".repeat(20_000)), 1, ONE_SENTENCE);
        });
    }
}
