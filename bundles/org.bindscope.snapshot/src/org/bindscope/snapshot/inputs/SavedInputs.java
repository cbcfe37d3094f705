// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.inputs;

import java.util.ArrayList;
import java.util.List;

import org.bindscope.snapshot.tree.CaptureNotes;
import org.bindscope.snapshot.tree.TreePaths;

/**
 * The inputs of which a saved machine consists, as the file {@link #FILE} lists them: a line for each input with
 * {@value #TREE} or {@value #TEXT}, its folder in the archive and its name, in the order of their weight, and behind
 * it lines {@value #LEFT_OUT} with file and sentence. Tabs part the fields; a backslash stands before n, r, t and itself.
 *
 * @param inputs the inputs in the order of the file
 */
public record SavedInputs(List<Saved> inputs) {

    /** Path of the list below the top of the archive. */
    public static final String FILE = CaptureNotes.FOLDER + "/inputs";
    /** Bounds what a stranger's archive may make this read. */
    private static final int MAX_INPUTS = 200;
    private static final int MAX_SKIPPED = 1000;
    private static final int MAX_LINES = 100_000;
    private static final String TREE = "tree";
    private static final String TEXT = "file";
    private static final String LEFT_OUT = "left-out";

    /**
     * One input.
     *
     * @param folder  the folder in which its files stand; empty for the top of the archive
     * @param name    last part of the name that the user gave
     * @param tree    true for a tree of files, false for a single file
     * @param skipped what was left out when it was opened first
     */
    public record Saved(String folder, String name, boolean tree, List<Input.Skipped> skipped) {

        /** Copies the list. */
        public Saved {
            skipped = List.copyOf(skipped);
        }
    }

    /** Copies the list. */
    public SavedInputs {
        inputs = List.copyOf(inputs);
    }

    /**
     * Reads the list. Lines that are none of these are passed over, also folders that would lie elsewhere.
     *
     * @param text the file's text
     * @return what it lists
     */
    public static SavedInputs parse(String text) {
        List<Saved> inputs = new ArrayList<>();
        text.lines().limit(MAX_LINES).forEach(line -> {
            String[] fields = line.split("\t", -1);
            if (fields.length != 3) {
                return;
            }
            boolean tree = fields[0].equals(TREE);
            if ((tree || fields[0].equals(TEXT)) && inputs.size() < MAX_INPUTS && isFolder(fields[1]) && isFree(inputs, fields[1])) {
                inputs.add(new Saved(fields[1], plain(fields[2]), tree, List.of()));
            } else if (fields[0].equals(LEFT_OUT) && !inputs.isEmpty()) {
                Saved last = inputs.get(inputs.size() - 1);
                if (last.skipped().size() < MAX_SKIPPED) {
                    List<Input.Skipped> more = new ArrayList<>(last.skipped());
                    more.add(new Input.Skipped(plain(fields[1]), plain(fields[2])));
                    inputs.set(inputs.size() - 1, new Saved(last.folder(), last.name(), last.tree(), more));
                }
            }
        });
        return new SavedInputs(inputs);
    }

    /** One folder at the top, with a name that this program gives. */
    private static boolean isFolder(String folder) {
        return folder.indexOf('/') < 0 && folder.indexOf('\\') < 0 && !folder.startsWith(".");
    }

    /** No folder is read twice, and the top is that of one input alone. */
    private static boolean isFree(List<Saved> inputs, String folder) {
        return inputs.stream().noneMatch(each -> folder.isEmpty() || each.folder().isEmpty() || each.folder().equals(folder));
    }

    /**
     * Writes the list.
     *
     * @return lines, each ended
     */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Saved input : inputs) {
            line(text, input.tree() ? TREE : TEXT, input.folder(), input.name());
            input.skipped().forEach(each -> line(text, LEFT_OUT, each.file(), each.message()));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String kind, String one, String other) {
        text.append(kind).append('\t').append(escaped(one)).append('\t').append(escaped(other)).append('\n');
    }

    private static String escaped(String field) {
        return field.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
    }

    private static String plain(String field) {
        StringBuilder text = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && i + 1 < field.length()) {
                char next = field.charAt(++i);
                text.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next == 't' ? '\t' : next);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /**
     * The name of an input in the list: the last part only, since the folders above it may name a user or a customer.
     *
     * @param source what the user gave
     * @return the last part of it
     */
    public static String nameOf(String source) {
        int end = source.length();
        while (end > 1 && source.charAt(end - 1) == '/') {
            end--;
        }
        String name = TreePaths.name(source.substring(0, end));
        return name.isEmpty() ? "input" : name;
    }
}
