// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.open;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.render.VisibleText;
import org.bindscope.ui.open.TogetherChoice.Answer;
import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.session.OpenedInput;
import org.bindscope.ui.text.Clip;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.text.TableRows;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.dialogs.Dialog;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.layout.PixelConverter;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;

/** Asks whether files that were chosen together tell about one machine. */
final class TogetherDialog extends Dialog {

    private static final int WIDTH = 84;
    private static final int MOST_ROWS = 10;
    private static final int MOST_REFUSED = 3;

    private final TogetherChoice choice;
    private final Map<Answer, Button> buttons = new EnumMap<>(Answer.class);
    private Answer answer;

    TogetherDialog(Shell shell, TogetherChoice choice) {
        super(shell);
        this.choice = choice;
        this.answer = choice.proposed();
        setShellStyle(getShellStyle() | SWT.RESIZE);
    }

    /** The user's answer; empty when the dialog was cancelled. */
    Optional<Answer> ask() {
        return open() == OK ? Optional.of(answer) : Optional.empty();
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        int files = choice.candidates().size();
        shell.setText(files == 1 ? "Open " + choice.candidates().get(0).input().displayName() : "Open " + files + " Files");
    }

    @Override
    protected boolean isResizable() {
        return true;
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = (Composite) super.createDialogArea(parent);
        GridLayoutFactory.createFrom((GridLayout) area.getLayout()).spacing(6, 8).applyTo(area);
        boolean one = choice.candidates().size() == 1;
        Label question = new Label(area, SWT.WRAP);
        question.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DIALOG_FONT));
        question.setText(choice.active().isPresent()
                ? (one ? "Does this file" : "Do these files") + " tell about the machine that is open?"
                : "Do these files tell about one machine?");
        fill(question);
        table(area);
        sentence(area, (choice.proposed() == Answer.APART ? Sign.WARNING : Sign.INFO), choice.reason());
        choice.active().ifPresent(document -> radio(area, Answer.ADD, "&Add to " + document.name()));
        if (!one) {
            radio(area, Answer.TOGETHER, choice.active().isPresent() ? "&One machine of its own from these files"
                    : "&One machine: facts are merged, each with its source, contradictions are kept and shown");
        }
        radio(area, Answer.APART, one ? "&On its own" : "&Each on its own: " + choice.candidates().size() + " machines");
        refused(area);
        buttons.get(answer).setFocus();
        return area;
    }

    private void table(Composite area) {
        Table table = new Table(area, SWT.BORDER | SWT.FULL_SELECTION | SWT.MULTI);
        table.setHeaderVisible(true);
        MachinePart.name(table, "Files");
        PixelConverter units = new PixelConverter(table);
        int rows = Math.min(MOST_ROWS, choice.candidates().size());
        GridDataFactory.fillDefaults().grab(true, true)
                .hint(units.convertWidthInCharsToPixels(WIDTH), table.getHeaderHeight() + (rows + 1) * table.getItemHeight()).applyTo(table);
        String[] titles = {"File", "What it is", "PCI functions"};
        int[] characters = {36, 34, 14};
        for (int i = 0; i < titles.length; i++) {
            TableColumn column = new TableColumn(table, i == 2 ? SWT.RIGHT : SWT.LEFT);
            column.setText(titles[i]);
            column.setWidth(units.convertWidthInCharsToPixels(characters[i]));
        }
        // Files of one name are told apart by their folders.
        boolean distinct = choice.candidates().stream().map(each -> each.input().displayName()).distinct().count() == choice.candidates().size();
        TableRows.fill(table, choice.candidates(), each -> new String[] {distinct ? each.input().displayName() : VisibleText.of(each.input().text()), each.kindText(),
            each.ids().isEmpty() ? "none" : String.valueOf(each.ids().size())});
        Clip.install(table);
    }

    private void radio(Composite area, Answer meaning, String text) {
        Button button = new Button(area, SWT.RADIO);
        button.setText(text);
        button.setSelection(meaning == answer);
        button.addListener(SWT.Selection, event -> {
            if (button.getSelection()) {
                answer = meaning;
            }
        });
        GridDataFactory.fillDefaults().indent(8, 0).applyTo(button);
        buttons.put(meaning, button);
    }

    private void refused(Composite area) {
        List<OpenedInput.Refusal> refused = choice.refused();
        for (OpenedInput.Refusal each : refused.subList(0, Math.min(MOST_REFUSED, refused.size()))) {
            sentence(area, Sign.BAD, each.sentence());
        }
        int more = refused.size() - MOST_REFUSED;
        if (more > 0) {
            sentence(area, Sign.BAD, more == 1 ? "One more cannot be read and is left out." : more + " more cannot be read and are left out.");
        }
    }

    private void sentence(Composite area, Sign sign, String text) {
        Composite line = new Composite(area, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(2).spacing(6, 0).applyTo(line);
        fill(line);
        Label mark = new Label(line, SWT.NONE);
        mark.setText(sign.text());
        sign.tint().paint(mark);
        GridDataFactory.swtDefaults().align(SWT.BEGINNING, SWT.BEGINNING).applyTo(mark);
        Label label = new Label(line, SWT.WRAP);
        label.setText(text.replace("&", "&&"));
        if (sign == Sign.INFO) {
            ThemeColors.MUTED.paint(label);
        }
        fill(label);
    }

    private void fill(Control control) {
        GridDataFactory.fillDefaults().grab(true, false).hint(convertWidthInCharsToPixels(WIDTH), SWT.DEFAULT).applyTo(control);
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        createButton(parent, IDialogConstants.OK_ID, "Open", true);
        createButton(parent, IDialogConstants.CANCEL_ID, IDialogConstants.CANCEL_LABEL, false);
    }
}
