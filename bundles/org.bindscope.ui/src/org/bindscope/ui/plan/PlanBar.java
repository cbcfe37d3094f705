// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.theme.Icons;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.layout.PixelConverter;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.layout.RowData;
import org.eclipse.swt.layout.RowLayout;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;

/** The tools of a plan in one row, which wraps in a narrow view. For the UI thread. */
final class PlanBar extends Composite {

    /** What the tools do. */
    interface Actions {

        /** Adds what is selected elsewhere. */
        void addSelection();

        /** Removes the selected wishes, or all. */
        void remove();

        /** Moves the selected wishes. */
        void move(boolean up);

        /** The driver was chosen or typed. */
        void driverChosen();

        /** Another format was chosen. */
        void formatChosen();

        /** Copies the text in the chosen format. */
        void copy();

        /** Saves the text in the chosen format. */
        void save();

        /** Saves what takes it back. */
        void saveUndo();

        /** What can be proposed for the selected wishes now. */
        List<Choice> suggestions();
    }

    /**
     * An entry of a menu.
     *
     * @param text   with a mnemonic
     * @param action what it does; empty for a separator
     * @param below  entries of a submenu
     */
    record Choice(String text, Optional<Runnable> action, List<Choice> below) {

        /** Copies the list. */
        Choice {
            below = List.copyOf(below);
        }

        static Choice of(String text, Runnable action) {
            return new Choice(text, Optional.of(action), List.of());
        }

        /** A submenu; one without entries says so. */
        static Choice menu(String text, List<Choice> below, String none) {
            return new Choice(text, Optional.empty(), below.isEmpty() ? List.of(note(none)) : below);
        }

        /** The entry, or what it says where it cannot be chosen now. */
        Choice enabled(boolean yes) {
            return yes ? this : note(text);
        }

        static Choice separator() {
            return new Choice("", Optional.empty(), List.of());
        }

        /** A line that only says something. */
        static Choice note(String text) {
            return new Choice(text, Optional.empty(), List.of());
        }
    }

    private static final String NAME = "org.bindscope.ui.name";
    private static final int DRIVER_CHARACTERS = 21;
    private static final int FORMAT_CHARACTERS = 31;

    private final Combo driver;
    private final Combo format;
    private final List<ToolItem> onRows = new ArrayList<>();
    private final List<ToolItem> onExport = new ArrayList<>();

    /**
     * Creates the row.
     *
     * @param parent  the parent
     * @param actions what the tools do
     * @param file    entries about plans as files; empty for none
     */
    PlanBar(Composite parent, Actions actions, Optional<Supplier<List<Choice>>> file) {
        super(parent, SWT.NONE);
        RowLayout layout = new RowLayout(SWT.HORIZONTAL);
        layout.center = true;
        layout.marginLeft = 0;
        layout.marginRight = 0;
        layout.marginTop = 0;
        layout.marginBottom = 0;
        layout.spacing = 4;
        setLayout(layout);
        ToolBar edit = toolBar(this);
        icon(edit, Icons.ADD, "Add Selection", "Adds the devices that are selected in other views", actions::addSelection);
        onRows.add(icon(edit, Icons.REMOVE, "Remove", "Removes the selected wishes, or all (Del)", actions::remove));
        onRows.add(icon(edit, Icons.UP, "Move Up", "Moves the selected wishes up (Alt+Up): the order is that of the steps",
                () -> actions.move(true)));
        onRows.add(icon(edit, Icons.DOWN, "Move Down", "Moves the selected wishes down (Alt+Down)", () -> actions.move(false)));
        driver = new Combo(this, SWT.DROP_DOWN);
        driver.setToolTipText("The driver that the selected wishes, or all, ask for; new ones ask for it too");
        MachinePart.name(driver, "Driver");
        PixelConverter units = new PixelConverter(this);
        driver.setLayoutData(new RowData(units.convertWidthInCharsToPixels(DRIVER_CHARACTERS), SWT.DEFAULT));
        driver.addListener(SWT.Selection, event -> actions.driverChosen());
        driver.addListener(SWT.DefaultSelection, event -> actions.driverChosen());
        ToolBar propose = toolBar(this);
        onRows.add(menu(propose, "Suggest", "Proposes wishes for the selected rows, or all", actions::suggestions));
        format = new Combo(this, SWT.READ_ONLY | SWT.DROP_DOWN);
        format.setVisibleItemCount(16);
        format.setToolTipText("In which form the plan is written");
        MachinePart.name(format, "Format");
        format.setLayoutData(new RowData(units.convertWidthInCharsToPixels(FORMAT_CHARACTERS), SWT.DEFAULT));
        format.addListener(SWT.Selection, event -> actions.formatChosen());
        ToolBar export = toolBar(this);
        onExport.add(icon(export, Icons.COPY, "Copy", "Copies the text in the chosen format", actions::copy));
        onExport.add(menu(export, "Save", "Saves the text in the chosen format, or what takes the plan back",
                () -> List.of(Choice.of("&Save\u2026", actions::save), Choice.of("Save &Undo\u2026", actions::saveUndo))));
        file.ifPresent(entries -> menu(export, "Plan", "The plan as a file, and on other snapshots", entries));
    }

