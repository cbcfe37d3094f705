// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.bindscope.model.BindscopePackage.Literals.*;

import java.util.List;
import java.util.Optional;

import org.bindscope.model.Driver;
import org.bindscope.model.DriverState;
import org.bindscope.model.Evidenced;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;
import org.bindscope.model.PciResource;
import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.FunctionStatement;
import org.eclipse.emf.ecore.EAttribute;
import org.eclipse.emf.ecore.EClass;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EStructuralFeature;

/** Adds to a function what a text says about it. */
final class StatementReader {

    private final Reading reading;

    StatementReader(Reading reading) {
        this.reading = reading;
    }

    /** Adds all but physical functions and device-tree nodes, which need the whole machine. */
    void read(PciFunction function, FunctionStatement statement) {
        reading.facts().choose(function, PCI_FUNCTION__ADDRESS, Optional.of(statement.presence()));
        statement.answers().forEach((feature, answers) -> {
            EClass owner = feature.getEContainingClass();
            if (owner == PCI_BRIDGE) {
                if (function instanceof PciBridge) {
                    choose(function, feature.getName(), function, feature, answers);
                }
            } else if (owner == PCIE_LINK) {
                choose(function, "link." + feature.getName(), Parts.link(function), feature, answers);
            } else if (feature == SR_IOV__TOTAL_VFS && Parts.sriov(function).isSetTotalVfs()) {
                // sysfs tells how many the driver allows, texts what the register holds: no contradiction.
                return;
            } else if (owner == SR_IOV) {
                choose(function, "sriov." + feature.getName(), Parts.sriov(function), feature, answers);
            } else if (feature == PCI_FUNCTION__DRIVER) {
                choose(function, feature.getName(), function, feature, answers.stream().map(this::driver).toList());
            } else if (feature == PCI_FUNCTION__IOMMU_GROUP) {
                choose(function, feature.getName(), function, feature, answers.stream().map(this::group).toList());
            } else if (feature == PCI_FUNCTION__KERNEL_MODULES) {
                modules(function, answers);
            } else if (feature instanceof EAttribute && !isName(feature, function)) {
                choose(function, feature.getName(), function, feature, answers);
            }
        });
        statement.windows().forEach(window -> add(function, window));
    }

    /** Names come from pci.ids where the ids are known. */
    private static boolean isName(EStructuralFeature feature, PciFunction function) {
        return feature == PCI_FUNCTION__DEVICE_NAME && function.isSetDeviceId()
                || feature == PCI_FUNCTION__CLASS_NAME && function.isSetClassCode();
    }

    private void choose(Evidenced owner, String name, EObject target, EStructuralFeature feature, List<Answer> answers) {
        reading.facts().choose(owner, name, target, feature, answers);
    }

    private Answer driver(Answer answer) {
        if (!answer.isSaid()) {
            return answer;
        }
        Driver driver = reading.catalog().driver((String) answer.value());
        if (driver.getState() != DriverState.REGISTERED) {
            driver.setState(DriverState.REGISTERED);
            reading.facts().evidence(driver, DRIVER__STATE.getName(), answer);
        }
        return Answer.said(driver, answer.place(), answer.text());
    }

    private Answer group(Answer answer) {
        if (!answer.isSaid()) {
            return answer;
        }
        String number = (String) answer.value();
        boolean known = reading.catalog().groups().containsKey(number);
        IommuGroup group = reading.catalog().claimedGroup(number);
        if (!known) {
            reading.facts().evidence(group, IOMMU_GROUP__NUMBER.getName(), answer);
        }
        return Answer.said(group, answer.place(), answer.text());
    }

    /** The first list stands; another one is kept as evidence. */
    private void modules(PciFunction function, List<Answer> answers) {
        for (Answer answer : answers) {
            if (function.getKernelModules().isEmpty()) {
                for (Object module : (List<?>) answer.value()) {
                    function.getKernelModules().add(XmlText.of((String) module));
                }
            }
            reading.facts().evidence(function, PCI_FUNCTION__KERNEL_MODULES.getName(), answer);
        }
    }

    /** Windows that sysfs tells too are the same, or the difference is kept as evidence. */
    private void add(PciFunction function, FunctionStatement.Window window) {
        PciResource said = window.resource();
        Optional<PciResource> known = function.getResources().stream()
                .filter(each -> each.getIndex() == said.getIndex()).findFirst();
        boolean differs = known.isPresent()
                && (known.get().getStart() != said.getStart() || known.get().getEnd() != said.getEnd());
        if (known.isEmpty()) {
            function.getResources().add(said);
        }
        if (differs || known.isEmpty()) {
            reading.facts().evidence(function, PCI_FUNCTION__RESOURCES.getName(), window.answer(), differs);
        }
    }
}
