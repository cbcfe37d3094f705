// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.facts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.model.PciResource;
import org.eclipse.emf.ecore.EStructuralFeature;

/**
 * What one text says of one PCI function. The features are those of the function, of its PCI Express link,
 * of its SR-IOV state and, for a bridge, its bus numbers. Drivers, IOMMU groups, physical functions and
 * device-tree nodes stand there by their names.
 */
public final class FunctionStatement {

    /** Most answers to one question that are kept; a text asks each a few times at most. */
    private static final int MAX_ANSWERS = 16;
    private static final int MAX_DUMPS = 16;
    private static final int MAX_RESOURCES = 32;

    /**
     * Bytes of configuration space.
     *
     * @param bytes the bytes from offset 0; not to be changed
     * @param place where they stand
     */
    public record Config(byte[] bytes, Place place) {
    }

    /**
     * An address window.
     *
     * @param resource the window, owned by nobody yet
     * @param answer   what says so; its value is not used
     */
    public record Window(PciResource resource, Answer answer) {
    }

    private final PciAddress address;
    private final Answer presence;
    private final Map<EStructuralFeature, List<Answer>> answers = new LinkedHashMap<>();
    private final List<Config> configs = new ArrayList<>();
    private final List<Window> windows = new ArrayList<>();
    private boolean bridge;

    /**
     * A statement that there is such a function.
     *
     * @param address  the function
     * @param presence where it is named
     */
    public FunctionStatement(PciAddress address, Answer presence) {
        this.address = address;
        this.presence = presence;
    }

    /**
     * The function.
     *
     * @return its address
     */
    public PciAddress address() {
        return address;
    }

    /**
     * What says that there is such a function.
     *
     * @return an answer whose value is the address as text
     */
    public Answer presence() {
        return presence;
    }

    /**
     * Adds an answer; one with the same value as an earlier one adds nothing.
     *
     * @param feature the question
     * @param answer  what the text says
     */
    public void add(EStructuralFeature feature, Answer answer) {
        List<Answer> known = answers.computeIfAbsent(feature, key -> new ArrayList<>(1));
        boolean same = known.stream().anyMatch(each -> each.state() == answer.state() && each.isSaid()
                && each.value().equals(answer.value()));
        if (!same && known.size() < MAX_ANSWERS) {
            known.add(answer);
        }
    }

    /**
     * Whether the text answers a question.
     *
     * @param feature the question
     * @return true with any answer
     */
    public boolean answers(EStructuralFeature feature) {
        return answers.containsKey(feature);
    }

    /**
     * All answers.
     *
     * @return by question, in the order of the text
     */
    public Map<EStructuralFeature, List<Answer>> answers() {
        return Collections.unmodifiableMap(answers);
    }

    /**
     * The first value to a question.
     *
     * @param feature the question
     * @return empty when there is none
     */
    public Optional<Object> value(EStructuralFeature feature) {
        return answers.getOrDefault(feature, List.of()).stream().filter(Answer::isSaid).map(Answer::value).findFirst();
    }

    /**
     * Adds bytes of configuration space.
     *
     * @param bytes bytes from offset 0
     * @param place where they stand
     */
    public void addConfig(byte[] bytes, Place place) {
        if (bytes.length > 0 && configs.size() < MAX_DUMPS) {
            configs.add(new Config(bytes, place));
        }
    }

    /**
     * The dumps of configuration space.
     *
     * @return in the order of the text
     */
    public List<Config> configs() {
        return Collections.unmodifiableList(configs);
    }

    /**
     * Adds an address window; of two with one index the first stands.
     *
     * @param resource the window
     * @param answer   what says so
     */
    public void addWindow(PciResource resource, Answer answer) {
        if (windows.size() < MAX_RESOURCES
                && windows.stream().noneMatch(each -> each.resource().getIndex() == resource.getIndex())) {
            windows.add(new Window(resource, answer));
        }
    }

    /**
     * The address windows.
     *
     * @return in the order of the text
     */
    public List<Window> windows() {
        return Collections.unmodifiableList(windows);
    }

    /** Notes that the function is a bridge. */
    public void setBridge() {
        bridge = true;
    }

    /**
     * Whether the text tells that the function is a bridge.
     *
     * @return false when it does not say
     */
    public boolean isBridge() {
        return bridge;
    }
}
