// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.util.List;

import org.bindscope.model.AcpiTable;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.tree.TreePaths;

/**
 * Notes which ACPI tables firmware gives, by their names: whether there is a DMAR, IVRS, IORT or VIOT
 * tells apart an IOMMU that firmware hides from one that the kernel leaves off. Of these four the content is kept
 * too. The folder without any table says nothing, as it is what a copy made without root rights looks like.
 */
final class AcpiReader {

    private static final String TABLES = "sys/firmware/acpi/tables";
    /** Name under which the machine keeps this evidence; no feature of the model holds the tables. */
    private static final String EVIDENCE = "acpiTables";
    private static final int MAX_TABLES = 512;
    private static final List<String> ABOUT_IOMMUS = List.of("DMAR", "IVRS", "IORT", "VIOT");
    private static final int MAX_BYTES = 1 << 20;

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
        tables.stream().filter(ABOUT_IOMMUS::contains).forEach(this::keep);
    }

    /** The content of a table; one that root alone may read has none. */
    private void keep(String name) {
        String path = TreePaths.join(TABLES, name);
        FileTree.Content content = reading.files().read(path, MAX_BYTES);
        if (content instanceof FileTree.Present present) {
            AcpiTable table = BindscopeFactory.eINSTANCE.createAcpiTable();
            table.setFile(path);
            table.setContent(present.bytes().clone());
            reading.machine().getAcpiTables().add(table);
        } else if (content instanceof FileTree.Unreadable unreadable) {
            reading.facts().evidence(reading.machine(), EVIDENCE, Answer.unreadable(Place.file(path), unreadable.reason()));
        }
    }
}
