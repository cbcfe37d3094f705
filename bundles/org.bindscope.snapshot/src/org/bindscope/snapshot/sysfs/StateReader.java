// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.bindscope.model.BindscopePackage.Literals.*;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

import org.bindscope.model.Driver;
import org.bindscope.model.DriverState;
import org.bindscope.model.Iommu;
import org.bindscope.model.PciFunction;
import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.Facts;
import org.bindscope.snapshot.facts.Numbers;
import org.bindscope.snapshot.facts.PciAddress;
import org.bindscope.snapshot.facts.Place;
import org.eclipse.emf.ecore.EAttribute;
import org.eclipse.emf.ecore.EObject;

/** Reads how one PCI function stands: driver, override, group, power, link, SR-IOV. */
final class StateReader {

    /** What driver_override reads as when nothing is set (drivers/pci/pci-sysfs.c, driver_override_show). */
    private static final String NO_OVERRIDE = "(null)";

    private final Reading reading;
    private final Facts facts;
    private final Catalog catalog;
    private final CaptureScope scope;
    private final Map<String, Answer> slots;

    /**
     * @param scope what the capture covers, so that a missing link can be told from one not looked for
     * @param slots slot names by address without function
     */
    StateReader(Reading reading, CaptureScope scope, Map<String, Answer> slots) {
        this.reading = reading;
        this.facts = reading.facts();
        this.catalog = reading.catalog();
        this.scope = scope;
        this.slots = slots;
    }

    void read(PciFunction function, FoundDevice device, Attributes attributes, Uevent uevent) {
        readDriver(function, device, attributes, uevent);
        readGroup(function, device, attributes);
        facts.choose(function, PCI_FUNCTION__IRQ, attributes.decimal("irq", Integer.MAX_VALUE));
        facts.choose(function, PCI_FUNCTION__NUMA_NODE, numaNode(attributes));
        facts.choose(function, PCI_FUNCTION__ENABLED, attributes.decimal("enable", Integer.MAX_VALUE));
        facts.choose(function, PCI_FUNCTION__BOOT_VGA, attributes.flag("boot_vga"));
        facts.choose(function, PCI_FUNCTION__POWER_STATE, noneIf(attributes.text("power_state"), "unknown"));
        facts.choose(function, PCI_FUNCTION__RESET_METHODS, resetMethods(attributes));
        facts.choose(function, PCI_FUNCTION__SLOT_LABEL, label(attributes).or(() -> slot(device.address())));
        facts.choose(function, PCI_FUNCTION__VFIO_DEVICE, vfioDevice(device, attributes));
        new ResourceReader(reading).read(function, attributes);
        readLink(function, attributes);
        readSrIov(function, attributes);
    }

    private void readDriver(PciFunction function, FoundDevice device, Attributes attributes, Uevent uevent) {
        Optional<Answer> link = device.captured() && (scope.drivers() || exists(attributes, "driver", "uevent"))
                ? attributes.link("driver") : Optional.empty();
        facts.choose(function, PCI_FUNCTION__DRIVER, bound(link), bound(uevent.text("DRIVER")),
                bound(Optional.ofNullable(reading.members().drivers().get(device.address()))));
        Optional<Answer> override = noneIf(attributes.text("driver_override"), NO_OVERRIDE);
        facts.choose(function, PCI_FUNCTION__DRIVER_OVERRIDE, override);
        override.filter(Answer::isSaid).ifPresent(answer -> {
            Driver named = catalog.driver((String) answer.value());
            facts.evidence(named, DRIVER__NAME.getName(), answer);
        });
    }

    private static boolean exists(Attributes attributes, String... names) {
        return Arrays.stream(names).anyMatch(name -> attributes.files().exists(attributes.path(name)));
    }

    private Optional<Answer> bound(Optional<Answer> name) {
        return with(name, text -> {
            Driver driver = catalog.driver(text);
            driver.setState(DriverState.REGISTERED);
            return driver;
        });
    }

    /** The same answer with a model object in the place of its name. */
    private static Optional<Answer> with(Optional<Answer> answer, Function<String, ? extends EObject> thing) {
        return answer.map(given -> given.isSaid() && given.value() instanceof String name
                ? Answer.said(thing.apply(name), given.place(), given.text()) : given);
    }

    private void readGroup(PciFunction function, FoundDevice device, Attributes attributes) {
        Optional<Answer> group = device.captured() && (scope.groups() || exists(attributes, "iommu_group"))
                ? attributes.link("iommu_group") : Optional.empty();
        facts.choose(function, PCI_FUNCTION__IOMMU_GROUP, with(group, catalog::group),
                with(Optional.ofNullable(reading.members().groups().get(device.address())), catalog::group));
        Optional<Answer> iommu = exists(attributes, "iommu") ? attributes.link("iommu") : Optional.empty();
        Optional<Object> chosen = facts.choose(function, PCI_FUNCTION__IOMMU, with(iommu, catalog::iommu),
                with(Optional.ofNullable(reading.members().iommus().get(device.address())), catalog::iommu));
        chosen.ifPresent(found -> ((Iommu) found).getFunctions().add(function));
    }

