// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.groups;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.analysis.groups.GroupStudy;
import org.bindscope.analysis.groups.Platform;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.machine.SupposedDrivers;
import org.bindscope.ui.session.Missing;

/**
 * The rows of the IOMMU Groups view: groups, and at the end one row for what is in none.
 *
 * @param rows     {@link IommuGroup}s, and at most one {@link Ungrouped}
 * @param reports  what was concluded about each group, by identity
 * @param platform what makes the groups
 * @param supposed which devices what-ifs would give another driver
 * @param none     what to say instead when the machine has no groups
 */
record GroupRows(List<Object> rows, Map<IommuGroup, GroupReport> reports, Platform platform, SupposedDrivers supposed,
        Optional<Missing> none) {

    static final GroupRows NONE = new GroupRows(List.of(), Map.of(), Platform.GENERIC, SupposedDrivers.NONE, Optional.empty());

    static GroupRows of(Machine machine, GroupStudy study, SupposedDrivers supposed, Function<GroupStudy, Missing> none) {
        Map<String, GroupReport> byNumber = new HashMap<>();
        study.groups().forEach(report -> byNumber.put(report.number(), report));
        Map<IommuGroup, GroupReport> reports = new IdentityHashMap<>();
        List<Object> rows = new ArrayList<>();
        for (IommuGroup group : machine.getIommuGroups()) {
            rows.add(group);
            Optional.ofNullable(byNumber.get(group.getNumber())).ifPresent(report -> reports.put(group, report));
        }
        List<PciFunction> outside = ModelWalk.functions(machine).filter(function -> function.getIommuGroup() == null).toList();
        if (!outside.isEmpty() && !rows.isEmpty()) {
            rows.add(new Ungrouped(outside, study.ungrouped()));
        }
        return new GroupRows(rows, reports, study.platform(), supposed, machine.getIommuGroups().isEmpty() ? Optional.of(none.apply(study)) : Optional.empty());
    }

    Optional<GroupReport> report(Object row) {
        return row instanceof IommuGroup group ? Optional.ofNullable(reports.get(group)) : Optional.empty();
    }

    /** The row that a selected object belongs to. */
    Optional<Object> rowOf(Object object) {
        Object wanted = object instanceof PciFunction function && function.getIommuGroup() != null
                ? function.getIommuGroup() : object;
        return rows.stream().filter(row -> row == wanted
                || row instanceof Ungrouped outside && outside.members().stream().anyMatch(member -> member == wanted)).findFirst();
    }
}
