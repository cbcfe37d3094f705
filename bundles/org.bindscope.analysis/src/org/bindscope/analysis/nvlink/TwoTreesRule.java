// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DeviceTreeOrigin;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;

/** The blob that the kernel was booted with differs from the tree that it has now (fdt-nvlink section 4.1). */
public final class TwoTreesRule implements FindingRule {

    private static final int MAX = 50;

    @Override
    public Set<String> ids() {
        return Set.of("fdt-vs-dirtree", "fdt-vs-dirtree-status");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        Optional<DeviceTree> blob = MachineIndex.tree(context.machine(), DeviceTreeOrigin.BLOB);
        Optional<DeviceTree> directory = MachineIndex.tree(context.machine(), DeviceTreeOrigin.DIRECTORY);
        if (blob.isEmpty() || directory.isEmpty()) {
            return Stream.empty();
        }
        TreeContext trees = TreeContext.of(context);
        DtIndex booted = trees.tree().orElseThrow().index();
        DtIndex live = new DtIndex(directory.get());
        List<Finding> findings = new ArrayList<>();
        for (DtNode node : booted.nodes()) {
            String path = booted.path(node);
            Optional<DtNode> other = live.at(path);
            if (other.isEmpty()) {
                if (node.getParent() == null || live.at(booted.path(node.getParent())).isPresent()) {
                    findings.add(missing(trees, trees.subject(node), path, blob.get(), directory.get()));
                }
            } else {
                properties(trees, node, path, other.get(), blob.get(), directory.get(), findings);
            }
        }
        for (DtNode node : live.nodes()) {
            String path = live.path(node);
            if (booted.at(path).isEmpty() && node.getParent() != null
                    && booted.at(live.path(node.getParent())).isPresent()) {
                findings.add(missing(trees, path, path, directory.get(), blob.get()));
            }
        }
        return findings.stream().limit(MAX);
    }

    private static Finding missing(TreeContext trees, String subject, String path, DeviceTree has, DeviceTree lacks) {
        return trees.finding("fdt-vs-dirtree", Severity.WARNING, List.of(subject), path + " is in " + has.getFile()
                + " and not in "
                + lacks.getFile() + ".", "The kernel or firmware changed the tree after boot.", "",
                new EvidenceText(has.getFile(), path));
    }

    private static void properties(TreeContext trees, DtNode booted, String path, DtNode live, DeviceTree blob,
            DeviceTree directory,
            List<Finding> findings) {
        Set<String> names = new TreeSet<>();
        booted.getProperties().forEach(property -> names.add(property.getName()));
        live.getProperties().forEach(property -> names.add(property.getName()));
        for (String name : names) {
            if (ignored(path, name) || name.startsWith("linux,") && !DtValues.has(booted, name)) {
                continue;
            }
            Optional<DtProperty> a = property(booted, name);
            Optional<DtProperty> b = property(live, name);
            boolean unread = a.map(DtProperty::isUnreadable).orElse(false)
                    || b.map(DtProperty::isUnreadable).orElse(false);
            if (unread || a.isPresent() == b.isPresent() && Arrays.equals(a.get().getValue(), b.get().getValue())) {
                continue;
            }
            boolean status = name.equals("status");
            findings.add(trees.finding(status ? "fdt-vs-dirtree-status" : "fdt-vs-dirtree", status ? Severity.INFO
                    : Severity.WARNING,
                    List.of(trees.subject(booted)), name + " of " + trees.subject(booted)
                    + " differs between the blob and the running tree.",
                    "The kernel uses the running tree; the blob is what it was booted with.", "",
                    new EvidenceText(blob.getFile(), text(booted, name, path)),
                    new EvidenceText(directory.getFile(), text(live, name, path))));
        }
    }

    private static String text(DtNode node, String name, String path) {
        return path + " " + name + (DtValues.has(node, name) ? " = " + TreeContext.value(node, name) : " is absent");
    }

    /** The kernel adds names to every node and its own properties; old trees have phandles twice. */
    private static boolean ignored(String path, String name) {
        return name.equals("name") || name.startsWith("linux,")
                && (path.equals("/chosen") || name.equals("linux,phandle"));
    }

    private static Optional<DtProperty> property(DtNode node, String name) {
        return node.getProperties().stream().filter(property -> name.equals(property.getName())).findFirst();
    }
}
