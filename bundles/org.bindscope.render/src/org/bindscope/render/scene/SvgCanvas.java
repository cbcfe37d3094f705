// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.Locale;
import java.util.Optional;

/** Writes what the painter draws as SVG elements, whose colours are classes of the document's style sheet. */
final class SvgCanvas implements SceneCanvas {

    private final StringBuilder out;

    SvgCanvas(StringBuilder out) {
        this.out = out;
    }

    static String name(TextStyle style) {
        return "t" + style.ordinal();
    }

    static String fill(SceneColour colour) {
        return "f" + colour.ordinal();
    }

    static String stroke(SceneColour colour) {
        return "s" + colour.ordinal();
    }

    @Override
    public void begin(SceneElement element, Part part) {
        out.append("<g>");
        if (!element.description().isEmpty()) {
            out.append("<title>");
            escape(element.description(), out);
            out.append("</title>");
        }
    }

    @Override
    public void end() {
        out.append("</g>\n");
    }

    @Override
    public void rectangle(SceneRect bounds, double radius, ScenePaint paint) {
        out.append("<rect x=\"").append(number(bounds.x())).append("\" y=\"").append(number(bounds.y())).append("\" width=\"")
                .append(number(bounds.width())).append("\" height=\"").append(number(bounds.height()));
        if (radius > 0) {
            out.append("\" rx=\"").append(number(radius));
        }
        out.append('"');
        paint(paint);
    }

    @Override
    public void path(ScenePath path, ScenePaint paint) {
        out.append("<path d=\"");
        for (ScenePath.Step step : path.steps()) {
            if (step instanceof ScenePath.Move move) {
                point('M', move.to());
            } else if (step instanceof ScenePath.Line line) {
                point('L', line.to());
            } else if (step instanceof ScenePath.Curve curve) {
                point('Q', curve.control());
                point(' ', curve.to());
            }
        }
        out.append(path.closed() ? "Z\"" : "\"");
        paint(paint);
    }

    @Override
    public void text(SceneText text) {
        out.append("<text x=\"").append(number(text.x())).append("\" y=\"").append(number(text.baseline())).append("\" class=\"")
                .append(name(text.style())).append(' ').append(fill(text.colour())).append("\">");
        escape(text.text(), out);
        out.append("</text>");
    }

    private void point(char command, ScenePoint point) {
        out.append(command).append(number(point.x())).append(' ').append(number(point.y()));
    }

    private void paint(ScenePaint paint) {
        Optional<String> fill = paint.fill().map(SvgCanvas::fill);
        Optional<String> stroke = paint.stroke().map(SvgCanvas::stroke);
        out.append(" class=\"").append(fill.orElse("")).append(fill.isPresent() && stroke.isPresent() ? " " : "")
                .append(stroke.orElse("")).append('"');
        if (fill.isPresent() && paint.opacity() < 1) {
            out.append(" fill-opacity=\"").append(number(paint.opacity())).append('"');
        }
        if (stroke.isPresent()) {
            out.append(" stroke-width=\"").append(number(paint.width())).append('"');
            double[] dash = paint.dash().lengths();
            if (dash.length > 0) {
                out.append(" stroke-dasharray=\"");
                for (int i = 0; i < dash.length; i++) {
                    out.append(i == 0 ? "" : " ").append(number(dash[i]));
                }
                out.append('"');
            }
        }
        out.append("/>");
    }

    /** A number with up to two decimals, the same in every locale. */
    static String number(double value) {
        long hundredths = Math.round(value * 100);
        if (hundredths % 100 == 0) {
            return Long.toString(hundredths / 100);
        }
        String text = String.format(Locale.ROOT, "%.2f", hundredths / 100.0);
        return text.endsWith("0") ? text.substring(0, text.length() - 1) : text;
    }

    /** Writes text so that XML takes it as text; what XML cannot hold becomes U+FFFD. */
    static void escape(String text, StringBuilder out) {
        for (int at = 0; at < text.length();) {
            int codePoint = text.codePointAt(at);
            at += Character.charCount(codePoint);
            switch (codePoint) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\t', '\n', '\r' -> out.append("&#").append(codePoint).append(';');
                default -> out.appendCodePoint(isXml(codePoint) ? codePoint : 0xfffd);
            }
        }
    }

    /** The production Char of XML 1.0, 2.2, without the three characters that are written as references. */
    private static boolean isXml(int codePoint) {
        return codePoint >= 0x20 && codePoint <= 0xd7ff || codePoint >= 0xe000 && codePoint <= 0xfffd
                || codePoint >= 0x10000;
    }
}