    private static Optional<Answer> noneIf(Optional<Answer> text, String nothing) {
        return text.map(answer -> answer.isSaid() && nothing.equals(answer.value())
                ? Answer.none(answer.place(), nothing) : answer);
    }

    private static Optional<Answer> numaNode(Attributes attributes) {
        Optional<Answer> node = attributes.parsed("numa_node", "a decimal number or -1", text -> {
            OptionalLong number = Numbers.signed(text.strip());
            return number.isPresent() && number.getAsLong() >= -1 && number.getAsLong() <= Integer.MAX_VALUE
                    ? Optional.of(number.getAsLong()) : Optional.<Long>empty();
        });
        return node.map(answer -> answer.isSaid() && answer.value().equals(-1L)
                ? Answer.none(answer.place(), "-1") : answer);
    }

    /** Zero bytes: no method is left on, or the capture could not read the file (section 15.1). */
    private static Optional<Answer> resetMethods(Attributes attributes) {
        Optional<Answer> text = attributes.text("reset_method");
        return text.map(answer -> answer.isSaid() && !((String) answer.value()).isBlank()
                ? Answer.said(List.of(((String) answer.value()).strip().split(" ")), answer.place(), answer.text())
                : Answer.none(answer.place(), answer.text()));
    }

    /** Firmware fills the label up with blanks, which lspci cuts off too. */
    private static Optional<Answer> label(Attributes attributes) {
        return attributes.text("label").map(answer -> answer.isSaid()
                ? Answer.said(((String) answer.value()).strip(), answer.place(), answer.text()) : answer);
    }

    private Optional<Answer> slot(PciAddress address) {
        String text = address.toString();
        return Optional.ofNullable(slots.get(text.substring(0, text.indexOf('.'))));
    }

    private Optional<Answer> vfioDevice(FoundDevice device, Attributes attributes) {
        if (!device.captured()) {
            return Optional.empty();
        }
        Place place = Place.file(attributes.path("vfio-dev"));
        return reading.files().exists(place.file())
                ? Optional.of(Answer.said(true, place, String.join(" ", reading.files().list(place.file()))))
                : Optional.empty();
    }

    private void readLink(PciFunction function, Attributes attributes) {
        if (!exists(attributes, "current_link_speed", "current_link_width", "max_link_speed", "max_link_width")) {
            return;
        }
        EObject link = Parts.link(function);
        part(function, "link", link, PCIE_LINK__SPEED_GTS, speed(attributes, "current_link_speed"));
        part(function, "link", link, PCIE_LINK__WIDTH, attributes.decimal("current_link_width", 255));
        part(function, "link", link, PCIE_LINK__MAX_SPEED_GTS, speed(attributes, "max_link_speed"));
        part(function, "link", link, PCIE_LINK__MAX_WIDTH, attributes.decimal("max_link_width", 255));
    }

    private void part(PciFunction function, String owner, EObject target, EAttribute feature, Optional<Answer> answer) {
        facts.choose(function, owner + '.' + feature.getName(), target, feature, answer);
    }

    /** For example "16.0 GT/s PCIe", "8 GT/s" before Linux 5.5, "Unknown" when the port says nonsense. */
    private static Optional<Answer> speed(Attributes attributes, String name) {
        Optional<Answer> speed = attributes.parsed(name, "a speed in GT/s", text -> {
            String[] words = text.strip().split(" ");
            if (words[0].equals("Unknown")) {
                return Optional.of(-1.0);
            }
            OptionalDouble number = Numbers.decimals(words[0]);
            return number.isPresent() && words.length > 1 && words[1].equals("GT/s") ? Optional.of(number.getAsDouble())
                    : Optional.<Double>empty();
        });
        return speed.map(answer -> answer.isSaid() && answer.value().equals(-1.0)
                ? Answer.none(answer.place(), answer.text()) : answer);
    }

    private void readSrIov(PciFunction function, Attributes attributes) {
        if (!exists(attributes, "sriov_totalvfs", "sriov_numvfs")) {
            return;
        }
        EObject sriov = Parts.sriov(function);
        part(function, "sriov", sriov, SR_IOV__TOTAL_VFS, attributes.decimal("sriov_totalvfs", 0xffff));
        part(function, "sriov", sriov, SR_IOV__NUM_VFS, attributes.decimal("sriov_numvfs", 0xffff));
        part(function, "sriov", sriov, SR_IOV__OFFSET, attributes.decimal("sriov_offset", 0xffff));
        part(function, "sriov", sriov, SR_IOV__STRIDE, attributes.decimal("sriov_stride", 0xffff));
        part(function, "sriov", sriov, SR_IOV__VF_DEVICE_ID, attributes.hex("sriov_vf_device", 16));
        part(function, "sriov", sriov, SR_IOV__DRIVERS_AUTOPROBE, attributes.flag("sriov_drivers_autoprobe"));
    }
}
