// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.BiFunction;

import org.bindscope.snapshot.FileTree;

/**
 * The files of several inputs as one machine's. Each input has a place, the first part of its paths; besides,
 * a path that has no such part is looked for in all inputs, those of more weight first. Links lead nowhere
 * but into the same input.
 */
public final class LayeredTree implements FileTree {

    /**
     * One input.
     *
     * @param place first part of its paths; empty when its files stand at the top
     * @param files its files
     */
    public record Layer(String place, FileTree files) {
    }

    private final List<Layer> layers;

    /**
     * @param layers the inputs, those of more weight first; no two have the same place but the empty one
     */
    public LayeredTree(List<Layer> layers) {
        this.layers = List.copyOf(layers);
    }

    /** A path in one input. */
    private record Inside(String place, FileTree files, String path) {

        String outside(String inside) {
            return TreePaths.join(place, inside);
        }
    }

    private Optional<Inside> named(String path) {
        int slash = path.indexOf('/');
        String place = slash < 0 ? path : path.substring(0, slash);
        return layers.stream().filter(layer -> !layer.place().isEmpty() && layer.place().equals(place)).findFirst()
                .map(layer -> new Inside(place, layer.files(), slash < 0 ? "" : path.substring(slash + 1)));
    }

    /** The input that a path is meant for: the one that it names, else the first that has something there. */
    private Optional<Inside> find(String path) {
        Optional<Inside> named = named(path);
        if (named.isPresent()) {
            return named;
        }
        for (Layer layer : layers) {
            if (layer.files().exists(path)) {
                return Optional.of(new Inside(layer.place(), layer.files(), path));
            }
        }
        return Optional.empty();
    }

    private <T> Optional<T> in(String path, BiFunction<FileTree, String, Optional<T>> question) {
        return find(path).flatMap(inside -> question.apply(inside.files(), inside.path()));
    }

    @Override
    public Optional<EntryKind> kind(String path) {
        if (path.isEmpty()) {
            return Optional.of(EntryKind.DIRECTORY);
        }
        Optional<Inside> named = named(path);
        return named.isPresent() && named.get().path().isEmpty() ? Optional.of(EntryKind.DIRECTORY) : in(path, FileTree::kind);
    }

    @Override
    public Optional<String> linkTarget(String path) {
        return in(path, FileTree::linkTarget);
    }

    @Override
    public Optional<String> resolve(String path) {
        if (path.isEmpty()) {
            return Optional.of("");
        }
        return find(path).flatMap(inside -> inside.files().resolve(inside.path()).map(inside::outside));
    }

    @Override
    public List<String> list(String path) {
        Optional<Inside> named = named(path);
        if (named.isPresent()) {
            return named.get().files().list(named.get().path());
        }
        TreeSet<String> names = new TreeSet<>();
        for (Layer layer : layers) {
            names.addAll(layer.files().list(path));
            if (path.isEmpty() && !layer.place().isEmpty()) {
                names.add(layer.place());
            }
        }
        return new ArrayList<>(names);
    }

    @Override
    public Content read(String path, int max) {
        return find(path).map(inside -> inside.files().read(inside.path(), max)).orElseGet(Absent::new);
    }

    @Override
    public OptionalLong size(String path) {
        return find(path).map(inside -> inside.files().size(inside.path())).orElseGet(OptionalLong::empty);
    }
}
