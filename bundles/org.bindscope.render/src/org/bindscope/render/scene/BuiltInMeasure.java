// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/** Advance widths of a wide sans-serif typeface in thousandths of the font size. */
enum BuiltInMeasure implements TextMeasure {
    /** The only one. */
    INSTANCE;

    private static final int FIRST = ' ';
    private static final int MONOSPACED = 603;
    /** For letters of other scripts, a little over the widest usual one. */
    private static final int OTHER = 850;
    /** Ideographs, Hangul, full-width forms. */
    private static final int WIDE = 1050;
    private static final int[] REGULAR = {318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337,
        636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
        575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390,
        337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635,
        411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838};
    private static final int[] BOLD = {348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365,
        696, 696, 696, 696, 696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683,
        683, 821, 837, 372, 372, 775, 637, 995, 837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457,
        365, 457, 838, 500, 500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687, 716, 716,
        493, 595, 478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838};

    @Override
    public double width(String text, TextStyle style) {
        long sum = 0;
        for (int at = 0; at < text.length();) {
            int codePoint = text.codePointAt(at);
            sum += advance(codePoint, style);
            at += Character.charCount(codePoint);
        }
        return Math.ceil(sum * style.size() / 1000);
    }

    private static int advance(int codePoint, TextStyle style) {
        if (codePoint >= 0x1100 && isWide(codePoint)) {
            return WIDE;
        }
        if (style.monospaced()) {
            return codePoint < 0x2000 ? MONOSPACED : OTHER;
        }
        int index = codePoint - FIRST;
        if (index < 0 || index >= REGULAR.length) {
            return codePoint == '·' ? 380 : OTHER;
        }
        return style.bold() ? BOLD[index] : REGULAR[index];
    }

    private static boolean isWide(int codePoint) {
        return codePoint <= 0x115f || codePoint >= 0x2e80 && codePoint <= 0xd7ff || codePoint >= 0xf900 && codePoint <= 0xfaff
                || codePoint >= 0xfe30 && codePoint <= 0xfe6f || codePoint >= 0xff00 && codePoint <= 0xff60
                || codePoint >= 0x10000;
    }

    @Override
    public double lineHeight(TextStyle style) {
        return Math.ceil(style.size() * 1.3);
    }

    @Override
    public double ascent(TextStyle style) {
        return Math.round(style.size() * 1.02);
    }
}
