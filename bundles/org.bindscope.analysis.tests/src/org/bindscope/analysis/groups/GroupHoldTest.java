// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;

import org.bindscope.analysis.groups.GroupReport.Hold;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Driver;
import org.bindscope.model.KernelModule;
import org.bindscope.model.PciFunction;
import org.bindscope.model.TextFileKind;
import org.junit.jupiter.api.Test;

/** Whether user space holds a group, as far as files tell. */
class GroupHoldTest {

    private final TestMachine m = new TestMachine();
    private final PciFunction device = m.function("0000:01:00.0", f -> f.setDriver(m.driver("vfio-pci")));

    private Optional<Hold> hold() {
        return new GroupHold(m.machine()).of(m.machine().getIommuGroups().get(0));
    }

    private void references(int count) {
        KernelModule module = BindscopeFactory.eINSTANCE.createKernelModule();
        module.setName("vfio_pci");
        module.setReferenceCount(count);
        m.machine().getModules().add(module);
        Driver driver = device.getDriver();
        driver.setModule(module);
    }

    @Test
    void moduleThatNothingHoldsProvesThatNoDeviceIsOpen() {
        m.group("1", device);
        assertEquals(Optional.empty(), hold(), "the module was not captured");
        references(0);
        assertEquals(Optional.of(new Hold(Optional.of(false), "No user has a device of it open: nothing holds the module vfio_pci.")), hold());
    }

    @Test
    void moduleWithUsersProvesThatTheOnlyGroupIsHeldAndLeavesOneOfTwoOpen() {
        m.group("1", device);
        references(2);
        assertEquals(Optional.of(new Hold(Optional.of(true), "A user has a device of it open: the module vfio_pci counts 2 users, and all"
                + " devices of vfio-pci are in this group.")), hold());
        PciFunction other = m.function("0000:02:00.0", f -> f.setDriver(m.driver("vfio-pci")));
        m.group("2", other);
        assertEquals(Optional.empty(), hold().orElseThrow().held());
        assertTrue(hold().orElseThrow().why().endsWith("no file tells whether one of this group is."));
    }

    @Test
    void enabledDeviceIsOpenOrWasLeftSo() {
        m.group("1", device);
        device.setEnabled(1);
        assertTrue(hold().orElseThrow().why().endsWith("a user has the device open, or the driver before left it enabled."));
        references(0);
        assertTrue(hold().orElseThrow().why().endsWith("the module's count of 0 users speaks for the latter."));
    }

    @Test
    void unbindThatWaitsForTheUserProvesItAndAHostDriverSaysNothing() {
        m.group("1", device);
        m.text("dmesg.txt", TextFileKind.KERNEL_LOG, "[ 9.0] vfio-pci 0000:01:00.0: No device request channel registered, blocked"
                + " until released by user\n");
        assertTrue(hold().orElseThrow().why().startsWith("A user has 0000:01:00.0 open"));
        device.setDriver(m.driver("nvme"));
        assertEquals(Optional.empty(), hold());
    }

    @Test
    void capturesInWhichNoUserHadADeviceOpenSaySo() {
        var machine = CorpusMachines.open("qemu/A-02-vfio-override.tar.gz");
        var study = GroupAnalysis.study(machine, org.bindscope.analysis.rules.KernelRules.named("6.12"), DriverBinding::inSnapshot);
        assertEquals(4, study.groups().stream().flatMap(group -> group.hold().stream()).map(Hold::why)
                .filter("No user has a device of it open: nothing holds the module vfio_pci."::equals).count());
    }
}
