// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.theme;

import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.util.IPropertyChangeListener;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.widgets.Control;

/**
 * The colours that views paint with. Their values are the theme's: plugin.xml defines them for the
 * light theme, css/dark.css for the dark one, and the user may change them on the Colors and Fonts page.
 * Ask on every paint, so that a change of the theme is followed. Nothing is told by colour alone.
 */
public enum ThemeColors {
    /** Text of less importance. */
    MUTED("muted"),
    /** An error, a check that failed. */
    ERROR("error"),
    /** A warning. */
    WARNING("warning"),
    /** A check that holds. */
    OK("ok"),
    /** Changed by a what-if or by the plan. */
    CHANGED("changed"),
    /** A link. */
    LINK("link"),
    /** Background of the line or step that settles something. */
    HIGHLIGHT("highlight"),
    /** Background of a panel that stands out quietly. */
    PANEL("panel"),
    /** Ground of pictures. */
    CANVAS("canvas"),
    /** Keywords in highlighted text. */
    KEYWORD("keyword"),
    /** Strings in highlighted text. */
    STRING("string"),
    /** Numbers in highlighted text. */
    NUMBER("number"),
    /** Comments in highlighted text. */
    COMMENT("comment");

    private final String id;

    ThemeColors(String name) {
        this.id = "org.bindscope.ui.color." + name;
    }

    /**
     * Id of the colour definition.
     *
     * @return the id
     */
    public String id() {
        return id;
    }

    /**
     * The colour in the current theme.
     *
     * @return a colour that the registry owns; never dispose of it
     */
    public Color color() {
        return JFaceResources.getColorRegistry().get(id);
    }

    /**
     * Tells when colours changed, once for all of a theme, as long as a control lives.
     *
     * @param control shows something in these colours
     * @param changed called in the UI thread
     */
    public static void onChange(Control control, Runnable changed) {
        boolean[] asked = {false};
        IPropertyChangeListener listener = event -> {
            if (!asked[0] && !control.isDisposed()) {
                asked[0] = true;
                control.getDisplay().asyncExec(() -> {
                    asked[0] = false;
                    if (!control.isDisposed()) {
                        changed.run();
                    }
                });
            }
        };
        JFaceResources.getColorRegistry().addListener(listener);
        control.addListener(SWT.Dispose, event -> JFaceResources.getColorRegistry().removeListener(listener));
    }

    /**
     * Gives a control this text colour, now and after every change of the theme.
     *
     * @param control the control
     */
    public void paint(Control control) {
        control.setForeground(color());
        IPropertyChangeListener listener = event -> {
            if (event.getProperty().equals(id) && !control.isDisposed()) {
                // Later, because the style sheet is applied to the control after the registry is told.
                control.getDisplay().asyncExec(() -> {
                    if (!control.isDisposed()) {
                        control.setForeground(color());
                    }
                });
            }
        };
        JFaceResources.getColorRegistry().addListener(listener);
        control.addListener(SWT.Dispose, event -> JFaceResources.getColorRegistry().removeListener(listener));
    }
}
