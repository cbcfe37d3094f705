// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.bindscope.model.BindscopePackage.Literals.DEVICE_TREE__ROOT;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.bindscope.devicetree.Fdt;
import org.bindscope.devicetree.FdtNode;
import org.bindscope.devicetree.FdtProblem;
import org.bindscope.devicetree.FdtProperty;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DeviceTreeOrigin;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.Evidence;
import org.bindscope.model.FactState;
import org.bindscope.model.Machine;
import org.bindscope.model.MemoryReservation;
import org.bindscope.model.ProblemSeverity;
import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.facts.Facts;
import org.bindscope.snapshot.facts.Place;

/** Turns a device tree that the library has read into the model. */
public final class DeviceTreeModel {

    private record Pending(FdtNode from, DtNode to) {
    }

    private DeviceTreeModel() {
    }

    /**
     * A flattened tree.
     *
     * @param fdt  the tree that was read
     * @param file its path in the snapshot
     * @return a new model of it
     */
    public static DeviceTree ofBlob(Fdt fdt, String file) {
        DeviceTree tree = of(fdt, file, DeviceTreeOrigin.BLOB);
        tree.setVersion((int) fdt.header().version());
        tree.setLastCompatibleVersion((int) fdt.header().lastCompVersion());
        tree.setBootCpuId(fdt.header().bootCpuId());
        fdt.reservations().forEach(reservation -> {
            MemoryReservation copy = BindscopeFactory.eINSTANCE.createMemoryReservation();
            copy.setAddress(reservation.address());
            copy.setSize(reservation.size());
            tree.getReservations().add(copy);
        });
        return tree;
    }

    /**
     * The directory form, which has no header.
     *
     * @param fdt    the tree that was read
     * @param folder its path in the snapshot
     * @return a new model of it
     */
    static DeviceTree ofDirectory(Fdt fdt, String folder) {
        return of(fdt, folder, DeviceTreeOrigin.DIRECTORY);
    }

    /**
     * Notes what was wrong with a tree; what is only worth knowing is left out.
     *
     * @param fdt     the tree that was read
     * @param file    its path in the snapshot
     * @param machine gets the problems, with their offsets
     */
    public static void noteProblems(Fdt fdt, String file, Machine machine) {
        Facts facts = new Facts(machine);
        for (FdtProblem problem : fdt.problems()) {
            if (problem.severity() != FdtProblem.Severity.NOTE) {
                ProblemSeverity severity = problem.severity() == FdtProblem.Severity.ERROR ? ProblemSeverity.ERROR
                        : ProblemSeverity.WARNING;
                Place place = problem.offset() == FdtProblem.NO_OFFSET ? Place.file(file)
                        : Place.offset(file, problem.offset());
                facts.problem(severity, place, file + ": " + problem.message());
            }
        }
    }

    private static DeviceTree of(Fdt fdt, String file, DeviceTreeOrigin origin) {
        DeviceTree tree = BindscopeFactory.eINSTANCE.createDeviceTree();
        tree.setOrigin(origin);
        tree.setFile(XmlText.of(file));
        DtNode root = node(fdt.root());
        tree.setRoot(root);
        Evidence evidence = BindscopeFactory.eINSTANCE.createEvidence();
        evidence.setFeature(DEVICE_TREE__ROOT.getName());
        evidence.setState(FactState.SAID);
        evidence.setFile(XmlText.of(file));
        if (root.isSetOffset()) {
            evidence.setOffset(root.getOffset());
        }
        evidence.setText("the root node");
        tree.getEvidence().add(evidence);
        Deque<Pending> pending = new ArrayDeque<>(List.of(new Pending(fdt.root(), root)));
        while (!pending.isEmpty()) {
            Pending next = pending.pop();
            for (FdtNode child : next.from().children()) {
                DtNode copy = node(child);
                next.to().getChildren().add(copy);
                pending.push(new Pending(child, copy));
            }
        }
        return tree;
    }

    private static DtNode node(FdtNode from) {
        DtNode node = BindscopeFactory.eINSTANCE.createDtNode();
        node.setName(name(from.name()));
        if (from.offset() >= 0) {
            node.setOffset(from.offset());
        }
        for (FdtProperty property : from.properties()) {
            DtProperty copy = BindscopeFactory.eINSTANCE.createDtProperty();
            copy.setName(name(property.name()));
            copy.setValue(property.value());
            if (property.valueOffset() >= 0) {
                copy.setOffset(property.valueOffset());
            }
            copy.setUnreadable(property.availability() != FdtProperty.Availability.READ);
            node.getProperties().add(copy);
        }
        return node;
    }

    /** The library keeps one character for each byte of a name. */
    private static String name(String bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            if (bytes.charAt(i) > 0x7f) {
                return XmlText.decode(bytes.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return XmlText.of(bytes);
    }
}