    private static ToolItem icon(ToolBar bar, Icons icon, String name, String tip, Runnable action) {
        ToolItem item = new ToolItem(bar, SWT.PUSH);
        item.setImage(icon.image());
        item.setData(NAME, name);
        item.setToolTipText(name + ": " + tip);
        item.addListener(SWT.Selection, event -> action.run());
        return item;
    }

    private static ToolItem menu(ToolBar bar, String text, String tip, Supplier<List<Choice>> choices) {
        Menu menu = new Menu(bar);
        bar.addListener(SWT.Dispose, event -> menu.dispose());
        ToolItem item = new ToolItem(bar, SWT.DROP_DOWN);
        item.setText(text);
        item.setToolTipText(tip);
        item.addListener(SWT.Selection, event -> {
            List.of(menu.getItems()).forEach(MenuItem::dispose);
            fill(menu, choices.get());
            Rectangle bounds = item.getBounds();
            menu.setLocation(bar.toDisplay(bounds.x, bounds.y + bounds.height));
            menu.setVisible(true);
        });
        return item;
    }

    private static void fill(Menu menu, List<Choice> choices) {
        for (Choice choice : choices) {
            if (choice.text().isEmpty()) {
                new MenuItem(menu, SWT.SEPARATOR);
            } else if (!choice.below().isEmpty()) {
                MenuItem item = new MenuItem(menu, SWT.CASCADE);
                item.setText(choice.text());
                Menu below = new Menu(menu);
                item.setMenu(below);
                item.addListener(SWT.Dispose, event -> below.dispose());
                fill(below, choice.below());
            } else {
                MenuItem item = new MenuItem(menu, SWT.PUSH);
                item.setText(choice.text());
                item.setEnabled(choice.action().isPresent());
                choice.action().ifPresent(action -> item.addListener(SWT.Selection, event -> action.run()));
            }
        }
    }

    /** The driver that is chosen; empty for none. */
    Optional<String> driver() {
        String text = driver.getText().strip();
        return text.isEmpty() || text.equals(KnownDrivers.NONE) ? Optional.empty() : Optional.of(text);
    }

    void showDriver(Optional<String> name) {
        String text = name.orElse(KnownDrivers.NONE);
        if (!driver.getText().equals(text)) {
            driver.setText(text);
        }
    }

    void setDrivers(List<String> names) {
        driver.setItems(names.toArray(String[]::new));
        driver.setText(KnownDrivers.VFIO);
    }

    /** Index of the chosen format. */
    int format() {
        return Math.max(0, format.getSelectionIndex());
    }

    void chooseFormat(int index) {
        format.select(index);
    }

    /** Renames the formats where that is needed; the choice stays. */
    void showFormats(List<String> titles) {
        if (format.getItemCount() != titles.size()) {
            format.setItems(titles.toArray(String[]::new));
            format.select(0);
            return;
        }
        int chosen = format.getSelectionIndex();
        for (int i = 0; i < titles.size(); i++) {
            if (!format.getItem(i).equals(titles.get(i))) {
                format.setItem(i, titles.get(i));
            }
        }
        if (format.getSelectionIndex() != chosen) {
            format.select(chosen);
        }
    }

    void enable(boolean rows, boolean writable) {
        onRows.forEach(item -> enable(item, rows));
        onExport.forEach(item -> enable(item, writable));
    }

    /** A text that the theme colours looks the same when it cannot be chosen; it is muted then. */
    private static void enable(ToolItem item, boolean yes) {
        item.setEnabled(yes);
        if (!item.getText().isEmpty()) {
            item.setForeground(yes ? null : ThemeColors.MUTED.color());
        }
    }

    /** Items that are icons only have names for screen readers. */
    private static ToolBar toolBar(Composite parent) {
        ToolBar bar = new ToolBar(parent, SWT.FLAT | SWT.RIGHT);
        bar.getAccessible().addAccessibleListener(new AccessibleAdapter() {
            @Override
            public void getName(AccessibleEvent event) {
                if (event.childID >= 0 && event.childID < bar.getItemCount()) {
                    ToolItem item = bar.getItem(event.childID);
                    event.result = item.getText().isEmpty() ? (String) item.getData(NAME) : item.getText();
                }
            }
        });
        return bar;
    }
}
