// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.nvlink;

import java.util.Locale;
import java.util.OptionalDouble;

import org.bindscope.analysis.nvlink.NvLinkMatrix.Cell;
import org.bindscope.analysis.nvlink.NvLinkMatrix.Path;
import org.bindscope.ui.text.Sign;

/** Numbers as people read them; the point is the decimal separator everywhere, so that figures can be pasted. */
final class Figures {

    private Figures() {
    }

    /** At most two decimals, and none that are 0. */
    static String of(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.endsWith(".00") ? text.substring(0, text.length() - 3)
                : text.endsWith("0") ? text.substring(0, text.length() - 1) : text;
    }

    static String of(OptionalDouble value) {
        return value.isPresent() ? of(value.getAsDouble()) : "?";
    }

    static String gigabytes(double value) {
        return of(value) + " GB/s";
    }

    /** All digits: the lane rate 25.78125 is known by them. */
    static String exact(OptionalDouble value) {
        return value.isEmpty() ? "?" : value.getAsDouble() == Math.rint(value.getAsDouble())
                ? of(value.getAsDouble()) : Double.toString(value.getAsDouble());
    }

    /**
     * A cell of the matrix: {@code NV3 75 GB/s}, with the nominal figure where there is one. A sign says that a link
     * runs below the speed of its generation, or that the two ends count differently.
     *
     * @param doubtful whether the ends count differently
     * @param brief    without the unit, where many columns have to stand side by side
     */
    static String cell(Cell cell, boolean doubtful, boolean brief) {
        if (cell.path() == Path.X) {
            return "\u2013";
        }
        OptionalDouble figure = cell.nominalGBs().isPresent() ? cell.nominalGBs() : cell.bandwidthGBs();
        return (doubtful || slow(cell) ? Sign.WARNING.text() + " " : "") + cell.text()
                + (figure.isEmpty() ? "" : "  " + of(figure.getAsDouble()) + (brief ? "" : " GB/s"));
    }

    static boolean slow(Cell cell) {
        return cell.bandwidthGBs().isPresent() && cell.nominalGBs().isEmpty();
    }

    static String count(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
