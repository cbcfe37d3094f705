// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.bindscope.model.PciFunction;
import org.bindscope.render.ConfigText;
import org.bindscope.snapshot.capture.CaptureScript;
import org.bindscope.ui.commands.CopyRowsHandler;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.labels.ObjectText;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.session.Missing;
import org.bindscope.ui.start.CaptureHelp;
import org.bindscope.ui.text.AdaptiveSash;
import org.bindscope.ui.text.Clip;
import org.bindscope.ui.text.SashMemory;
import org.bindscope.ui.text.Sign;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.e4.ui.di.PersistState;
import org.eclipse.e4.ui.model.application.ui.basic.MPart;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Text;

import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;

/** What do the registers say? Bytes and fields of configuration space side by side; either selects the other. */
public class ConfigView {

    private static final int SIDE_BY_SIDE = 100;
    private static final int LEAST_FILTER = 130;
    private static final int LEAST_LINES = 17;
    /** Offset of the register that is selected first. */
    private static final int COMMAND = 4;
    private static final String CHANGED_KEY = "changedOnly";

    private final MachinePart part;
    private Label title;
    private Text filter;
    private Button changed;
    private ConfigBanner banner;
    private SashForm sash;
    private ConfigTree tree;
    private HexPane hex;
    private BitStrip bits;
    private Optional<ConfigRows> shown = Optional.empty();
    private Optional<ConfigRow> selected = Optional.empty();
    private Optional<PciFunction> wanted = Optional.empty();
    private boolean selecting;

    /**
     * Made by injection.
     *
     * @param part what the views have in common
     */
    @Inject
    public ConfigView(MachinePart part) {
        this.part = part;
    }

    /**
     * Builds the view.
     *
     * @param parent the part's area
     * @param model  keeps the layout over a restart
     */
    @PostConstruct
    public void create(Composite parent, MPart model) {
        Composite body = part.area(parent, "Open a snapshot to see the configuration space of its PCI functions.");
        GridLayoutFactory.fillDefaults().margins(4, 4).spacing(4, 4).applyTo(body);
        createHead(body);
        banner = new ConfigBanner(body);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(banner);
        sash = AdaptiveSash.create(body, SIDE_BY_SIDE);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(sash);
        tree = new ConfigTree(sash);
        hex = new HexPane(sash, this::byteChosen);
        sash.setWeights(3, 2);
        bits = new BitStrip(body, this::bitChosen, this::step);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(bits);
        body.addListener(SWT.Resize, event -> fitBits());
        SashMemory.restore(model.getPersistedState(), List.of(sash));
        changed.setSelection(Boolean.parseBoolean(model.getPersistedState().get(CHANGED_KEY)));
        tree.viewer().addSelectionChangedListener(event -> {
            if (!selecting && event.getStructuredSelection().getFirstElement() instanceof ConfigRow row) {
                select(row, false);
            }
        });
        part.publish(tree.viewer(), "Registers and fields of configuration space");
        menus();
        part.onDocument(this::documentChanged);
        part.onSelection(this::follow);
    }

