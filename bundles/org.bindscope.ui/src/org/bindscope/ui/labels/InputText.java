// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.labels;

import org.bindscope.model.SnapshotKind;

/** Words for what is opened. */
public final class InputText {

    private InputText() {
    }

    /**
     * What an input is.
     *
     * @param kind its kind; null where nothing tells
     * @return a few words, for example {@code output of lspci}
     */
    public static String kind(SnapshotKind kind) {
        if (kind == null) {
            return "snapshot";
        }
        return switch (kind) {
            case DIRECTORY -> "folder with a copied tree";
            case ARCHIVE -> "capture archive";
            case LIVE -> "this machine";
            case DEVICE_TREE_BLOB -> "device tree";
            case SOSREPORT -> "report of sos";
            case BUG_REPORT -> "report of nvidia-bug-report.sh";
            case LSPCI_TEXT -> "output of lspci";
            case UDEV_DATABASE -> "udev database";
            case NODE_DEVICES -> "libvirt node devices";
            case MODULES_FOLDER -> "kernel modules";
            case GATHERED_TOPOLOGY -> "hwloc topology archive";
            case KERNEL_LOG -> "kernel log";
            case KERNEL_TEXT -> "file of /proc or uname";
            case MODPROBE_CONFIG -> "modprobe configuration";
            case NVLINK_TEXT -> "NVLink text";
        };
    }
}
