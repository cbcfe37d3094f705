// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.model.SnapshotKind;
import org.bindscope.ui.open.TogetherChoice.Answer;
import org.bindscope.ui.session.DocumentInput;
import org.junit.jupiter.api.Test;

class OneMachineTest {

    private static final Map<String, String> FOUR = Map.of("0000:00:00.0", "8086:29c0", "0000:00:01.0", "1234:1111",
            "0000:00:02.0", "1b36:000c", "0000:01:00.0", "8086:10d3");

    private static Candidate candidate(String name, SnapshotKind kind, Map<String, String> ids) {
        return new Candidate(DocumentInput.parse("/evidence/" + name), List.of(kind), ids);
    }

    @Test
    void aCaptureAndTheTextsOfTheSameDevicesAreOneMachine() {
        OneMachine guess = OneMachine.guess(List.of(candidate("a.tar", SnapshotKind.ARCHIVE, FOUR),
                candidate("lspci.txt", SnapshotKind.LSPCI_TEXT, FOUR), candidate("dmesg.txt", SnapshotKind.KERNEL_LOG, Map.of())));
        assertTrue(guess.likely());
        assertEquals("All 4 addresses that more than one of them tells have the same ids.", guess.reason());
    }

    @Test
    void otherIdsAtTheSameAddressesAreOtherMachines() {
        OneMachine guess = OneMachine.guess(List.of(candidate("a.tar", SnapshotKind.ARCHIVE, FOUR), candidate("lspci.txt",
                SnapshotKind.LSPCI_TEXT, Map.of("0000:00:00.0", "1014:04c1", "0000:00:01.0", "1014:04c1", "0000:00:02.0", "1b36:000c"))));
        assertFalse(guess.likely());
        assertTrue(guess.reason().startsWith("Of 3 addresses that more than one of them tells, 2 have other ids"), guess.reason());
    }

    @Test
    void twoCapturesOfOneMachineAreTwoTimes() {
        assertFalse(OneMachine.guess(List.of(candidate("before.tar", SnapshotKind.ARCHIVE, FOUR),
                candidate("after.tar", SnapshotKind.ARCHIVE, FOUR))).likely());
    }

    @Test
    void twoDeviceTreesAreTwoMachines() {
        assertFalse(OneMachine.guess(List.of(candidate("a.dtb", SnapshotKind.DEVICE_TREE_BLOB, Map.of()),
                candidate("b.dtb", SnapshotKind.DEVICE_TREE_BLOB, Map.of()))).likely());
    }

    @Test
    void textsAboutOtherAddressesAreNotJoinedUnasked() {
        assertFalse(OneMachine.guess(List.of(candidate("a.txt", SnapshotKind.LSPCI_TEXT, Map.of("0000:00:00.0", "8086:29c0")),
                candidate("b.txt", SnapshotKind.LSPCI_TEXT, Map.of("0004:00:00.0", "1014:04c1")))).likely());
    }

    @Test
    void whatTellsNoDevicesGoesWithWhatDoes() {
        assertTrue(OneMachine.guess(List.of(candidate("a.txt", SnapshotKind.LSPCI_TEXT, FOUR),
                candidate("m.dtb", SnapshotKind.DEVICE_TREE_BLOB, Map.of()))).likely());
    }

    @Test
    void withoutAnOpenMachineNothingIsAskedAboutIt() {
        TogetherChoice choice = TogetherChoice.of(List.of(candidate("a.txt", SnapshotKind.LSPCI_TEXT, FOUR),
                candidate("u.txt", SnapshotKind.UDEV_DATABASE, FOUR)), List.of(), Optional.empty());
        assertEquals(Answer.TOGETHER, choice.proposed());
    }
}
