// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.bindscope.devicetree.Fdt;
import org.bindscope.devicetree.FdtNode;
import org.bindscope.devicetree.FdtReader;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DeviceTreeOrigin;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads device trees and expected facts of the corpus for tests. */
public final class TestTrees {

    private TestTrees() {
    }

    /** Reads a blob. */
    public static DeviceTree blob(Path file) {
        try {
            Fdt fdt = FdtReader.readLenient(Files.readAllBytes(file));
            DeviceTree tree = BindscopeFactory.eINSTANCE.createDeviceTree();
            tree.setOrigin(DeviceTreeOrigin.BLOB);
            tree.setFile(file.getFileName().toString());
            tree.setRoot(copy(fdt.root()));
            return tree;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DtNode copy(FdtNode from) {
        DtNode node = BindscopeFactory.eINSTANCE.createDtNode();
        node.setName(from.name());
        node.setOffset(from.offset());
        from.properties().forEach(property -> node.getProperties().add(property(property.name(), property.value())));
        from.children().forEach(child -> node.getChildren().add(copy(child)));
        return node;
    }

    /** Makes a property. */
    public static DtProperty property(String name, byte[] value) {
        DtProperty property = BindscopeFactory.eINSTANCE.createDtProperty();
        property.setName(name);
        property.setValue(value);
        return property;
    }

    /** Loads a JSON file. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> json(Path file) {
        try {
            return (Map<String, Object>) new Load(LoadSettings.builder().setCodePointLimit(10_000_000).build())
                    .loadFromString(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loads a JSON file that holds a list. */
    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> jsonList(Path file) {
        try {
            return (List<Map<String, Object>>) new Load(LoadSettings.builder().build())
                    .loadFromString(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
