// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

/** The rules that put two functions into one group, in the order in which they are tried. */
public enum JoinRule {
    /** Both send under one requester id (driver-match 16.4, step 1). */
    SAME_ALIAS,
    /** A bridge above does not isolate (step 2). */
    PATH_NOT_ISOLATED,
    /** A quirk or firmware says that one sends under the other's requester id (step 3). */
    BUS_ALIAS,
    /** Functions of one slot that do not isolate (step 4). */
    SAME_SLOT_NO_ACS,
    /** PowerNV: functions of one partitionable endpoint. */
    SAME_PE,
    /** PowerNV: GPU and NVLink functions of one compound group. */
    NVLINK_COMPOUND,
    /** pseries: functions of one PCI host bridge. */
    SAME_HOST_BRIDGE,
    /** The kernel reports it, and nothing in the snapshot explains it. */
    REPORTED
}
