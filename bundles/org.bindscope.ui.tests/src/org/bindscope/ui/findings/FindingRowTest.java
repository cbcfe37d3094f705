// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.findings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.junit.jupiter.api.Test;

/** Rows of the Findings view and what they are about. */
class FindingRowTest {

    private final Machine machine = BindscopeFactory.eINSTANCE.createMachine();

    @Test
    void subjectsAreGroupsAndNodePathsOfTheModel() {
        IommuGroup group = BindscopeFactory.eINSTANCE.createIommuGroup();
        group.setNumber("5");
        machine.getIommuGroups().add(group);
        DeviceTree tree = BindscopeFactory.eINSTANCE.createDeviceTree();
        tree.setRoot(BindscopeFactory.eINSTANCE.createDtNode());
        DtNode soc = BindscopeFactory.eINSTANCE.createDtNode();
        soc.setName("soc");
        tree.getRoot().getChildren().add(soc);
        machine.getDeviceTrees().add(tree);
        FindingRow row = FindingRow.of(finding(List.of("group 5", "/soc", "/", "/soc/absent", "nobody")), new SubjectIndex(machine));
        assertEquals(List.of(group, soc, tree.getRoot()), row.modelObjects());
        assertEquals("group 5, /soc, / and 2 more", row.subjects());
    }

    @Test
    void aWordIsLookedForInEverythingThatTheFindingSays() {
        FindingRow row = FindingRow.of(finding(List.of("5")), new SubjectIndex(machine));
        for (String word : List.of("", "error", "r01", "viable", "because", "bind", "5")) {
            assertTrue(row.contains(word), word);
        }
        assertFalse(row.contains("absent"));
    }

    private static Finding finding(List<String> subjects) {
        return new Finding("R01-group-not-viable", Finding.Severity.ERROR, subjects, "Group 5 is not viable.",
                "Because of its members.", List.of(), "Bind them.");
    }
}
