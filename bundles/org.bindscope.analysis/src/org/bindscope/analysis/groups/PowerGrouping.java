// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.config.PcieType;
import org.bindscope.analysis.nvlink.NpuPartners;

/**
 * Groups of POWER machines, which do not follow the generic rules (driver-match section 14.4; seen on
 * pseries and powernv kernels 6.1 and 6.12, powernv up to 5.12 for NVLink).
 *
 * <p>powernv: one group for each partitionable endpoint. The endpoint is a bus; below a bridge to
 * conventional PCI it is everything there; a virtual function has its own. Bridges have none. GPUs with
 * NVLink and the link functions of one NPU make one compound group on POWER9, one GPU and its link
 * functions on POWER8.
 * pseries: one group for each host bridge, bridges included.
 */
final class PowerGrouping {

    private final Map<PciAddress, TopologyFunction> functions;

    PowerGrouping(Map<PciAddress, TopologyFunction> functions) {
        this.functions = functions;
    }

    Partition powernv(NpuPartners partners) {
        Map<String, SortedSet<PciAddress>> groups = new LinkedHashMap<>();
        for (TopologyFunction function : functions.values()) {
            PciAddress address = function.address();
            Optional<String> compound = partners.compound(address);
            if (!function.grouped()) {
                continue;
            }
            String key = compound.orElseGet(() -> endpoint(function));
            groups.computeIfAbsent(key, k -> new TreeSet<>()).add(address);
        }
        return build(groups, key -> key.startsWith("NPU") ? JoinRule.NVLINK_COMPOUND : JoinRule.SAME_PE);
    }

    Partition pseries() {
        Map<String, SortedSet<PciAddress>> groups = new TreeMap<>();
        for (TopologyFunction function : functions.values()) {
            if (function.grouped()) {
                String text = function.address().toString();
                groups.computeIfAbsent(text.substring(0, text.length() - 8), k -> new TreeSet<>())
                        .add(function.address());
            }
        }
        return build(groups, key -> JoinRule.SAME_HOST_BRIDGE);
    }

    /** The partitionable endpoint of an ordinary function, as words that can stand in a sentence. */
    private String endpoint(TopologyFunction function) {
        if (function.virtualFunction()) {
            return "virtual function " + function.address();
        }
        Optional<TopologyFunction> top = Optional.empty();
        Optional<PciAddress> next = function.parent();
        for (int steps = 0; next.isPresent() && steps <= functions.size(); steps++) {
            TopologyFunction bridge = functions.get(next.get());
            if (bridge == null) {
                break;
            }
            if (bridge.pcieKnown() && (bridge.pcie().isEmpty() || bridge.pcie().get() == PcieType.PCIE_TO_PCI)) {
                top = Optional.of(bridge);
            }
            next = bridge.parent();
        }
        if (top.isPresent()) {
            return "everything below the " + top.get().kind() + " " + top.get().address();
        }
        String text = function.address().toString();
        return "bus " + text.substring(0, text.length() - 5);
    }

    private Partition build(Map<String, SortedSet<PciAddress>> groups, Function<String, JoinRule> rule) {
        List<Join> joins = new ArrayList<>();
        groups.forEach((key, members) -> {
            PciAddress first = members.first();
            for (PciAddress member : members) {
                if (!member.equals(first)) {
                    joins.add(new Join(member, first, rule.apply(key), Optional.empty(),
                            sentence(rule.apply(key), key, first, member)));
                }
            }
        });
        return new Partition(List.copyOf(groups.values()), joins, List.of());
    }

    private static String sentence(JoinRule rule, String key, PciAddress first, PciAddress member) {
        return switch (rule) {
            case NVLINK_COMPOUND -> first + " and " + member + " belong to the NVLink compound group of " + key + ".";
            case SAME_HOST_BRIDGE -> first + " and " + member + " are below one PCI host bridge, domain " + key
                    + "; a POWER guest gets one group for each.";
            default -> first + " and " + member + " are in one partitionable endpoint: " + key + ".";
        };
    }
}
