// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.config.PcieType;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.AcpiTable;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.PciFunction;
import org.junit.jupiter.api.Test;

/** An alias that the table IVRS of an AMD machine names joins the two functions, as a quirk of the kernel would. */
class FirmwareAliasTest {

    private static final int HEADER_BYTES = 48;

    /** One unit, and in it: 00:02.0 sends under the id of the given function of bus 0. */
    private static AcpiTable ivrs(String alias) {
        byte[] unit = HexFormat.of().parseHex("10002000" + "02004000" + "0000d9fe00000000" + "0000000000000000"
                + "42100000" + "00" + alias + "0000");
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + unit.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("IVRS".getBytes(StandardCharsets.US_ASCII)).putInt(bytes.capacity());
        bytes.position(HEADER_BYTES).put(unit);
        AcpiTable table = BindscopeFactory.eINSTANCE.createAcpiTable();
        table.setFile("sys/firmware/acpi/tables/IVRS");
        table.setContent(bytes.array());
        return table;
    }

    private static List<GroupReport> groups(Optional<AcpiTable> table, boolean together) {
        TestMachine machine = new TestMachine();
        PciFunction one = machine.function("0000:00:02.0", f -> f.setConfigSpace(TestMachine.pcie(PcieType.ENDPOINT)));
        PciFunction other = machine.function("0000:00:14.0", f -> f.setConfigSpace(TestMachine.pcie(PcieType.ENDPOINT)));
        table.ifPresent(machine.machine().getAcpiTables()::add);
        if (together) {
            machine.group("1", one, other);
        } else {
            machine.group("1", one);
            machine.group("2", other);
        }
        return GroupAnalysis.of(machine.machine(), KernelRules.named("6.12"));
    }

    private static List<Boolean> recomputed(Optional<AcpiTable> table, boolean together) {
        return groups(table, together).stream().map(report -> report.recomputed().orElseThrow()).toList();
    }

    @Test
    void aliasOfTheFirmwareJoinsTwoFunctions() {
        assertEquals(List.of(true), recomputed(Optional.of(ivrs("a0")), true));
        assertEquals(List.of(false, false), recomputed(Optional.of(ivrs("a0")), false));
        assertEquals(JoinRule.BUS_ALIAS, groups(Optional.of(ivrs("a0")), true).get(0).because().get(0).rule());
    }

    @Test
    void withoutTheTableOrWithAnAliasNobodyHasEachIsAlone() {
        assertEquals(List.of(true, true), recomputed(Optional.empty(), false));
        assertEquals(List.of(false), recomputed(Optional.empty(), true));
        assertEquals(List.of(true, true), recomputed(Optional.of(ivrs("b0")), false));
    }
}
