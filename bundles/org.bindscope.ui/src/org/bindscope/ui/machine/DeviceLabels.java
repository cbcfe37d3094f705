// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.machine;

import java.util.Optional;
import java.util.function.Supplier;

import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.labels.FactText;
import org.bindscope.ui.labels.ObjectIcons;
import org.bindscope.ui.labels.ObjectText;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.viewers.StyledCellLabelProvider;
import org.eclipse.jface.viewers.StyledString;
import org.eclipse.jface.viewers.StyledString.Styler;
import org.eclipse.jface.viewers.ViewerCell;
import org.eclipse.swt.graphics.TextStyle;
import org.eclipse.swt.widgets.Tree;

/** The cells of the Machine view. */
final class DeviceLabels extends StyledCellLabelProvider {

    /** The columns, from the left. */
    enum Column {
        /** Address and name. */
        DEVICE("Device"),
        /** Driver, and the planned or supposed one. */
        DRIVER("Driver"),
        /** IOMMU group. */
        GROUP("Group"),
        /** PCI Express link. */
        LINK("Link");

        private final String title;

        Column(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    private final Column column;
    private final Supplier<DeviceBadges> badges;
    private final Supplier<PlannedDrivers> planned;
    private final Supplier<SupposedDrivers> supposed;
    private final Supplier<Boolean> shortAddresses;
    private final NameFitter fitter;

    /** Shortens names to the room that there is. */
    interface NameFitter {

        /**
         * Shortens a name.
         *
         * @param element the row
         * @param name    the name
         * @param before  what stands before it
         * @param after   what stands behind it
         */
        String fit(Object element, String name, String before, String after);

        /**
         * Room that a text needs in a cell, with its margins.
         *
         * @param text one line
         * @return pixels
         */
        int width(String text);
    }

    /**
     * @param column         the column
     * @param badges         the findings
     * @param planned        the plan
     * @param supposed       the suppositions; where the plan changes a device too, the plan is shown
     * @param shortAddresses whether the domain is left out, because a row above names it
     * @param fitter         shortens names
     */
    DeviceLabels(Column column, Supplier<DeviceBadges> badges, Supplier<PlannedDrivers> planned,
            Supplier<SupposedDrivers> supposed, Supplier<Boolean> shortAddresses, NameFitter fitter) {
        this.column = column;
        this.badges = badges;
        this.planned = planned;
        this.supposed = supposed;
        this.shortAddresses = shortAddresses;
        this.fitter = fitter;
    }

    @Override
    public void update(ViewerCell cell) {
        StyledString text = fitting(text(cell.getElement()), cell.getControl() instanceof Tree tree
                ? tree.getColumn(cell.getColumnIndex()).getWidth() : Integer.MAX_VALUE);
        cell.setText(text.getString());
        cell.setStyleRanges(text.getStyleRanges());
        if (column == Column.DEVICE) {
            cell.setImage(ObjectIcons.of(cell.getElement()).image());
        }
        super.update(cell);
    }

    @Override
    public String getToolTipText(Object element) {
        if (!(element instanceof PciFunction function)) {
            return null;
        }
        String link = (ObjectText.link(function) + " " + ObjectText.linkLimit(function)).strip();
        return column == Column.LINK && ObjectText.isDegraded(function) ? link
                : ObjectText.description(function) + (link.isEmpty() ? "" : ", link " + link);
    }

    StyledString text(Object element) {
        if (element instanceof PciFunction function) {
            return switch (column) {
                case DEVICE -> device(function);
                case DRIVER -> driver(function);
                case GROUP -> fact(FactText.group(function));
                case LINK -> link(function);
            };
        }
        return column == Column.DEVICE ? heading(element) : new StyledString();
    }

    private StyledString device(PciFunction function) {
        String address = function.getAddress();
        int colon = address.indexOf(':');
        String before = (shortAddresses.get() && colon > 0 ? address.substring(colon + 1) : address) + "  ";
        StyledString badge = new StyledString();
        badge(badge, badges.get().of(address));
        return new StyledString(before)
                .append(fitter.fit(function, ObjectText.shortName(function), before, badge.getString())).append(badge);
    }

    private StyledString driver(PciFunction function) {
        StyledString now = fact(FactText.driver(function));
        // The sign goes first: behind the drivers a narrow column would cut it off.
        return planned.get().changeOf(function).or(() -> supposed.get().changeOf(function))
                .map(driver -> new StyledString(Sign.CHANGED.text(), tint(Sign.CHANGED.tint())).append(" ")
                        .append(now).append(" \u2192 " + driver))
                .orElse(now);
    }

    /** A change without the driver of today, which the tool tip tells, for a column that has no room for both. */
    private StyledString fitting(StyledString text, int width) {
        int arrow = text.getString().indexOf(" \u2192 ");
        return column != Column.DRIVER || arrow < 0 || fitter.width(text.getString()) <= width ? text
                : new StyledString(Sign.CHANGED.text(), tint(Sign.CHANGED.tint())).append(text.getString().substring(arrow));
    }

    private static StyledString link(PciFunction function) {
        StyledString text = new StyledString(ObjectText.link(function));
        if (ObjectText.isDegraded(function)) {
            text.append(" ").append(Sign.WARNING.text(), tint(Sign.WARNING.tint()));
        }
        return text;
    }

    private static StyledString fact(FactText fact) {
        return fact.value().map(StyledString::new)
                .orElseGet(() -> new StyledString(fact.text(), tint(ThemeColors.MUTED)));
    }

    private StyledString heading(Object element) {
        StyledString text = new StyledString();
        if (element instanceof DeviceBucket bucket) {
            return text.append(bucket.text()).append("  " + bucket.members().size(), tint(ThemeColors.MUTED));
        }
        text.append(ObjectText.title(element));
        if (element instanceof PciBus) {
            text.append("  root bus", tint(ThemeColors.MUTED));
        }
        if (element instanceof IommuGroup group) {
            if (group.getName() != null) {
                text.append("  " + group.getName(), tint(ThemeColors.MUTED));
            }
            badge(text, badges.get().of(group.getNumber()));
        }
        return text;
    }

    private static void badge(StyledString text, Optional<Severity> severity) {
        severity.filter(worst -> worst != Severity.INFO).ifPresent(worst -> text.append("  ").append(Sign.WARNING.text(),
                tint(worst == Severity.ERROR ? ThemeColors.ERROR : ThemeColors.WARNING)));
    }

    private static Styler tint(ThemeColors color) {
        return new Styler() {
            @Override
            public void applyStyles(TextStyle style) {
                style.foreground = color.color();
            }
        };
    }
}
