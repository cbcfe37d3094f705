// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Captured configuration space of one function, decoded as far as the bytes reach.
 *
 * <p>Every question has three answers ({@link Answer}): the function has it, it has it not, or the
 * capture is too short or too damaged to tell. A capture by an ordinary user ends after 64 bytes (128
 * for a CardBus bridge), which leaves every capability open.
 *
 * <p>Lists are walked as the kernel walks them (drivers/pci/pci.c and drivers/pci/probe.c of 6.12): the
 * low two bits of a pointer are ignored, a pointer below 0x40 ends the first list, and the extended list
 * starts at 0x100. A pointer to an entry that was already visited ends the walk with a problem.
 */
public final class ConfigSpace {

    /** Bytes that an ordinary user can read. */
    public static final int HEADER_SIZE = 64;
    /** Bytes of conventional configuration space. */
    public static final int CONVENTIONAL_SIZE = 256;
    /** Bytes of PCI Express configuration space. */
    public static final int EXTENDED_SIZE = 4096;

    /** Capability ID of Power Management. */
    public static final int CAP_PM = 0x01;
    /** Capability ID of MSI. */
    public static final int CAP_MSI = 0x05;
    /** Capability ID of PCI-X. */
    public static final int CAP_PCIX = 0x07;
    /** Capability ID of Vendor-Specific. */
    public static final int CAP_VENDOR = 0x09;
    /** Capability ID of the bridges' Subsystem ID. */
    public static final int CAP_SUBSYSTEM = 0x0d;
    /** Capability ID of PCI Express. */
    public static final int CAP_PCIE = 0x10;
    /** Capability ID of MSI-X. */
    public static final int CAP_MSIX = 0x11;
    /** Capability ID of Advanced Features. */
    public static final int CAP_AF = 0x13;
    /** Extended Capability ID of Access Control Services. */
    public static final int ECAP_ACS = 0x0d;
    /** Extended Capability ID of Single Root I/O Virtualization. */
    public static final int ECAP_SRIOV = 0x10;
    /** Extended Capability ID of Resizable BAR. */
    public static final int ECAP_REBAR = 0x15;

    private static final int STATUS_CAPABILITY_LIST = 0x10;

    private final byte[] bytes;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final CapabilityWalk standard;
    private final CapabilityWalk extended;
    private final Answer<ConfigHeader> header;

    private ConfigSpace(byte[] bytes) {
        this.bytes = bytes;
        this.header = readHeader();
        this.standard = walkStandard();
        this.extended = walkExtended();
    }

    /**
     * Decodes captured bytes.
     *
     * @param captured any number of bytes; what lies beyond 4096 is ignored and reported
     * @return the decoded space; never fails
     */
    public static ConfigSpace of(byte[] captured) {
        return new ConfigSpace(captured.clone());
    }

    /**
     * The number of captured bytes.
     *
     * @return 0 to 4096
     */
    public int length() {
        return Math.min(bytes.length, EXTENDED_SIZE);
    }

    /**
     * What is wrong with the bytes, by offset.
     *
     * @return empty for an intact space, however short the capture is at one of the usual lengths
     */
    public List<ConfigProblem> problems() {
        return List.copyOf(problems);
    }

    /**
     * Whether the function did not answer: every captured byte is 0xff.
     *
     * @return false for an empty capture
     */
    public boolean allOnes() {
        for (byte value : bytes) {
            if (value != (byte) 0xff) {
                return false;
            }
        }
        return bytes.length > 0;
    }

    /**
     * The header.
     *
     * @return not readable when fewer than 64 bytes were captured or all of them are 0xff
     */
    public Answer<ConfigHeader> header() {
        return header;
    }

    /**
     * The capability list as far as it could be walked, in its own order.
     *
     * @return entries with offsets below 0x100
     */
    public List<Capability> capabilities() {
        return standard.found();
    }

    /**
     * The extended capability list as far as it could be walked, in its own order.
     *
     * @return entries with offsets of 0x100 and above
     */
    public List<Capability> extendedCapabilities() {
        return extended.found();
    }

    /**
     * Looks a capability of the first list up.
     *
     * @param id Capability ID
     * @return the first entry of that id
     */
    public Answer<Capability> find(int id) {
        return standard.find(id);
    }

    /**
     * Looks an extended capability up.
     *
     * @param id Extended Capability ID
     * @return the first entry of that id
     */
    public Answer<Capability> findExtended(int id) {
        return extended.find(id);
    }

