// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Path arithmetic on text; knows no file system. */
public final class TreePaths {

    private TreePaths() {
    }

    /**
     * Splits a path at slashes; empty parts and single dots vanish, double dots stay.
     *
     * @param path any text
     * @return the parts, possibly none
     */
    public static List<String> split(String path) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        int length = path.length();
        while (start <= length) {
            int end = path.indexOf('/', start);
            if (end < 0) {
                end = length;
            }
            boolean dot = end - start == 1 && path.charAt(start) == '.';
            if (end > start && !dot) {
                parts.add(path.substring(start, end));
            }
            start = end + 1;
        }
        return parts;
    }

    /**
     * Name of an archive member as a path in the archive.
     *
     * @param name      the name in the archive
     * @param maxLength most characters
     * @param maxDepth  most parts
     * @return the path; empty for an absolute name, one with {@code ..} or a NUL, or one that is too long
     */
    public static Optional<String> ofMember(String name, int maxLength, int maxDepth) {
        if (name.length() > maxLength || name.startsWith("/") || name.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        if (isPlain(name, maxDepth)) {
            return Optional.of(name);
        }
        List<String> parts = split(name);
        if (parts.size() > maxDepth || parts.contains("..")) {
            return Optional.empty();
        }
        return Optional.of(String.join("/", parts));
    }

    /** Whether a name is a path already, as nearly all are: no empty part and none that starts with a dot. */
    private static boolean isPlain(String name, int maxDepth) {
        int parts = 1;
        char before = '/';
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (before == '/' && (c == '/' || c == '.')) {
                return false;
            }
            parts += c == '/' ? 1 : 0;
            before = c;
        }
        return before != '/' && parts <= maxDepth;
    }

    /**
     * A path below a folder.
     *
     * @param folder the folder, empty for the root
     * @param name   a name or a relative path
     * @return the joined path
     */
    public static String join(String folder, String name) {
        return folder.isEmpty() ? name : folder + '/' + name;
    }

    /**
     * The folder of a path.
     *
     * @param path a path
     * @return empty text for an entry of the root
     */
    public static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /**
     * The last part of a path or of the text of a link.
     *
     * @param path a path
     * @return the text after the last slash
     */
    public static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * Where the text of a link leads, worked out on text alone: the target need not be there.
     *
     * @param folder a path without links: the folder that holds the link
     * @param target text of the link
     * @return empty when it climbs out of the root
     */
    public static Optional<String> follow(String folder, String target) {
        List<String> parts = target.startsWith("/") ? new ArrayList<>() : split(folder);
        for (String part : split(target)) {
            if (!part.equals("..")) {
                parts.add(part);
            } else if (parts.isEmpty()) {
                return Optional.empty();
            } else {
                parts.remove(parts.size() - 1);
            }
        }
        return Optional.of(String.join("/", parts));
    }
}
