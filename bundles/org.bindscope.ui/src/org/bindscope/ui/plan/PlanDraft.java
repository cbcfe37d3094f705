// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.PlanBuilder;
import org.bindscope.binding.Wish;
import org.bindscope.model.Machine;

/**
 * What the user wishes of one machine so far. Immutable.
 *
 * @param wishes   one for each address
 * @param accepted rules of checks that the user accepts although they refuse the plan
 * @param order    addresses in the order that the user gave them; empty for the usual order, otherwise all wishes
 *                 have a place
 */
public record PlanDraft(List<Wish> wishes, Set<String> accepted, List<String> order) {

    /** No wishes. */
    public static final PlanDraft EMPTY = new PlanDraft(List.of(), Set.of(), List.of());

    /** Keeps the last wish of each address; one that is not in a given order gets the last place. */
    public PlanDraft {
        Map<String, Wish> last = new LinkedHashMap<>();
        wishes.forEach(wish -> last.put(wish.address(), wish));
        wishes = List.copyOf(last.values());
        accepted = Set.copyOf(accepted);
        Set<String> places = new LinkedHashSet<>(order);
        if (!places.isEmpty()) {
            places.retainAll(last.keySet());
            places.addAll(last.keySet());
        }
        order = List.copyOf(places);
    }

    /**
     * With more wishes; one for an address that has a wish replaces it.
     *
     * @param more the wishes
     * @return another draft
     */
    public PlanDraft with(Collection<Wish> more) {
        Map<String, Wish> all = new LinkedHashMap<>();
        wishes.forEach(wish -> all.put(wish.address(), wish));
        more.forEach(wish -> all.put(wish.address(), wish));
        return new PlanDraft(List.copyOf(all.values()), accepted, order);
    }

    /**
     * Without the wishes for some addresses.
     *
     * @param addresses PCI addresses
     * @return another draft
     */
    public PlanDraft without(Collection<String> addresses) {
        return new PlanDraft(wishes.stream().filter(wish -> !addresses.contains(wish.address())).toList(), accepted,
                order);
    }

    /**
     * With some wishes one place further up or down.
     *
     * @param now       all addresses in the order of today
     * @param addresses those to move; those that stand at the end already stay
     * @param up        up, else down
     * @return another draft
     */
    public PlanDraft moved(List<String> now, Collection<String> addresses, boolean up) {
        List<String> places = new ArrayList<>(now);
        int step = up ? -1 : 1;
        for (int i = up ? 1 : places.size() - 2; i >= 0 && i < places.size(); i -= step) {
            if (addresses.contains(places.get(i)) && !addresses.contains(places.get(i + step))) {
                Collections.swap(places, i, i + step);
            }
        }
        return new PlanDraft(wishes, accepted, places);
    }

    /**
     * With a rule accepted, or not accepted any more.
     *
     * @param rule id of a check's rule
     * @param yes  whether it is accepted
     * @return another draft
     */
    public PlanDraft accepting(String rule, boolean yes) {
        Set<String> rules = new TreeSet<>(accepted);
        if (yes) {
            rules.add(rule);
        } else {
            rules.remove(rule);
        }
        return new PlanDraft(wishes, rules, order);
    }

    /**
     * The plan of these wishes.
     *
     * @param machine the machine; only read
     * @return wishes that cannot be used stay in it without a device
     */
    public BindingPlan plan(Machine machine) {
        PlanBuilder builder = new PlanBuilder(machine);
        wishes.forEach(builder::wish);
        return builder.order(order).accept(accepted).build();
    }

    /**
     * Whether there is nothing in it.
     *
     * @return true without wishes
     */
    public boolean isEmpty() {
        return wishes.isEmpty();
    }
}
