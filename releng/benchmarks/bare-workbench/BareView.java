// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.part.ViewPart;

/** Nothing. */
public class BareView extends ViewPart {

    @Override
    public void createPartControl(Composite parent) {
        // Stays empty: this is the view that costs nothing.
    }

    @Override
    public void setFocus() {
        // There is nothing to focus.
    }
}
