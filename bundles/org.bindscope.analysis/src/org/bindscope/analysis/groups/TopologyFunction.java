// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.config.PcieType;

/**
 * One PCI function as far as IOMMU grouping looks at it, taken from configuration space or written by
 * hand in a scenario.
 *
 * @param address         the function's address
 * @param parent          the bridge above; empty on a root bus. A virtual function on a bus without a
 *                        bridge has the bridge of its physical function
 * @param pcie            PCI Express port type; empty for conventional PCI, and where not known
 * @param pcieKnown       whether {@code pcie} is known
 * @param bridge          whether a bus lies below the function
 * @param multifunction   multifunction bit of function 0; empty where not known. Functions 1 to 7 always
 *                        count as part of a multifunction device, virtual functions never
 * @param virtualFunction whether it is an SR-IOV virtual function
 * @param acs             its ACS capability
 * @param quirk           decision of a quirk that goes before the capability
 * @param aliasDevfns     device and function numbers, as one byte, under which it also sends (quirks of
 *                        driver-match 16.6)
 * @param bridgeAlias     what it does to requester ids as a bridge
 * @param dmaDevice       the function whose requester id it uses in place of its own (children of an
 *                        Intel VMD); empty for itself
 * @param grouped         whether the IOMMU gives it a group at all
 * @param id              Vendor ID in the upper and Device ID in the lower 16 bits; empty where not known
 */
public record TopologyFunction(PciAddress address, Optional<PciAddress> parent, Optional<PcieType> pcie,
        boolean pcieKnown, boolean bridge, Optional<Boolean> multifunction, boolean virtualFunction, AcsState acs,
        Optional<QuirkDecision> quirk, List<Integer> aliasDevfns, BridgeAlias bridgeAlias,
        Optional<PciAddress> dmaDevice, boolean grouped, OptionalInt id) {

    /** Copies the list. */
    public TopologyFunction {
        aliasDevfns = List.copyOf(aliasDevfns);
    }

    /**
     * Starts a description: conventional PCI on the root bus, single-function, without ACS.
     *
     * @param address the function's address
     * @return a builder
     */
    public static Builder at(PciAddress address) {
        return new Builder(address);
    }

    /**
     * The same function, to be changed.
     *
     * @return a builder with all components set
     */
    public Builder change() {
        return new Builder(this);
    }

    /**
     * What the function is, in words.
     *
     * @return for example {@code root port}
     */
    public String kind() {
        if (!pcieKnown) {
            return bridge ? "bridge of unknown type" : "function of unknown type";
        }
        return pcie.map(PcieType::text).orElse(bridge ? "conventional PCI bridge" : "conventional PCI function");
    }

    /** Collects the components of a {@link TopologyFunction}. */
    public static final class Builder {
        private final PciAddress address;
        private Optional<PciAddress> parent = Optional.empty();
        private Optional<PcieType> pcie = Optional.empty();
        private boolean pcieKnown = true;
        private boolean bridge;
        private Optional<Boolean> multifunction = Optional.of(false);
        private boolean virtualFunction;
        private AcsState acs = new AcsState.None();
        private Optional<QuirkDecision> quirk = Optional.empty();
        private List<Integer> aliasDevfns = List.of();
        private BridgeAlias bridgeAlias = BridgeAlias.BY_TYPE;
        private Optional<PciAddress> dmaDevice = Optional.empty();
        private boolean grouped = true;
        private OptionalInt id = OptionalInt.empty();

        private Builder(PciAddress address) {
            this.address = address;
        }

        private Builder(TopologyFunction from) {
            address = from.address;
            parent = from.parent;
            pcie = from.pcie;
            pcieKnown = from.pcieKnown;
            bridge = from.bridge;
            multifunction = from.multifunction;
            virtualFunction = from.virtualFunction;
            acs = from.acs;
            quirk = from.quirk;
            aliasDevfns = from.aliasDevfns;
            bridgeAlias = from.bridgeAlias;
            dmaDevice = from.dmaDevice;
            grouped = from.grouped;
            id = from.id;
        }

        /** Sets Vendor ID and Device ID. */
        public Builder id(int vendor, int device) {
            id = OptionalInt.of(vendor << 16 | device & 0xffff);
            return this;
        }

        /** Sets the bridge above. */
        public Builder parent(PciAddress value) {
            parent = Optional.of(value);
            return this;
        }

        /** Sets the port type; ports and bridges become bridges. */
        public Builder pcie(PcieType type) {
            pcie = Optional.of(type);
            bridge |= switch (type) {
                case ROOT_PORT, UPSTREAM_PORT, DOWNSTREAM_PORT, PCIE_TO_PCI, PCI_TO_PCIE -> true;
                default -> false;
            };
            return this;
        }

        /** Says that neither the port type nor the multifunction bit is known. */
        public Builder unknown(String reason) {
            pcie = Optional.empty();
            pcieKnown = false;
            multifunction = Optional.empty();
            acs = new AcsState.Unread(reason);
            return this;
        }

        /** Says that the port type is not known. */
        public Builder pcieUnknown() {
            pcie = Optional.empty();
            pcieKnown = false;
            return this;
        }

        /** Sets whether a bus lies below. */
        public Builder bridge(boolean value) {
            bridge = value;
            return this;
        }

        /** Sets the multifunction bit. */
        public Builder multifunction(boolean value) {
            multifunction = Optional.of(value);
            return this;
        }

        /** Makes it a virtual function. */
        public Builder virtualFunction(boolean value) {
            virtualFunction = value;
            return this;
        }

        /** Sets the ACS registers. */
        public Builder acs(int capability, int control) {
            acs = new AcsState.Registers(capability, control);
            return this;
        }

        /** Sets what is known of the ACS capability. */
        public Builder acs(AcsState value) {
            acs = value;
            return this;
        }

        /** Sets a quirk's decision. */
        public Builder quirk(QuirkDecision value) {
            return quirk(Optional.of(value));
        }

        /** Sets a quirk's decision, or takes it away. */
        public Builder quirk(Optional<QuirkDecision> value) {
            quirk = value;
            return this;
        }

        /** Sets the DMA aliases. */
        public Builder aliases(List<Integer> devfns) {
            aliasDevfns = devfns;
            return this;
        }

        /** Adds a DMA alias to another function of the same slot. */
        public Builder aliasFunction(int function) {
            aliasDevfns = List.of(address.device() << 3 | function);
            return this;
        }

        /** Sets the bridge's behaviour. */
        public Builder bridgeAlias(BridgeAlias value) {
            bridgeAlias = value;
            return this;
        }

        /** Sets the function that does DMA in its place. */
        public Builder dmaDevice(PciAddress value) {
            dmaDevice = Optional.of(value);
            return this;
        }

        /** Sets whether the IOMMU gives it a group. */
        public Builder grouped(boolean value) {
            grouped = value;
            return this;
        }

        /** Makes the record. */
        public TopologyFunction build() {
            return new TopologyFunction(address, parent, pcie, pcieKnown, bridge, multifunction, virtualFunction, acs,
                    quirk, aliasDevfns, bridgeAlias, dmaDevice, grouped, id);
        }
    }
}
