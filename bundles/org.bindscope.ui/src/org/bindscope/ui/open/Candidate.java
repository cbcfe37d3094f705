// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.open;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.bindscope.model.Machine;
import org.bindscope.model.SnapshotInput;
import org.bindscope.model.SnapshotKind;
import org.bindscope.ui.labels.InputText;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.session.DocumentInput;

/**
 * A file or folder that may tell about the same machine as others, after it was looked at.
 *
 * @param input what it is opened from
 * @param kinds what it consists of, the weightiest first
 * @param ids   vendor and device id of each PCI function that tells them, by address
 */
record Candidate(DocumentInput input, List<SnapshotKind> kinds, Map<String, String> ids) {

    /** Copies. */
    Candidate {
        kinds = List.copyOf(kinds);
        ids = Map.copyOf(ids);
    }

    static Candidate of(DocumentInput input, Machine machine) {
        Map<String, String> ids = new LinkedHashMap<>();
        ModelWalk.functions(machine).filter(function -> function.isSetVendorId() && function.isSetDeviceId() && function.getAddress() != null)
                .forEach(function -> ids.putIfAbsent(function.getAddress(),
                        String.format("%04x:%04x", function.getVendorId(), function.getDeviceId())));
        List<SnapshotKind> kinds = machine.getProvenance() == null ? List.of()
                : machine.getProvenance().getInputs().stream().map(SnapshotInput::getKind).filter(Objects::nonNull).distinct().toList();
        return new Candidate(input, kinds, ids);
    }

    /** Whether it is a copy of a machine's files, and not the output of a tool. */
    boolean isWhole() {
        return kinds.stream().anyMatch(kind -> switch (kind) {
            case LIVE, DIRECTORY, ARCHIVE, SOSREPORT, GATHERED_TOPOLOGY -> true;
            default -> false;
        });
    }

    boolean isDeviceTree() {
        return kinds.equals(List.of(SnapshotKind.DEVICE_TREE_BLOB));
    }

    String kindText() {
        return kinds.isEmpty() ? InputText.kind(null) : kinds.stream().map(InputText::kind).collect(Collectors.joining(", "));
    }
}
