// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import org.bindscope.binding.DeviceIdentity;
import org.bindscope.binding.PlanSource;
import org.bindscope.binding.RememberedDevice;
import org.bindscope.binding.SavedPlan;
import org.bindscope.binding.Wish;
import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A saved plan as a file: it comes back equal, and what is not one is named in one sentence. */
class PlanFileTest {

    private static final SavedPlan PLAN = plan();
    private static final String TEXT = PlanFile.text(PLAN);

    private static SavedPlan plan() {
        RememberedDevice gpu = new RememberedDevice("0000:65:00.0", new DeviceIdentity(0x10de, 0x2204, OptionalInt.of(0x1043),
                OptionalInt.of(0x87d9), Optional.of("pci0000:64/0000:64:00.0/0000:65:00.0"), Optional.of("00-11-22-ff-ff-33-44-55")),
                "NVIDIA GA102", Optional.of("nvidia"), Optional.empty(), Optional.of("15"));
        RememberedDevice twin = new RememberedDevice("0000:66:00.0", new DeviceIdentity(0x10de, 0x2204, OptionalInt.empty(),
                OptionalInt.empty(), Optional.empty(), Optional.empty()), "", Optional.empty(), Optional.of("vfio-pci"),
                Optional.empty());
        return new SavedPlan(new PlanSource("host.tar.gz", Optional.of("6.12.9"), Optional.empty()), Optional.of("6.12"),
                List.of(Wish.bind("0000:65:00.0", "vfio-pci"), Wish.unbind("0000:01:00.0")), List.of("0000:65:00.0"), List.of("plan-console-gpu"),
                List.of(gpu), List.of(twin));
    }

    private static String fault(String text) {
        String message = assertThrows(PlanFileException.class,
                () -> PlanFile.read("plan.json", text.getBytes(StandardCharsets.UTF_8)), text).getMessage();
        assertTrue(message.startsWith("plan.json: "), message);
        assertTrue(message.lines().count() == 1 && !message.contains("com.google") && !message.contains("https:"), message);
        return message;
    }

    @Test
    void aPlanComesBackEqual() throws PlanFileException {
        assertEquals(PLAN, PlanFile.read("plan.json", TEXT.getBytes(StandardCharsets.UTF_8)));
        assertTrue(TEXT.startsWith("{\n  \"bindscopePlan\": 1,\n"), TEXT);
        assertTrue(TEXT.endsWith("}\n"), TEXT);
    }

    @Test
    void whatIsNoPlanIsNamedWithLineOrKey() {
        assertEquals("plan.json: line 1 column 1: is no JSON, the file ends too early", fault(""));
        assertEquals("plan.json: expected a plan, found a list", fault("[]"));
        assertEquals("plan.json: the first key is format, expected bindscopePlan", fault("{\"format\": 1}"));
        assertEquals("plan.json: bindscopePlan: this is version 2 of the form of plans, and only version 1 can be read",
                fault("{\"bindscopePlan\": 2}"));
        assertEquals("plan.json: wishes[0].driver: expected the name of a driver, found a number",
                fault(TEXT.replaceFirst("\"driver\": null", "\"driver\": 3")));
        assertEquals("plan.json: wishes[0].address: '1:00.0' is no PCI address, expected dddd:bb:dd.f such as 0000:01:00.0",
                fault(TEXT.replaceFirst("0000:01:00.0", "1:00.0")));
        assertEquals("plan.json: devices[0]: the key vendor is missing", fault(TEXT.replaceFirst("\"vendor\": \"10de\",", "")));
        assertEquals("plan.json: devices[0].vendor: '10DE' is no id, expected four lower-case hexadecimal digits",
                fault(TEXT.replaceFirst("10de", "10DE")));
        assertEquals("plan.json: devices[0].colour: the key is not known",
                fault(TEXT.replaceFirst("\"label\"", "\"colour\"")));
        assertEquals("plan.json: devices[0].vendor: the key stands here for the second time",
                fault(TEXT.replaceFirst("\"device\":", "\"vendor\":")));
        assertEquals("plan.json: devices[0]: Not a path of PCI addresses: ../../etc",
                fault(TEXT.replaceFirst("pci0000:64/0000:64:00.0/0000:65:00.0", "../../etc")));
        assertEquals("plan.json: two wishes for 0000:65:00.0", fault(TEXT.replaceFirst("0000:01:00.0", "0000:65:00.0")));
        assertEquals("plan.json: no wish is for the device 0000:67:00.0",
                fault(TEXT.replaceFirst("(?s)\"address\": \"0000:65:00.0\",(\\s+)\"vendor\"", "\"address\": \"0000:67:00.0\",$1\"vendor\"")));
        assertEquals("plan.json: no wish is for 0000:65:00.1, which the order names",
                fault(TEXT.replaceFirst("(?s)(\"order\": .\\s*\"0000:65:00.)0", "$11")));
        assertEquals("plan.json: rules", fault(TEXT.replaceFirst("\"6.12\"", "\"nonsense\"")).substring(0, 16));
        assertEquals("plan.json: line 2 column 23: is no JSON", fault(TEXT.replaceFirst("1,", "1 1,")));
        assertEquals("plan.json: line 56 column 2: is no JSON", fault(TEXT + "{}"));
        assertEquals("plan.json: is not UTF-8 text, expected a plan as JSON", assertThrows(PlanFileException.class,
                () -> PlanFile.read("plan.json", new byte[] {'{', (byte) 0xff})).getMessage());
    }

    @Test
    void deepNestingIsAnError() {
        fault("[".repeat(1_000_000));
        fault("{\"bindscopePlan\": " + "[".repeat(100_000));
    }

    @Property(tries = 400)
    void aDamagedFileGivesOneSentenceOrAPlan(@ForAll @IntRange(max = 1 << 16) int where, @ForAll byte value) {
        byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
        bytes[where % bytes.length] = value;
        try {
            PlanFile.read("plan.json", bytes);
        } catch (PlanFileException e) {
            assertTrue(e.getMessage().startsWith("plan.json: ") && e.getMessage().lines().count() == 1, e.getMessage());
        }
    }

    @Property(tries = 200)
    void aCutFileIsNoPlan(@ForAll @IntRange(max = 1 << 16) int length) {
        int end = length % (TEXT.strip().length() - 1);
        fault(TEXT.substring(0, end));
    }
}
