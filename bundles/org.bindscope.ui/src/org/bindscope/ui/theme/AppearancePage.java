// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.theme;

import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.jface.preference.FieldEditorPreferencePage;
import org.eclipse.jface.preference.RadioGroupFieldEditor;
import org.eclipse.ui.IWorkbench;
import org.eclipse.ui.IWorkbenchPreferencePage;
import org.eclipse.ui.preferences.ScopedPreferenceStore;

/** The preference page of the product: light or dark. */
public class AppearancePage extends FieldEditorPreferencePage implements IWorkbenchPreferencePage {

    /** Made by the workbench. */
    public AppearancePage() {
        super(GRID);
        ScopedPreferenceStore store = new ScopedPreferenceStore(InstanceScope.INSTANCE, Appearance.NODE);
        store.setDefault(Appearance.KEY, Appearance.SYSTEM.name());
        setPreferenceStore(store);
    }

    @Override
    public void init(IWorkbench workbench) {
        setDescription("Single colours, fonts and keys are set on the pages below.");
    }

    @Override
    protected void createFieldEditors() {
        addField(new RadioGroupFieldEditor(Appearance.KEY, "Appearance", 1, new String[][] {
                {"&Follow the desktop", Appearance.SYSTEM.name()},
                {"&Light", Appearance.LIGHT.name()},
                {"&Dark", Appearance.DARK.name()}}, getFieldEditorParent(), true));
    }

    @Override
    public boolean performOk() {
        boolean done = super.performOk();
        Appearance.chosen().choose();
        return done;
    }
}