    /**
     * The PCI Express capability.
     *
     * @return absent for conventional PCI
     */
    public Answer<PcieCapability> pcie() {
        return find(CAP_PCIE).then(at -> within(at, 0x14, () -> PcieCapability.of(
                part(at, "PCIeCap", "DevCap", "LnkCap", "LnkSta", "DevCap2"))));
    }

    /**
     * The Access Control Services capability.
     *
     * @return absent when the whole extended list was captured without it
     */
    public Answer<AcsCapability> acs() {
        return findExtended(ECAP_ACS).then(at -> within(at, 8, () -> {
            ConfigBlock block = part(at, "ACSCap", "ACSCtl");
            return new AcsCapability(at.offset(), (int) raw(block, "ACSCap"), (int) raw(block, "ACSCtl"));
        }));
    }

    /**
     * The Access Control Services capability of Intel's Sunrise Point and Union Point root ports, whose
     * two registers are 32 bits wide (drivers/pci/quirks.c, pci_quirk_intel_spt_pch_acs).
     *
     * @return absent when the whole extended list was captured without it
     */
    public Answer<AcsCapability> wideAcs() {
        return findExtended(ECAP_ACS).then(at -> within(at, 12, () -> new AcsCapability(at.offset(),
                (int) u32(at.offset() + 4) & 0xffff, (int) u32(at.offset() + 8) & 0xffff)));
    }

    /**
     * The SR-IOV capability.
     *
     * @return absent when the whole extended list was captured without it
     */
    public Answer<SriovCapability> sriov() {
        return findExtended(ECAP_SRIOV).then(at -> within(at, 0x1c, () -> SriovCapability.of(part(at, "IOVCtl",
                "InitialVFs", "TotalVFs", "NumVFs", "First VF Offset", "VF Stride", "VF Device ID"))));
    }

    /**
     * The BARs that the Resizable BAR capability lists.
     *
     * @return at most six; absent when the whole extended list was captured without the capability
     */
    public Answer<List<ResizableBar>> resizableBars() {
        return findExtended(ECAP_REBAR).then(at -> within(at, 12,
                () -> ResizableBar.of(Layouts.capability(this, at).block())));
    }

    /**
     * What the emulated configuration space of an NVLink unit (1014:04ea) says about its link.
     *
     * @return absent for every other function
     */
    public Answer<NvLinkUnit> nvLinkUnit() {
        return find(CAP_VENDOR).then(at -> within(at, 0x10, () -> part(at, "NPU Link", "NPU Flags")))
                .then(block -> block.register("NPU Link").isEmpty() ? new Answer.Absent<>()
                        : new Answer.Present<>(new NvLinkUnit((int) raw(block, "NPU Link"), raw(block, "NPU Flags", "GPU Found") != 0)));
    }

    /**
     * Subsystem Vendor ID and Subsystem ID: of the header for an endpoint, of the Subsystem ID
     * capability for a bridge.
     *
     * @return vendor in the upper, device in the lower 16 bits; absent for a bridge without the
     *         capability and for CardBus
     */
    public Answer<Integer> subsystem() {
        return header.then(head -> switch (head.layout()) {
            case ConfigHeader.ENDPOINT -> new Answer.Present<>(u16(0x2c) << 16 | u16(0x2e));
            case ConfigHeader.BRIDGE -> find(CAP_SUBSYSTEM).then(at -> within(at, 8, () -> {
                ConfigBlock block = part(at, "SSVID", "SSID");
                return (int) (raw(block, "SSVID") << 16 | raw(block, "SSID"));
            }));
            default -> new Answer.Absent<Integer>();
        });
    }

    /**
     * Whether a power state change to D3hot and back resets the function: No_Soft_Reset (bit 3 of the
     * Power Management Control/Status register) is clear.
     *
     * @return absent where there is no Power Management capability
     */
    public Answer<Boolean> powerManagementResets() {
        return find(CAP_PM).then(at -> within(at, 8, () -> raw(part(at, "PMCSR"), "PMCSR", "No_Soft_Reset") == 0));
    }

    /**
     * Whether the Advanced Features capability offers a Function Level Reset (bits 0 and 1 of offset +3:
     * transactions pending, function level reset).
     *
     * @return absent where there is no such capability
     */
    public Answer<Boolean> advancedFeaturesReset() {
        return find(CAP_AF).then(at -> within(at, 6, () -> {
            ConfigBlock block = part(at, "AFCap");
            return raw(block, "AFCap", "TP_CAP") == 1 && raw(block, "AFCap", "FLR_CAP") == 1;
        }));
    }

