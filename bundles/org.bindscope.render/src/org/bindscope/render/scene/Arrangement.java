// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Places of the elements of a part of a picture. */
final class Arrangement {

    final Map<String, SceneRect> nodes = new HashMap<>();
    final Map<String, SceneRect> boxes = new HashMap<>();
    final Map<String, List<ScenePoint>> lines = new HashMap<>();
    final Map<String, SceneRect> labels = new HashMap<>();

    /** The rectangle around all of it. */
    SceneRect bounds() {
        SceneRect all = null;
        for (Map<String, SceneRect> some : List.of(nodes, boxes, labels)) {
            for (SceneRect rect : some.values()) {
                all = all == null ? rect : all.union(rect);
            }
        }
        for (List<ScenePoint> line : lines.values()) {
            SceneRect rect = SceneRect.around(line);
            all = all == null ? rect : all.union(rect);
        }
        return all == null ? SceneRect.EMPTY : all;
    }

    /** Takes over what another one holds, moved. */
    void add(Arrangement other, double dx, double dy) {
        other.nodes.forEach((id, rect) -> nodes.put(id, rect.move(dx, dy)));
        other.boxes.forEach((id, rect) -> boxes.put(id, rect.move(dx, dy)));
        other.labels.forEach((id, rect) -> labels.put(id, rect.move(dx, dy)));
        other.lines.forEach((id, points) -> lines.put(id,
                points.stream().map(point -> new ScenePoint(point.x() + dx, point.y() + dy)).toList()));
    }
}
