// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.List;

/** Puts the parts of a picture beside and below each other, in their order, about one and a half times as wide as high. */
final class ScenePacking {

    private static final double GAP = 34;
    private static final double RATIO = 1.5;

    private ScenePacking() {
    }

    /**
     * Packs.
     *
     * @param parts   the parts, each anywhere
     * @param columns true to fill columns from top to bottom, which suits trees of one width; false for rows
     */
    static Arrangement pack(List<Arrangement> parts, boolean columns) {
        double area = 0;
        double longest = 0;
        for (Arrangement part : parts) {
            SceneRect bounds = part.bounds();
            area += (bounds.width() + GAP) * (bounds.height() + GAP);
            longest = Math.max(longest, along(bounds, columns));
        }
        double side = columns ? Math.sqrt(area / RATIO) : Math.sqrt(area * RATIO);
        double limit = Math.max(longest, side) + 1;
        Arrangement packed = new Arrangement();
        double along = 0;
        double across = 0;
        double thickest = 0;
        for (Arrangement part : parts) {
            SceneRect bounds = part.bounds();
            if (along > 0 && along + along(bounds, columns) > limit) {
                across += thickest + GAP;
                along = 0;
                thickest = 0;
            }
            double x = columns ? across : along;
            double y = columns ? along : across;
            packed.add(part, x - bounds.x(), y - bounds.y());
            along += along(bounds, columns) + GAP;
            thickest = Math.max(thickest, columns ? bounds.width() : bounds.height());
        }
        return packed;
    }

    private static double along(SceneRect bounds, boolean columns) {
        return columns ? bounds.height() : bounds.width();
    }
}