    /**
     * One byte.
     *
     * @param offset 0 to {@link #length()} - 1
     * @return 0 to 255
     * @throws IndexOutOfBoundsException outside the captured bytes
     */
    public int u8(int offset) {
        return bytes[offset] & 0xff;
    }

    /**
     * A little-endian 16-bit value.
     *
     * @param offset 0 to {@link #length()} - 2
     * @return 0 to 65535
     * @throws IndexOutOfBoundsException outside the captured bytes
     */
    public int u16(int offset) {
        return u8(offset) | u8(offset + 1) << 8;
    }

    /**
     * A little-endian 32-bit value.
     *
     * @param offset 0 to {@link #length()} - 4
     * @return 0 to 4294967295
     * @throws IndexOutOfBoundsException outside the captured bytes
     */
    public long u32(int offset) {
        return u16(offset) | (long) u16(offset + 2) << 16;
    }

    private <T> Answer<T> within(Capability at, int size, Supplier<T> read) {
        int limit = at.extended() ? length() : Math.min(length(), CONVENTIONAL_SIZE);
        return at.offset() + size <= limit ? new Answer.Present<>(read.get())
                : new Answer.NotReadable<>(cutInside(at.name(), at.offset()));
    }

    /** Says where the captured bytes end. */
    String cutInside(String name, int offset) {
        return "the capture ends at offset " + Layouts.hex(length()) + " inside " + name + " at " + Layouts.hex(offset);
    }

    private ConfigBlock part(Capability at, String... registers) {
        return Layouts.capability(this, at, Set.of(registers)).block();
    }

    private static long raw(ConfigBlock block, String register) {
        return block.register(register).map(ConfigRegister::raw).orElse(0L);
    }

    private static long raw(ConfigBlock block, String register, String field) {
        return block.field(register, field).map(ConfigField::raw).orElse(0L);
    }

    private Answer<ConfigHeader> readHeader() {
        if (bytes.length > EXTENDED_SIZE) {
            problems.add(new ConfigProblem(EXTENDED_SIZE, "configuration space has at most 4096 bytes, but "
                    + bytes.length + " were captured; the rest is ignored"));
        } else if (Stream.of(HEADER_SIZE, 128, CONVENTIONAL_SIZE, EXTENDED_SIZE)
                .noneMatch(usual -> usual == bytes.length)) {
            problems.add(new ConfigProblem(bytes.length, "the capture ends at offset " + Layouts.hex(bytes.length)
                    + "; the kernel gives 64, 128, 256 or 4096 bytes"));
        }
        if (bytes.length < HEADER_SIZE) {
            return new Answer.NotReadable<>("only " + bytes.length
                    + " bytes of configuration space were captured");
        }
        if (allOnes()) {
            problems.add(new ConfigProblem(0, "every byte reads 0xff: the function did not answer"));
            return new Answer.NotReadable<>("every byte of configuration space reads 0xff");
        }
        int layout = u8(0x0e) & 0x7f;
        int status = u16(6);
        OptionalInt start = OptionalInt.empty();
        if ((status & STATUS_CAPABILITY_LIST) != 0) {
            if (layout > ConfigHeader.CARDBUS) {
                problems.add(new ConfigProblem(0x0e, "header type " + Layouts.hex(layout)
                        + " is none of 0, 1 and 2, so the capability list cannot be found"));
            } else {
                start = OptionalInt.of(u8(layout == ConfigHeader.CARDBUS ? 0x14 : 0x34) & ~3);
            }
        }
        boolean bridge = layout == ConfigHeader.BRIDGE || layout == ConfigHeader.CARDBUS;
        return new Answer.Present<>(new ConfigHeader(u16(0), u16(2), u16(4), status, u8(8),
                u8(9) | u8(10) << 8 | u8(11) << 16, layout, (u8(0x0e) & 0x80) != 0, start,
                bridge ? OptionalInt.of(u8(0x19)) : OptionalInt.empty(),
                bridge ? OptionalInt.of(u8(0x1a)) : OptionalInt.empty()));
    }

