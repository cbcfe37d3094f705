// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.util.List;

import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.tree.TreePaths;

/**
 * Notes which ACPI tables firmware gives, by their names alone: whether there is a DMAR, IVRS, IORT or VIOT
 * tells apart an IOMMU that firmware hides from one that the kernel leaves off. The folder without any
 * table says nothing, as it is what a copy made without root rights looks like.
 */
final class AcpiReader {

    private static final String TABLES = "sys/firmware/acpi/tables";
    /** Name under which the machine keeps this evidence; no feature of the model holds the tables. */
    private static final String EVIDENCE = "acpiTables";
    private static final int MAX_TABLES = 512;

    private final Reading reading;

    AcpiReader(Reading reading) {
        this.reading = reading;
    }

    void read() {
        FileTree files = reading.files();
        List<String> tables = files.list(TABLES).stream()
                .filter(name -> files.kind(TreePaths.join(TABLES, name)).filter(kind -> kind == FileTree.EntryKind.FILE).isPresent())
                .limit(MAX_TABLES).toList();
        tables.forEach(name -> reading.facts().evidence(reading.machine(), EVIDENCE,
                Answer.said(name, Place.file(TreePaths.join(TABLES, name)), name)));
    }
}