    private void createHead(Composite body) {
        Composite head = new Composite(body, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(head);
        GridLayoutFactory.fillDefaults().numColumns(3).spacing(8, 0).applyTo(head);
        title = new Label(head, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).hint(60, SWT.DEFAULT).applyTo(title);
        changed = new Button(head, SWT.CHECK);
        changed.setText(Sign.CHANGED.text() + " changed only");
        changed.setToolTipText("Only what differs from the value that the specification gives after a reset");
        changed.addListener(SWT.Selection, event -> refilter());
        filter = MachinePart.filterBox(head, "filter: register, field, value");
        GridData room = GridDataFactory.fillDefaults().hint(LEAST_FILTER, SWT.DEFAULT).create();
        filter.setLayoutData(room);
        head.addListener(SWT.Resize, event -> {
            int width = Math.max(LEAST_FILTER, Math.min(2 * LEAST_FILTER, head.getClientArea().width / 4));
            if (room.widthHint != width) {
                room.widthHint = width;
                head.layout();
            }
        });
        filter.addModifyListener(event -> refilter());
        filter.addListener(SWT.KeyDown, event -> {
            if (event.keyCode == SWT.ARROW_DOWN) {
                tree.viewer().getControl().setFocus();
                event.doit = false;
            }
        });
    }

    private void refilter() {
        tree.filter(filter.getText(), changed.getSelection());
        selected.ifPresent(row -> select(row, true));
    }

    private void menus() {
        Menu treeMenu = Clip.menuOf(tree.viewer().getControl());
        new MenuItem(treeMenu, SWT.SEPARATOR);
        Menu hexMenu = new Menu(hex.control());
        hex.control().setMenu(hexMenu);
        item(hexMenu, "&Copy\tCtrl+C", this::copyBytes);
        for (Menu menu : List.of(treeMenu, hexMenu)) {
            item(menu, "Copy All &Fields", () -> shown.ifPresent(rows ->
                    Clip.copy(tree.getDisplay(), ConfigText.table(rows.decoded()))));
            item(menu, "Copy as lspci -&x", () -> shown.ifPresent(rows -> Clip.copy(tree.getDisplay(),
                    ConfigText.hexDump(ObjectText.description(rows.function()), rows.bytes()))));
        }
        hex.control().setData(CopyRowsHandler.TEXT_KEY, (Supplier<String>) this::bytesText);
    }

    /** In a very low view the bits give way to the rows. */
    private void fitBits() {
        Composite body = bits.getParent();
        int lines = (body.getClientArea().height - (banner.getVisible() ? banner.getSize().y : 0)) / bits.lineHeight();
        GridData data = (GridData) bits.getLayoutData();
        if (data.exclude != lines < LEAST_LINES) {
            data.exclude = lines < LEAST_LINES;
            bits.setVisible(!data.exclude);
            body.layout();
        }
    }

    private static void item(Menu menu, String text, Runnable action) {
        MenuItem item = new MenuItem(menu, SWT.PUSH);
        item.setText(text);
        item.addListener(SWT.Selection, event -> action.run());
    }

    private void copyBytes() {
        Clip.copy(hex.control().getDisplay(), bytesText());
    }

    /** The text that is selected in the bytes, else the bytes of the selected row. */
    private String bytesText() {
        if (hex.control().getSelectionCount() > 0) {
            return hex.control().getSelectionText();
        }
        StringBuilder text = new StringBuilder();
        selected.ifPresent(row -> shown.ifPresent(rows -> {
            for (int at = row.start(); at < Math.min(row.end(), rows.bytes().length); at++) {
                text.append(text.isEmpty() ? "" : " ").append(String.format("%02x", rows.bytes()[at]));
            }
        }));
        return text.toString();
    }

    private void documentChanged(Optional<MachineDocument> document) {
        shown = Optional.empty();
        selected = Optional.empty();
        wanted = Optional.empty();
        if (document.isPresent()) {
            part.showMissing(ModelWalk.functions(document.get().machine()).allMatch(function -> function.getConfigSpace() == null)
                    ? Missing.collectWith("The snapshot holds no configuration space: no file config was captured. "
                            + CaptureHelp.WHERE, "sudo " + CaptureScript.COMMAND)
                    : Missing.because("Select a device to see its configuration space."));
        }
    }

    private void follow(List<Object> objects) {
        Optional<PciFunction> function = ModelWalk.devices(objects).stream().findFirst();
        if (function.isEmpty() || part.document().isEmpty() || function.equals(wanted)) {
            return;
        }
        wanted = function;
        if (function.get().getConfigSpace() == null) {
            part.showMissing(Missing.collectWith("The snapshot does not hold the configuration space of "
                    + function.get().getAddress() + ". " + CaptureHelp.WHERE, "sudo " + CaptureScript.COMMAND));
            return;
        }
        part.compute("Configuration space", document -> ConfigRows.of(function.get()), this::show);
    }

    private void show(ConfigRows rows) {
        Optional<ConfigRow> before = selected;
        shown = Optional.of(rows);
        selected = Optional.empty();
        part.showBody();
        PciFunction function = rows.function();
        title.setText(function.getAddress() + "  \u00b7  " + rows.bytes().length + " bytes  \u00b7  " + ObjectText.shortName(function));
        title.setToolTipText(ObjectText.description(function));
        List<String> sentences = new ArrayList<>();
        if (rows.headerOnly()) {
            sentences.add("Captured without root: only the first 64 bytes; all capabilities, with links, resets, ACS and SR-IOV, lie"
                    + " behind them. To collect the rest:");
        }
        List<String> problems = rows.problems();
        problems.stream().limit(4).map(problem -> Character.toUpperCase(problem.charAt(0)) + problem.substring(1) + ".")
                .forEach(sentences::add);
        if (problems.size() > 4) {
            sentences.add(problems.size() - 4 + " more problems, which bindscope config lists.");
        }
        banner.show(sentences, rows.headerOnly() ? Optional.of("sudo " + CaptureScript.COMMAND) : Optional.empty());
        fitBits();
        tree.filter(filter.getText(), changed.getSelection());
        tree.show(rows.roots());
        hex.show(rows.bytes(), rows.changedBytes());
        bits.show(Optional.empty());
        Optional<ConfigRow> same = before.flatMap(rows::like);
        same.or(() -> rows.register(COMMAND)).ifPresent(row -> select(row, true));
        if (same.isEmpty()) {
            tree.showTop();
        }
    }

    /** Selects a row in the bytes and the bits, and in the tree where it was not chosen there. */
    private void select(ConfigRow row, boolean alsoInTree) {
        selected = Optional.of(row);
        if (alsoInTree) {
            selecting = true;
            tree.select(row);
            selecting = false;
        }
        hex.highlight(row.start(), row.end());
        bits.show(selected);
    }

    private void byteChosen(int offset) {
        boolean covered = selected.filter(row -> row.register().isPresent() && row.start() <= offset && offset < row.end()
                && row.field().isPresent()).isPresent();
        if (!covered) {
            shown.flatMap(rows -> rows.at(offset)).ifPresent(row -> select(row, true));
        }
    }

    private void bitChosen(int bit) {
        selected.flatMap(row -> shown.flatMap(rows -> rows.bit(row, bit))).ifPresent(row -> select(row, true));
    }

    /** Goes to the next field of the register, up or down its bits. */
    private void step(int direction) {
        Optional<ConfigRow> register = selected.flatMap(row -> row.children().isEmpty() ? row.parent() : selected);
        register.filter(row -> row.register().isPresent()).ifPresent(row -> {
            List<ConfigRow> fields = row.children();
            int at = selected.map(fields::indexOf).orElse(-1);
            int next = at < 0 ? direction > 0 ? 0 : fields.size() - 1 : at + direction;
            if (next >= 0 && next < fields.size()) {
                select(fields.get(next), true);
            }
        });
    }

    /** Gives the focus to the tree. */
    @Focus
    public void focus() {
        tree.viewer().getControl().setFocus();
    }

    /**
     * Keeps the layout.
     *
     * @param model the part
     */
    @PersistState
    public void persist(MPart model) {
        Map<String, String> state = model.getPersistedState();
        SashMemory.store(state, List.of(sash));
        state.put(CHANGED_KEY, Boolean.toString(changed.getSelection()));
    }
}