    private CapabilityWalk walkStandard() {
        if (!(header instanceof Answer.Present<ConfigHeader> present)) {
            return CapabilityWalk.unread(((Answer.NotReadable<ConfigHeader>) header).reason());
        }
        ConfigHeader head = present.value();
        if (head.layout() > ConfigHeader.CARDBUS) {
            return CapabilityWalk.unread("the header type " + Layouts.hex(head.layout()) + " is unknown");
        }
        CapabilityWalk walk = new CapabilityWalk();
        int from = head.layout() == ConfigHeader.CARDBUS ? 0x14 : 0x34;
        int offset = head.capabilityStart().orElse(0);
        boolean[] seen = new boolean[CONVENTIONAL_SIZE];
        while (offset != 0) {
            if (offset < 0x40) {
                walk.broken(problem(from, "the capability list leads to " + Layouts.hex(offset)
                        + ", which lies inside the header"));
                break;
            }
            if (offset + 2 > length()) {
                walk.cut(cutReason(), usualCut() ? Optional.empty()
                        : Optional.of(problem(from, "the capability list leads to " + Layouts.hex(offset)
                                + ", beyond the " + length() + " captured bytes")));
                break;
            }
            if (seen[offset]) {
                walk.broken(problem(from, "the capability list returns to " + Layouts.hex(offset)
                        + ", where it was already"));
                break;
            }
            seen[offset] = true;
            int id = u8(offset);
            if (id == 0xff) {
                walk.broken(problem(offset, "the capability list leads to " + Layouts.hex(offset)
                        + ", where the id reads 0xff"));
                break;
            }
            walk.add(new Capability(id, 0, offset, false));
            from = offset + 1;
            offset = u8(from) & ~3;
        }
        return walk;
    }

    private CapabilityWalk walkExtended() {
        if (!header.known()) {
            return CapabilityWalk.unread(((Answer.NotReadable<ConfigHeader>) header).reason());
        }
        if (length() <= CONVENTIONAL_SIZE) {
            return withoutExtendedBytes();
        }
        CapabilityWalk walk = new CapabilityWalk();
        int offset = CONVENTIONAL_SIZE;
        int from = CONVENTIONAL_SIZE;
        boolean[] seen = new boolean[EXTENDED_SIZE];
        while (offset != 0) {
            if (offset < CONVENTIONAL_SIZE) {
                walk.broken(problem(from, "the extended capability list leads to " + Layouts.hex(offset)
                        + ", below 0x100"));
                break;
            }
            if (offset + 4 > length()) {
                walk.cut(cutReason(), Optional.of(problem(from, "the extended capability list leads to "
                        + Layouts.hex(offset) + ", beyond the " + length() + " captured bytes")));
                break;
            }
            if (seen[offset]) {
                walk.broken(problem(from, "the extended capability list returns to " + Layouts.hex(offset)
                        + ", where it was already"));
                break;
            }
            seen[offset] = true;
            long word = u32(offset);
            if (word == 0xffffffffL) {
                walk.broken(problem(offset, "the extended capability list leads to " + Layouts.hex(offset)
                        + ", where the header reads 0xffffffff"));
                break;
            }
            if (word == 0) {
                if (offset != CONVENTIONAL_SIZE) {
                    walk.broken(problem(offset, "the extended capability list leads to " + Layouts.hex(offset)
                            + ", where the header reads 0"));
                }
                break;
            }
            walk.add(new Capability((int) (word & 0xffff), (int) (word >> 16 & 0xf), offset, true));
            from = offset;
            offset = (int) (word >> 20) & 0xffc;
        }
        return walk;
    }

    /** A conventional function has no extended list, and its configuration space ends at 256 bytes. */
    private CapabilityWalk withoutExtendedBytes() {
        if (length() == CONVENTIONAL_SIZE && find(CAP_PCIE) instanceof Answer.Absent && !fastPciX()) {
            return new CapabilityWalk();
        }
        return CapabilityWalk.unread(cutReason());
    }

    /** PCI-X 266 and 533 have extended configuration space (drivers/pci/probe.c, pci_cfg_space_size). */
    private boolean fastPciX() {
        return find(CAP_PCIX).asOptional().map(at -> {
            boolean endpoint = header.asOptional().map(head -> head.layout() == ConfigHeader.ENDPOINT).orElse(true);
            int status = at.offset() + 4;
            return endpoint && status + 4 <= length() && (u32(status) & 0xc0000000L) != 0;
        }).orElse(false);
    }

    private boolean usualCut() {
        return length() == HEADER_SIZE || length() == 128;
    }

    private String cutReason() {
        return "only " + length() + " bytes of configuration space were captured";
    }

    private ConfigProblem problem(int offset, String message) {
        ConfigProblem problem = new ConfigProblem(offset, message);
        problems.add(problem);
        return problem;
    }
}
