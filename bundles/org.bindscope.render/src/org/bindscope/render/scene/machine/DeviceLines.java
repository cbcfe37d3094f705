// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.machine;

import java.util.ArrayList;
import java.util.List;

import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;
import org.bindscope.render.DeviceText;
import org.bindscope.render.scene.LabelLength;
import org.bindscope.render.scene.SceneColour;
import org.bindscope.render.scene.SceneDraft.Line;
import org.bindscope.render.scene.TextStyle;

/** The lines of text that stand on the node of a function. */
final class DeviceLines {

    private final DeviceFacts facts;
    private final LabelLength length;

    DeviceLines(DeviceFacts facts, LabelLength length) {
        this.facts = facts;
        this.length = length;
    }

    /** One function. */
    List<Line> of(PciFunction function) {
        if (length == LabelLength.SHORT) {
            return List.of(address(function.getAddress()));
        }
        List<Line> lines = new ArrayList<>();
        lines.add(Line.title(DeviceFacts.title(function)));
        lines.add(Line.code(function.getAddress() + ids(function)));
        if (function instanceof PciBridge) {
            lines.add(Line.detail(DeviceFacts.bridgeKind(function)));
        }
        if (!(function instanceof PciBridge) || length == LabelLength.FULL || facts.change(function).isPresent()) {
            lines.add(Line.code(facts.driverLine(function)));
        }
        if (length == LabelLength.FULL) {
            if (function.getClassName() != null && !(function instanceof PciBridge)) {
                lines.add(Line.detail(function.getClassName()));
            }
            lines.add(Line.detail("group " + facts.groupText(function) + " \u00b7 NUMA node " + facts.numaText(function)));
            if (function.getSlotLabel() != null) {
                lines.add(Line.detail("slot " + function.getSlotLabel()));
            }
        }
        return lines;
    }

    /** Several functions that stand together. */
    List<Line> of(int count, PciFunction first, PciFunction last) {
        String range = range(first.getAddress(), last.getAddress());
        if (length == LabelLength.SHORT) {
            return List.of(address(count + " \u00d7 " + first.getAddress()));
        }
        List<Line> lines = new ArrayList<>();
        lines.add(Line.title(count + " \u00d7 " + DeviceFacts.title(first)));
        lines.add(Line.code(range));
        if (!(first instanceof PciBridge) || length == LabelLength.FULL) {
            lines.add(Line.code(facts.driverLine(first)));
        }
        return lines;
    }

    private String ids(PciFunction function) {
        String ids = DeviceText.idsOrNothing(function);
        return ids.isEmpty() || function instanceof PciBridge && length != LabelLength.FULL ? "" : " \u00b7 " + ids;
    }

    private static Line address(String text) {
        return new Line(text, TextStyle.CODE, SceneColour.TEXT);
    }

    /** Two addresses, the second without what they share: {@code 0006:00:00.0 to 01.2}. */
    static String range(String first, String last) {
        if (first.equals(last)) {
            return first;
        }
        int same = 0;
        for (int i = 0; i < Math.min(first.length(), last.length()) && first.charAt(i) == last.charAt(i); i++) {
            if (first.charAt(i) == ':') {
                same = i + 1;
            }
        }
        return first + " to " + last.substring(same);
    }
}
