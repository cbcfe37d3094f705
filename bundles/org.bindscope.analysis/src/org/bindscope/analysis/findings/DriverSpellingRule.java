// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.alias.ModuleNames;
import org.bindscope.analysis.groups.Bindings;
import org.bindscope.analysis.match.DriverModel;

/** R08: a name in driver_override or a configuration differs from a registered driver only in spelling. */
final class DriverSpellingRule implements FindingRule {

    private static final String RULE = "R08-driver-spelling";

    @Override
    public Set<String> ids() {
        return Set.of(RULE);
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        List<DriverModel> drivers = DeviceClaims.match(context).registeredDrivers();
        Map<String, Finding> found = new LinkedHashMap<>();
        FindingText.functions(context.machine()).forEach(function -> Bindings.of(context).override(function)
                .ifPresent(name -> twin(name, drivers).ifPresent(twin -> found.put(function.getAddress() + name,
                        finding(function.getAddress(), name, twin)))));
        DeviceClaims.of(context).all().forEach(claim -> twin(claim.driver(), drivers).ifPresent(twin -> found.putIfAbsent(
                claim.address() + claim.driver(), finding(claim.address(), claim.driver(), twin,
                        FindingText.evidence(claim.place(), claim.text())))));
        return found.values().stream();
    }

    private static Finding finding(String address, String name, String twin) {
        return finding(address, name, twin, new Finding.EvidenceText("sys/bus/pci/devices/" + address + "/driver_override", name));
    }

    private static Finding finding(String address, String name, String twin, Finding.EvidenceText evidence) {
        return new Finding(RULE, Finding.Severity.ERROR, List.of(address), "No driver is called \"" + name + "\"; the one that is meant is "
                + twin + ".", "The kernel compares the override byte for byte with the name that the bus shows, where - and _ differ, case matters and blanks count. "
                        + "With this name every driver is excluded.", List.of(evidence), "Write " + twin + " instead.");
    }

    /** A registered driver with the same letters, or a driver of the module that has this name. */
    private static Optional<String> twin(String name, List<DriverModel> drivers) {
        if (drivers.stream().anyMatch(driver -> driver.name().equals(name))) {
            return Optional.empty();
        }
        String plain = ModuleNames.normalize(name.strip()).toLowerCase(java.util.Locale.ROOT);
        return drivers.stream().filter(driver -> ModuleNames.normalize(driver.name()).toLowerCase(java.util.Locale.ROOT).equals(plain))
                .map(DriverModel::name).findFirst()
                .or(() -> drivers.stream().filter(driver -> driver.module().filter(plain::equals).isPresent()).map(DriverModel::name).findFirst());
    }
}
