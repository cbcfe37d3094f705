// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import org.bindscope.analysis.match.DeviceVerdict;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.Machine;

/**
 * What the rules look at: one machine, the kernel rules in force, and conclusions that are computed
 * when the first rule asks for them. For one thread.
 */
public final class FindingContext {

    private final Machine machine;
    private final KernelRules rules;
    private final Supplier<List<DeviceVerdict>> verdictSource;
    private final Map<Class<?>, Object> shared = new HashMap<>();
    private Map<String, DeviceVerdict> byAddress;
    private List<DeviceVerdict> verdicts;

    /**
     * A context whose verdicts are computed on demand.
     *
     * @param machine       the facts
     * @param rules         the kernel rules in force
     * @param verdictSource computes the verdicts of all functions; called at most once
     */
    public FindingContext(Machine machine, KernelRules rules, Supplier<List<DeviceVerdict>> verdictSource) {
        this.machine = machine;
        this.rules = rules;
        this.verdictSource = verdictSource;
    }

    /**
     * The facts.
     *
     * @return the machine
     */
    public Machine machine() {
        return machine;
    }

    /**
     * The kernel rules in force.
     *
     * @return the rules
     */
    public KernelRules rules() {
        return rules;
    }

    /**
     * The verdicts of all functions.
     *
     * @return by address
     */
    public List<DeviceVerdict> verdicts() {
        if (verdicts == null) {
            verdicts = List.copyOf(verdictSource.get());
        }
        return verdicts;
    }

    /**
     * The verdict of one function.
     *
     * @param address canonical PCI address
     * @return empty when the machine has no such function
     */
    public Optional<DeviceVerdict> verdict(String address) {
        if (byAddress == null) {
            Map<String, DeviceVerdict> map = new HashMap<>();
            verdicts().forEach(verdict -> map.put(verdict.address(), verdict));
            byAddress = map;
        }
        return Optional.ofNullable(byAddress.get(address));
    }

    /**
     * A conclusion that several rules share, computed once for each context.
     *
     * @param <T>     its type
     * @param type    its class, which is also its key
     * @param compute makes it from this context
     * @return the same object on every call
     */
    public <T> T shared(Class<T> type, Function<FindingContext, T> compute) {
        Object known = shared.get(type);
        if (known == null) {
            known = compute.apply(this);
            shared.put(type, known);
        }
        return type.cast(known);
    }
}
