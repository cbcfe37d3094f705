// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui;

import java.util.List;

/** Ids of the views, as plugin.xml declares them. */
public final class ViewIds {

    /** What is in here? */
    public static final String MACHINE = "org.bindscope.ui.machine";
    /** How to begin. */
    public static final String START = "org.bindscope.ui.start";
    /** How is it wired? */
    public static final String TOPOLOGY = "org.bindscope.ui.topology";
    /** Which links, how fast, what breaks? */
    public static final String NVLINK = "org.bindscope.ui.nvlink";
    /** May a guest have it? */
    public static final String GROUPS = "org.bindscope.ui.groups";
    /** Says who? */
    public static final String EVIDENCE = "org.bindscope.ui.evidence";
    /** What did firmware say? */
    public static final String DEVICE_TREE = "org.bindscope.ui.deviceTree";
    /** What do the registers say? */
    public static final String CONFIG = "org.bindscope.ui.config";
    /** Who has it, who would get it, why? */
    public static final String MATCH = "org.bindscope.ui.match";
    /** What is wrong here? */
    public static final String FINDINGS = "org.bindscope.ui.findings";
    /** What do I run? */
    public static final String PLAN = "org.bindscope.ui.plan";
    /** What does a rule do? Opened on demand, so that it is in no menu of views. */
    public static final String SCENARIO = "org.bindscope.ui.scenario";

    /** All views of a machine, in the order of a menu. */
    public static final List<String> ALL =
            List.of(START, MACHINE, TOPOLOGY, NVLINK, GROUPS, DEVICE_TREE, CONFIG, MATCH, FINDINGS, PLAN, EVIDENCE);

    private ViewIds() {
    }
}
