// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.Locale;

/**
 * Writes a scene as SVG 1.1. Text stays text, each element has a {@code title} that says what it is, and
 * the picture has a title and a description. No display and no fonts are needed.
 */
public final class SceneSvg {

    /** Which colours the file has. */
    public enum Theme {
        /** On white. */
        LIGHT,
        /** On a dark ground. */
        DARK,
        /** On white, or on a dark ground where the viewer prefers that. */
        SYSTEM
    }

    private static final String SANS = "'DejaVu Sans',Verdana,'Segoe UI','Helvetica Neue',Arial,sans-serif";
    private static final String MONO = "'DejaVu Sans Mono',Menlo,Consolas,monospace";

    private SceneSvg() {
    }

    /**
     * Writes a scene as a document.
     *
     * @param scene the scene
     * @param theme its colours
     * @return an XML document that declares UTF-8 and ends with a line feed
     */
    public static String document(Scene scene, Theme theme) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + element(scene, theme) + "\n";
    }

    /**
     * Writes a scene as an element to stand in another document.
     *
     * @param scene the scene
     * @param theme its colours
     * @return an {@code svg} element
     */
    public static String element(Scene scene, Theme theme) {
        SceneRect bounds = scene.bounds();
        String width = SvgCanvas.number(Math.ceil(bounds.width()));
        String height = SvgCanvas.number(Math.ceil(bounds.height()));
        StringBuilder out = new StringBuilder(4096 + 900 * scene.nodes().size());
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"").append(width).append("\" height=\"").append(height)
                .append("\" viewBox=\"").append(SvgCanvas.number(bounds.x())).append(' ').append(SvgCanvas.number(bounds.y()))
                .append(' ').append(width).append(' ').append(height).append("\" class=\"bindscope\" role=\"img\" aria-label=\"");
        SvgCanvas.escape(scene.title(), out);
        out.append("\">\n<title>");
        SvgCanvas.escape(scene.title(), out);
        out.append("</title>\n<desc>");
        SvgCanvas.escape(scene.description(), out);
        out.append("</desc>\n<style>\n");
        style(theme, out);
        out.append("</style>\n");
        ScenePainter.paint(scene, new SvgCanvas(out));
        return out.append("</svg>").toString();
    }

    private static void style(Theme theme, StringBuilder css) {
        css.append(".bindscope text{white-space:pre}\n")
                .append(".bindscope path,.bindscope rect{fill:none;stroke-linecap:round;stroke-linejoin:round}\n");
        for (TextStyle style : TextStyle.values()) {
            css.append(".bindscope .").append(SvgCanvas.name(style)).append("{font:").append(style.bold() ? "bold " : "")
                    .append(SvgCanvas.number(style.size())).append("px ").append(style.monospaced() ? MONO : SANS).append("}\n");
        }
        colours(theme == Theme.DARK ? ScenePalette.dark() : ScenePalette.light(), css);
        if (theme == Theme.SYSTEM) {
            css.append("@media (prefers-color-scheme: dark){\n");
            colours(ScenePalette.dark(), css);
            css.append("}\n");
        }
    }

    private static void colours(ScenePalette palette, StringBuilder css) {
        for (SceneColour colour : SceneColour.values()) {
            String value = String.format(Locale.ROOT, "#%06x", palette.rgb(colour));
            css.append(".bindscope .").append(SvgCanvas.fill(colour)).append("{fill:").append(value).append("} .bindscope .")
                    .append(SvgCanvas.stroke(colour)).append("{stroke:").append(value).append("}\n");
        }
    }
}
