// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.bindscope.model.Driver;
import org.bindscope.model.IdEntry;
import org.bindscope.model.KernelModule;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.model.Provenance;

/**
 * Collects wishes for one machine and looks up what the snapshot knows of their functions. Wishes
 * that cannot be used (no such address, unsafe name) stay in the plan as wishes without a device, so
 * that {@link PlanChecks} can name them and exports refuse.
 */
public final class PlanBuilder {

    /** {@code PCI_ANY_ID} as the model holds it. */
    private static final long ANY = 0xffffffffL;

    private final Machine machine;
    private final MachineIndex index;
    private final Map<String, Wish> wishes = new LinkedHashMap<>();
    private List<String> order = List.of();
    private List<String> accepted = List.of();
    private final Clock clock;
    /** Modules by the ids and class of the functions that they claim: many functions of a machine are equal. */
    private final Map<List<Object>, Set<String>> claims = new HashMap<>();

    /**
     * Starts an empty plan that is made today.
     *
     * @param machine the machine; only read
     */
    public PlanBuilder(Machine machine) {
        this(machine, Clock.systemDefaultZone());
    }

    /**
     * Starts an empty plan.
     *
     * @param machine the machine; only read
     * @param clock   tells the date that stands in the head of exports
     */
    public PlanBuilder(Machine machine, Clock clock) {
        this.machine = machine;
        this.clock = clock;
        this.index = new MachineIndex(machine);
    }

    /**
     * Wishes that a driver has a function. A later wish for the same address replaces an earlier one.
     *
     * @param address PCI address; the domain may be left out
     * @param driver  driver name
     * @return this builder
     */
    public PlanBuilder bind(String address, String driver) {
        return wish(Wish.bind(address, driver));
    }

    /**
     * Wishes that no driver has a function.
     *
     * @param address PCI address; the domain may be left out
     * @return this builder
     */
    public PlanBuilder unbind(String address) {
        return wish(Wish.unbind(address));
    }

    /**
     * Adds a wish, in place of an earlier one for the same address.
     *
     * @param wish the wish
     * @return this builder
     */
    public PlanBuilder wish(Wish wish) {
        wishes.put(wish.address(), wish);
        return this;
    }

    /**
     * Drops the wish for an address, if there is one.
     *
     * @param address PCI address
     * @return this builder
     */
    public PlanBuilder drop(String address) {
        wishes.remove(SafeText.canonicalAddress(address).orElse(address));
        return this;
    }

    /**
     * Lets the wishes be carried out in an order of the user's.
     *
     * @param addresses full PCI addresses; those without a wish do not matter, and an empty list means the usual
     *                  order
     * @return this builder
     */
    public PlanBuilder order(List<String> addresses) {
        order = List.copyOf(addresses);
        return this;
    }

    /**
     * Remembers which findings the user accepts, so that exports say it to whoever approves them.
     *
     * @param rules ids of rules
     * @return this builder
     */
    public PlanBuilder accept(Collection<String> rules) {
        accepted = rules.stream().filter(SafeText::isName).toList();
        return this;
    }

    /**
     * Makes the plan.
     *
     * @return an immutable plan; later calls of this builder do not change it
     */
    public BindingPlan build() {
        DriverCatalog drivers = new DriverCatalog(machine);
        Map<String, HostDriver> targets = new LinkedHashMap<>();
        List<PlannedDevice> devices = new ArrayList<>();
        for (Wish wish : wishes.values()) {
            if (!wish.isSafe()) {
                continue;
            }
            Optional<HostDriver> target = wish.driver()
                    .map(name -> targets.computeIfAbsent(name, key -> drivers.find(key).driver()));
            index.find(wish.address())
                    .filter(function -> function.isSetVendorId() && function.isSetDeviceId())
                    .ifPresent(function -> devices.add(planned(function, target)));
        }
        return new BindingPlan(source(), List.copyOf(wishes.values()), devices,
                order.stream().filter(wishes::containsKey).distinct().toList(), accepted);
    }

