// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.inputs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.bindscope.model.SnapshotKind;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.tree.LayeredTree;

/**
 * Several inputs as one machine. Their weight, where they contradict each other: the machine itself and copies
 * of its sysfs, reports of sos, gathered topologies, modules, device trees, then the outputs of udevadm,
 * lspci, virsh and nvidia-bug-report.sh, then other texts; within one kind in the order in which they were
 * given. The first stands at the top of the snapshot; the files of the others have its name as first part of
 * their paths, but for single files, which stand at the top too where their names are free.
 */
public final class Inputs {

    private Inputs() {
    }

    /**
     * Gives the inputs their order and places.
     *
     * @param given the inputs in the order in which they were given; not empty
     * @return the same inputs
     */
    public static List<Input> arrange(List<Input> given) {
        List<Input> sorted = new ArrayList<>(given);
        sorted.sort(Comparator.comparingInt(input -> weight(input.kind())));
        List<Input> arranged = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Input input : sorted) {
            List<String> names = input.files().list("");
            boolean atTop = arranged.isEmpty() || input.file().isPresent() && input.kind() != SnapshotKind.BUG_REPORT
                    && !taken.contains(input.file().get());
            String place = atTop ? "" : free(placeName(input), taken);
            taken.add(place);
            if (atTop) {
                taken.addAll(arranged.isEmpty() ? names : List.of(input.file().get()));
            }
            arranged.add(input.at(place));
        }
        return arranged;
    }

    private static int weight(SnapshotKind kind) {
        return switch (kind) {
            case LIVE, DIRECTORY, ARCHIVE -> 0;
            case SOSREPORT -> 1;
            case GATHERED_TOPOLOGY -> 2;
            case MODULES_FOLDER -> 3;
            case DEVICE_TREE_BLOB -> 4;
            case UDEV_DATABASE -> 5;
            case LSPCI_TEXT -> 6;
            case NODE_DEVICES -> 7;
            case BUG_REPORT -> 8;
            case KERNEL_LOG, KERNEL_TEXT, MODPROBE_CONFIG, NVLINK_TEXT -> 9;
        };
    }

    private static String placeName(Input input) {
        String name = SingleFile.stem(input.source());
        for (String suffix : List.of(".tar", ".zip", ".tgz", ".log")) {
            if (name.endsWith(suffix) && name.length() > suffix.length()) {
                name = name.substring(0, name.length() - suffix.length());
            }
        }
        return name;
    }

    private static String free(String name, Set<String> taken) {
        String free = name;
        for (int i = 2; taken.contains(free); i++) {
            free = name + '-' + i;
        }
        return free;
    }

    /**
     * The files of all inputs.
     *
     * @param arranged inputs with their places
     * @return one tree; that of the input where there is one
     */
    public static FileTree files(List<Input> arranged) {
        return arranged.size() == 1 ? arranged.get(0).files()
                : new LayeredTree(arranged.stream().map(input -> new LayeredTree.Layer(input.place(), input.files())).toList());
    }
}
