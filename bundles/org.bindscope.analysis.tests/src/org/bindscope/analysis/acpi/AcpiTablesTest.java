// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.acpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import org.bindscope.analysis.groups.CorpusMachines;
import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AcpiTablesTest {

    private static byte[] table(String signature, int bodyOffset, String body) {
        byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(body);
        ByteBuffer table = ByteBuffer.allocate(bodyOffset + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        table.put(signature.getBytes(StandardCharsets.US_ASCII)).putInt(table.capacity());
        table.position(bodyOffset);
        return table.put(bytes).array();
    }

    /** A DRHD, then an RMRR for 0000:00:1a.0 and for what is below 00:1c.2 → device 3 function 1. */
    private static final byte[] DMAR = table("DMAR", 48,
            "00 00 10 00 01 00 00 00 00 00 d9 fe 00 00 00 00 "
            + "01 00 2a 00 00 00 00 00 00 00 10 7b 00 00 00 00 ff ff 1f 7b 00 00 00 00 "
            + "01 08 00 00 00 00 1a 00 02 0a 00 00 00 00 1c 02 03 01");

    @Test
    void reservedMemoryOfVtDNamesItsDevicesAndTheirWay() {
        DmarTable table = DmarTable.read("DMAR", DMAR);
        assertEquals(List.of(), table.problems());
        DmarTable.ReservedMemory region = table.reserved().get(0);
        assertEquals(64, region.offset());
        assertEquals(0x7b100000L, region.base());
        assertEquals(0x7b1fffffL, region.limit());
        assertEquals(List.of(new DmarTable.Scope(0, 0, List.of(0x1a << 3), false),
                new DmarTable.Scope(0, 0, List.of(0x1c << 3 | 2, 3 << 3 | 1), true)), region.scopes());
    }

    /** Select 00:02.0 with alias 00:14.0, a range of aliases, a special entry of 8 bytes, a unity map. */
    private static final byte[] IVRS = table("IVRS", 48,
            "10 00 38 00 02 00 40 00 00 00 d9 fe 00 00 00 00 00 00 00 00 00 00 00 00 "
            + "42 10 00 00 00 a0 00 00 43 00 03 00 00 80 02 00 04 ff 03 00 48 00 00 00 00 a0 00 02 02 a0 00 00 "
            + "21 08 20 00 a0 00 00 00 00 00 00 00 00 00 00 00 00 00 f0 00 00 00 00 00 00 00 01 00 00 00 00 00");

    @Test
    void aliasesAndUnityMapsOfAmdAreRead() {
        IvrsTable table = IvrsTable.read("IVRS", IVRS);
        assertEquals(List.of(), table.problems());
        assertEquals(List.of(new IvrsTable.Alias(0, 0x10, 0x10, 0xa0), new IvrsTable.Alias(0, 0x300, 0x3ff, 0x280)), table.aliases());
        assertEquals(List.of(new IvrsTable.UnityMap(104, 0xa0, 0xa0, 0xf00000L, 0x10000L)), table.unity());
    }

    @Test
    void recordedTableOfAnEmulatedMachineHasNoReservedMemory() {
        AcpiTables tables = AcpiTables.of(CorpusMachines.open("qemu/A-01-coldplug.tar.gz"));
        assertTrue(tables.dmar().isPresent());
        assertEquals(List.of(), tables.dmar().get().reserved());
        assertEquals(List.of(), tables.problems());
    }

    @Test
    void tableOfAnotherNameAndTableThatWasCutAreProblemsWithTheirPlace() {
        assertEquals(List.of(new TableProblem("IVRS", 0, "a header of 36 bytes with the signature IVRS was expected")),
                IvrsTable.read("IVRS", DMAR).problems());
        List<TableProblem> cut = DmarTable.read("DMAR", Arrays.copyOf(DMAR, 80)).problems();
        assertEquals("the header says 106 bytes and 80 were captured", cut.get(0).message());
        assertEquals(64, cut.get(1).offset());
    }

    @Property(tries = 300)
    void tableCutAnywhereIsReadAsFarAsItGoesAndSaysSo(@ForAll @IntRange(max = 200) int length) {
        for (byte[] whole : List.of(DMAR, IVRS)) {
            byte[] cut = Arrays.copyOf(whole, Math.min(length, whole.length - 1));
            assertFalse(whole == DMAR ? DmarTable.read("x", cut).problems().isEmpty() : IvrsTable.read("x", cut).problems().isEmpty());
        }
    }

    @Property(tries = 500)
    void anyBytesBehindAHeaderAreReadWithoutFailing(@ForAll @Size(max = 400) byte[] bytes, @ForAll @IntRange(max = 2) int kind) {
        String signature = List.of("DMAR", "IVRS", "IORT").get(kind);
        byte[] table = Arrays.copyOf(signature.getBytes(StandardCharsets.US_ASCII), 48 + bytes.length);
        ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN).putInt(4, table.length);
        System.arraycopy(bytes, 0, table, kind == 2 ? 36 : 48, bytes.length);
        switch (kind) {
            case 0 -> DmarTable.read("x", table);
            case 1 -> IvrsTable.read("x", table);
            default -> IortTable.read("x", table);
        }
    }
}