    private PlanSource source() {
        Provenance provenance = machine.getProvenance();
        Optional<String> made = Optional.of(ToolVersion.text() + " on " + LocalDate.now(clock));
        return provenance == null ? new PlanSource("without a name", Optional.empty(), Optional.empty(), made)
                : new PlanSource(provenance.getSource() == null ? "without a name" : provenance.getSource(),
                        Optional.ofNullable(provenance.getKernelRelease()),
                        Optional.ofNullable(provenance.getArchitecture()), made);
    }

    private PlannedDevice planned(PciFunction function, Optional<HostDriver> target) {
        DeviceIdentity identity = index.identity(function);
        Optional<HostDriver> old = Optional.ofNullable(function.getDriver())
                .filter(driver -> driver.getName() != null)
                .map(DriverCatalog::describe);
        return new PlannedDevice(function.getAddress(), target, identity,
                function.isSetClassCode() ? function.getClassCode() : -1,
                MachineIndex.label(function), old, Optional.ofNullable(function.getDriverOverride()),
                Optional.ofNullable(function.getIommuGroup()).map(group -> SafeText.label(group.getNumber())),
                hostModules(function, target, old), twins(function, identity, target));
    }

    private List<String> hostModules(PciFunction function, Optional<HostDriver> target, Optional<HostDriver> old) {
        Set<String> names = new TreeSet<>(claims.computeIfAbsent(List.of(function.getVendorId(),
                function.getDeviceId(), function.getSubsystemVendorId(), function.getSubsystemId(),
                function.isSetSubsystemVendorId(), function.isSetSubsystemId(), function.isSetClassCode(),
                function.getClassCode()), key -> claiming(function)));
        Driver driver = function.getDriver();
        if (driver != null) {
            old.flatMap(HostDriver::module).ifPresent(names::add);
        }
        target.flatMap(HostDriver::module).ifPresent(names::remove);
        names.removeIf(name -> !SafeText.isName(name) || HostDriver.isVfio(name) || name.equals("pci_stub"));
        return List.copyOf(names);
    }

    private Set<String> claiming(PciFunction function) {
        Set<String> names = new TreeSet<>();
        for (KernelModule module : machine.getModules()) {
            if (module.getName() != null && module.getIds().stream().anyMatch(id -> matches(id, function))) {
                names.add(module.getName().replace('-', '_'));
            }
        }
        return names;
    }

    /** The rule of drivers/pci/pci.h, pci_match_one_device, for entries that need no override. */
    private static boolean matches(IdEntry id, PciFunction function) {
        return !id.isOverrideOnly()
                && (id.getVendor() == ANY || id.getVendor() == function.getVendorId())
                && (id.getDevice() == ANY || id.getDevice() == function.getDeviceId())
                && (id.getSubvendor() == ANY
                        || function.isSetSubsystemVendorId() && id.getSubvendor() == function.getSubsystemVendorId())
                && (id.getSubdevice() == ANY
                        || function.isSetSubsystemId() && id.getSubdevice() == function.getSubsystemId())
                && (id.getClassMask() == 0
                        || function.isSetClassCode()
                                && ((id.getClassCode() ^ function.getClassCode()) & id.getClassMask()) == 0);
    }

    private List<String> twins(PciFunction function, DeviceIdentity identity, Optional<HostDriver> target) {
        Optional<String> name = target.map(HostDriver::name);
        boolean anySubsystem = identity.subvendor().isEmpty() || identity.subdevice().isEmpty();
        return index.withIds(identity.vendor(), identity.device()).stream()
                .filter(other -> other != function)
                .filter(other -> anySubsystem || !other.isSetSubsystemVendorId()
                        || !other.isSetSubsystemId()
                        || other.getSubsystemVendorId() == identity.subvendor().getAsInt()
                                && other.getSubsystemId() == identity.subdevice().getAsInt())
                .map(PciFunction::getAddress)
                .filter(address -> !Optional.ofNullable(wishes.get(address)).flatMap(Wish::driver).equals(name))
                .toList();
    }
}
