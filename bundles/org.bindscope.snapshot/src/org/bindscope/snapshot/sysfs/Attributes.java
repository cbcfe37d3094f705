// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.FileTree.EntryKind;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.Facts;
import org.bindscope.snapshot.facts.Numbers;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.tree.TreePaths;

/**
 * The attributes of one sysfs folder as answers. A file that is not there does not say anything; one
 * that is there and does not parse is unreadable. A file of zero bytes is what a capture leaves when the
 * kernel refused the read.
 *
 * @param files  the snapshot
 * @param folder the folder
 */
record Attributes(FileTree files, String folder) {

    private static final int MAX = 1 << 16;

    String path(String name) {
        return TreePaths.join(folder, name);
    }

    /** A text attribute, parsed; an empty answer of the parser means that the text makes no sense. */
    <T> Optional<Answer> parsed(String name, String expected, Function<String, Optional<T>> parser) {
        return text(name).map(answer -> {
            if (!answer.isSaid()) {
                return answer;
            }
            String text = (String) answer.value();
            Optional<T> value = parser.apply(text);
            return value.isPresent() ? Answer.said(value.get(), answer.place(), text)
                    : Answer.unreadable(answer.place(), expected + " was expected, not \"" + Facts.oneLine(text) + '"');
        });
    }

    /** The text of an attribute without its line feed. */
    Optional<Answer> text(String name) {
        String path = path(name);
        Place place = Place.line(path, 1);
        FileTree.Content content = files.read(path, MAX);
        if (content instanceof FileTree.Present present) {
            if (present.bytes().length == 0) {
                return Optional.of(Answer.unreadable(Place.file(path), "the file is empty"));
            }
            String text = XmlText.decode(present.bytes());
            text = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
            return Optional.of(Answer.said(text, place, text));
        }
        return content instanceof FileTree.Unreadable unreadable
                ? Optional.of(Answer.unreadable(Place.file(path), unreadable.reason())) : Optional.empty();
    }

    /** A hexadecimal number of at most so many bits. */
    Optional<Answer> hex(String name, int bits) {
        return parsed(name, "a hexadecimal number of " + bits + " bits",
                text -> inRange(Numbers.hex(text.strip()), (1L << bits) - 1));
    }

    /** A decimal number from 0 to a limit. */
    Optional<Answer> decimal(String name, long max) {
        return parsed(name, "a decimal number up to " + max, text -> inRange(Numbers.decimal(text.strip()), max));
    }

    /** 0 or 1. */
    Optional<Answer> flag(String name) {
        return parsed(name, "0 or 1", text -> switch (text.strip()) {
            case "0" -> Optional.of(false);
            case "1" -> Optional.of(true);
            default -> Optional.empty();
        });
    }

    private static Optional<Long> inRange(OptionalLong number, long max) {
        return number.isPresent() && number.getAsLong() >= 0 && number.getAsLong() <= max
                ? Optional.of(number.getAsLong()) : Optional.empty();
    }

    /**
     * A link whose target's last part is the value. Where the folder was captured, a missing link means
     * that there is none. A copy that followed links has a folder in its place: which one, it no longer
     * says.
     */
    Optional<Answer> link(String name) {
        String path = path(name);
        Optional<EntryKind> kind = files.kind(path);
        if (kind.isEmpty()) {
            return Optional.of(Answer.none(Place.file(path), "there is no link " + name));
        }
        Optional<String> target = files.linkTarget(path);
        if (target.isEmpty() || TreePaths.name(target.get()).isEmpty()) {
            return Optional.of(Answer.unreadable(Place.file(path), "a symbolic link was expected"));
        }
        return Optional.of(Answer.said(TreePaths.name(target.get()), Place.file(path), target.get()));
    }

    /** Whether the folder itself was captured. */
    boolean captured() {
        return files.isDirectory(folder) && !files.list(folder).isEmpty();
    }
}
