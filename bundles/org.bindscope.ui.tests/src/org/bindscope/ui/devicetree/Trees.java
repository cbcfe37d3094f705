// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DeviceTreeOrigin;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;

/** Makes small device trees. */
final class Trees {

    private Trees() {
    }

    static DeviceTree tree() {
        DeviceTree tree = BindscopeFactory.eINSTANCE.createDeviceTree();
        tree.setOrigin(DeviceTreeOrigin.BLOB);
        tree.setRoot(BindscopeFactory.eINSTANCE.createDtNode());
        tree.getRoot().setName("");
        return tree;
    }

    static DtNode node(DtNode parent, String name) {
        DtNode node = BindscopeFactory.eINSTANCE.createDtNode();
        node.setName(name);
        parent.getChildren().add(node);
        return node;
    }

    static DtProperty text(DtNode node, String name, String... values) {
        return bytes(node, name, (String.join("\0", values) + "\0").getBytes(StandardCharsets.ISO_8859_1));
    }

    static DtProperty cells(DtNode node, String name, int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 4);
        for (int value : values) {
            buffer.putInt(value);
        }
        return bytes(node, name, buffer.array());
    }

    static DtProperty bytes(DtNode node, String name, byte... value) {
        DtProperty property = BindscopeFactory.eINSTANCE.createDtProperty();
        property.setName(name);
        property.setValue(value);
        node.getProperties().add(property);
        return property;
    }
}
