// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.List;

/** Puts the parts of a picture beside and below each other, in their order, about one and a half times as wide as high. */
final class ScenePacking {

    private static final double RATIO = 1.5;
    private static final int MAX_STRIPS = 40;

    private ScenePacking() {
    }

    /**
     * Packs.
     *
     * @param parts   the parts, each anywhere
     * @param columns true to fill columns from top to bottom, which suits trees of one width; false for rows
     * @param gap     between parts
     */
    static Arrangement pack(List<Arrangement> parts, boolean columns, double gap) {
        double whole = parts.stream().mapToDouble(part -> along(part.bounds(), columns) + gap).sum();
        double longest = parts.stream().mapToDouble(part -> along(part.bounds(), columns)).max().orElse(0);
        Arrangement best = pack(parts, columns, gap, whole);
        for (int strips = 2; strips <= Math.min(parts.size(), MAX_STRIPS); strips++) {
            double limit = Math.max(longest, whole / strips);
            Arrangement other = pack(parts, columns, gap, limit);
            if (distance(other) < distance(best)) {
                best = other;
            }
            if (limit == longest) {
                break;
            }
        }
        return best;
    }

    /** How far a picture is from the wanted proportion. */
    private static double distance(Arrangement arrangement) {
        SceneRect bounds = arrangement.bounds();
        return Math.abs(Math.log(Math.max(1, bounds.width()) / Math.max(1, bounds.height()) / RATIO));
    }

    private static Arrangement pack(List<Arrangement> parts, boolean columns, double gap, double limit) {
        Arrangement packed = new Arrangement();
        double along = 0;
        double across = 0;
        double thickest = 0;
        for (Arrangement part : parts) {
            SceneRect bounds = part.bounds();
            // Half of the last part may stand out: strips of about one length look better than an almost empty last one.
            if (along > 0 && along + along(bounds, columns) / 2 > limit) {
                across += thickest + gap;
                along = 0;
                thickest = 0;
            }
            double x = columns ? across : along;
            double y = columns ? along : across;
            packed.add(part, x - bounds.x(), y - bounds.y());
            along += along(bounds, columns) + gap;
            thickest = Math.max(thickest, columns ? bounds.width() : bounds.height());
        }
        return packed;
    }

    private static double along(SceneRect bounds, boolean columns) {
        return columns ? bounds.height() : bounds.width();
    }
}
