// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.rules;

import java.util.Optional;

/**
 * One thing that differs between kernels. A set of rules is the set of changes that are in force;
 * no era has code of its own. Versions: specification driver-match, section 0, and the sections
 * named at each constant. Between {@link #lastWithout()} and {@link #firstWith()} the exact release
 * was not checked; such a kernel is treated as having the change when {@link #firstWith()} is
 * reached, and the rules say so.
 */
public enum KernelChange {

    /** Section 4: the attribute exists. */
    DRIVER_OVERRIDE("the file driver_override exists", v(3, 15), v(3, 16), null,
            "drivers/pci/pci-sysfs.c"),
    /** Section 7: the physical function can switch off probing of its virtual functions. */
    SRIOV_AUTOPROBE("sriov_drivers_autoprobe of a physical function is honoured", v(4, 11), v(4, 12), null,
            "drivers/pci/pci-driver.c, pci_device_can_probe"),
    /** Section 14: vfio-pci enables NVLink2 of POWER9 when a device is opened. */
    NVLINK2("vfio-pci has the NVLink2 part for POWER9", v(4, 20), v(5, 0), v(5, 13),
            "drivers/vfio/pci/vfio_pci_nvlink2.c"),
    /** Section 7: a virtual function that may not be probed is refused, and an override lifts that. */
    VF_REFUSAL("a virtual function with probing switched off is refused with ENODEV unless an override is set",
            v(4, 19), v(5, 3), null, "drivers/pci/pci-driver.c, pci_device_can_probe"),
    /** Section 3.1: the duplicate test of new_id looks at dynamic ids too. */
    NEW_ID_SEES_DYNAMIC("new_id refuses an id that a dynamic id covers already", v(5, 4), v(5, 11), null,
            "drivers/pci/pci-driver.c, new_id_store"),
    /** Section 9.1: vfio-pci refuses some Intel accelerators. */
    VFIO_DENYLIST("vfio-pci refuses the devices on its deny list", v(5, 4), v(5, 11), null,
            "drivers/vfio/pci/vfio_pci.c"),
    /** Section 4: virtual functions of a physical function on vfio-pci get an override. */
    VF_CAPTURE("virtual functions of a physical function on vfio-pci get an override at birth", v(5, 4),
            v(5, 11), null, "drivers/vfio/pci/vfio_pci_core.c"),
    /** Section 6: bind hands on the errno of the probe, and EBUSY when bound. */
    BIND_ERRNO("bind answers with the errno of the probe, and EBUSY for a bound device", v(5, 13), v(5, 14),
            null, "drivers/base/bus.c, bind_store"),
    /** Section 2.3: flagged entries count only while an override is set. */
    OVERRIDE_ONLY("id entries may be flagged as usable only with an override", v(5, 14), v(5, 15), null,
            "drivers/pci/pci-driver.c, pci_match_device"),
    /** Section 8: host drivers claim the group's DMA before they probe. */
    DMA_OWNERSHIP("a host driver must own the DMA of the IOMMU group before it probes", v(5, 18), v(5, 19),
            null, "drivers/pci/pci-driver.c, pci_dma_configure"),
    /** Section 9.1, row 5. */
    VFIO_COHERENCY("VFIO refuses a device whose IOMMU does not enforce cache coherency", v(5, 18), v(5, 19),
            null, "drivers/vfio/vfio_main.c"),
    /** Section 2.5: a device-tree status other than okay closes the bus gate. */
    DT_STATUS_GATE("a device-tree node with a status other than okay keeps every driver away", v(6, 0),
            v(6, 8), null, "drivers/pci/bus.c, pci_bus_add_device"),
    /** Section 9.3. */
    VFIO_DEVICE_DIRECTORY("a function held by a VFIO driver has a vfio-dev directory", v(6, 0), v(6, 1), null,
            "drivers/vfio/vfio_main.c"),
    /** Diagnostics R24: the module became part of vfio. */
    VIRQFD_MERGED("vfio_virqfd is no module of its own any more", v(6, 1), v(6, 2), null,
            "drivers/vfio/Makefile"),
    /** Section 9.1, row 1: two more ids. */
    DENYLIST_DSA_IAX("the deny list of vfio-pci has Intel DSA and IAX", v(6, 8), v(6, 12), null,
            "drivers/vfio/pci/vfio_pci.c"),
    /** Section 12.3: the tables of built-in drivers are published. */
    BUILTIN_ALIASES("built-in drivers publish their id tables as aliases", v(6, 12), v(6, 18), null,
            "include/linux/module.h"),
    /** Section 5.1: a new device is offered to synchronous drivers first. */
    TWO_PASS_PROBE("a new device is offered to synchronous drivers first, then to asynchronous ones",
            v(6, 12), v(6, 18), null, "drivers/pci/bus.c and drivers/base/dd.c"),
    /** Section 5.1: arrival respects the bus switch. */
    ARRIVAL_AUTOPROBE("drivers_autoprobe=0 also stops a device that arrives", v(6, 18), v(6, 19), null,
            "drivers/base/dd.c"),
    /** Section 0, era E: same results. */
    GENERIC_OVERRIDE("the override is kept by the driver core", v(7, 0), v(7, 1), null,
            "drivers/base/bus.c");

    private final String sentence;
    private final KernelVersion lastWithout;
    private final KernelVersion firstWith;
    private final KernelVersion removedIn;
    private final String source;

    KernelChange(String sentence, KernelVersion lastWithout, KernelVersion firstWith, KernelVersion removedIn,
            String source) {
        this.sentence = sentence;
        this.lastWithout = lastWithout;
        this.firstWith = firstWith;
        this.removedIn = removedIn;
        this.source = source;
    }

    private static KernelVersion v(int major, int minor) {
        return KernelVersion.of(major, minor);
    }

    /**
     * What holds when the change is in force.
     *
     * @return a clause without a full stop
     */
    public String sentence() {
        return sentence;
    }

    /**
     * The latest version that is known not to have it.
     *
     * @return a version below {@link #firstWith()}
     */
    public KernelVersion lastWithout() {
        return lastWithout;
    }

    /**
     * The earliest version that is known to have it.
     *
     * @return a version
     */
    public KernelVersion firstWith() {
        return firstWith;
    }

    /**
     * The version that took it out again.
     *
     * @return empty where it is still there in 7.1
     */
    public Optional<KernelVersion> removedIn() {
        return Optional.ofNullable(removedIn);
    }

    /**
     * Where the kernel does it.
     *
     * @return file, and function where one stands for it
     */
    public String source() {
        return source;
    }

    /**
     * Whether a mainline kernel of that version has it.
     *
     * @param version the version
     * @return true from {@link #firstWith()} on, until it was removed
     */
    public boolean inForce(KernelVersion version) {
        return version.atLeast(firstWith) && (removedIn == null || !version.atLeast(removedIn));
    }

    /**
     * Whether the version lies in the span that was not checked.
     *
     * @param version the version
     * @return true strictly between {@link #lastWithout()} and {@link #firstWith()}
     */
    public boolean unchecked(KernelVersion version) {
        return !lastWithout.atLeast(version) && !version.atLeast(firstWith);
    }
}
