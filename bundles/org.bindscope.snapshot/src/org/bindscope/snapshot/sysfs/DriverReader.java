// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.bindscope.model.BindscopePackage.Literals.*;

import java.util.Optional;

import org.bindscope.model.Driver;
import org.bindscope.model.DriverState;
import org.bindscope.model.FactState;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.FileTree.EntryKind;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.Facts;
import org.bindscope.snapshot.facts.PciAddress;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.tree.TreePaths;

/** Reads {@code sys/bus/pci}: the drivers that are registered, their modules and their devices. */
final class DriverReader {

    private static final String BUS = "sys/bus/pci";
    private static final String DRIVERS = BUS + "/drivers";

    private final Reading reading;

    DriverReader(Reading reading) {
        this.reading = reading;
    }

    void read() {
        reading.facts().choose(reading.machine(), MACHINE__DRIVERS_AUTOPROBE,
                reading.attributes(BUS).flag("drivers_autoprobe"));
        for (String name : reading.files().list(DRIVERS)) {
            reading.progress().check();
            String folder = TreePaths.join(DRIVERS, name);
            if (reading.files().isDirectory(folder)) {
                readDriver(name, folder);
            }
        }
    }

    private void readDriver(String name, String folder) {
        Facts facts = reading.facts();
        Attributes attributes = reading.attributes(folder);
        Driver driver = reading.catalog().driver(name);
        driver.setState(DriverState.REGISTERED);
        facts.evidence(driver, DRIVER__NAME.getName(), Answer.said(name, Place.file(folder), name));
        facts.evidence(driver, DRIVER__STATE.getName(), Answer.said(name, Place.file(folder), "registered"));
        Optional<Answer> module = attributes.captured() ? attributes.link("module") : Optional.empty();
        facts.choose(driver, DRIVER__MODULE, module.map(answer -> answer.state() == FactState.SAID
                ? Answer.said(reading.catalog().module((String) answer.value()), answer.place(), answer.text())
                : answer));
        FileTree files = reading.files();
        for (String entry : files.list(folder)) {
            String path = TreePaths.join(folder, entry);
            Optional<PciAddress> address = PciAddress.of(entry);
            if (address.isPresent() && files.kind(path).filter(kind -> kind == EntryKind.LINK).isPresent()) {
                reading.members().drivers().putIfAbsent(address.get(),
                        Answer.said(name, Place.file(path), path));
            }
        }
    }
}
