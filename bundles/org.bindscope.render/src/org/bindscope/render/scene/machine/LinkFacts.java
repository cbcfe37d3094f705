// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.machine;

import java.util.Optional;

import org.bindscope.analysis.config.PcieType;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;
import org.bindscope.model.PcieLink;

/**
 * What is known of the PCI Express link between a bridge and a function below it.
 *
 * @param text     speed and width, for example {@code 8 GT/s x16}
 * @param degraded whether it is slower or narrower than both ends could be
 * @param sentence the same in a sentence
 */
record LinkFacts(String text, boolean degraded, String sentence) {

    /**
     * The link above a function.
     *
     * @param parent the bridge above; empty on a root bus
     * @param child  the function
     * @return empty where there is no link, and where nothing is known of it
     */
    static Optional<LinkFacts> above(Optional<PciFunction> parent, PciFunction child) {
        if (parent.isEmpty() || DeviceFacts.isNpu(child) || child.getPhysicalFunction() != null || !hasLinkAbove(child)) {
            return Optional.empty();
        }
        PcieLink lower = child.getLink();
        PcieLink upper = hasLinkBelow(parent.get()) ? parent.get().getLink() : null;
        Optional<Double> speed = speed(lower).or(() -> speed(upper)).filter(value -> value > 0);
        Optional<Integer> width = width(lower).or(() -> width(upper)).filter(value -> value > 0);
        if (speed.isEmpty() && width.isEmpty()) {
            return Optional.empty();
        }
        Optional<Double> maxSpeed = least(maxSpeed(lower), maxSpeed(upper));
        Optional<Integer> maxWidth = least(maxWidth(lower), maxWidth(upper));
        boolean slower = speed.isPresent() && maxSpeed.isPresent() && speed.get() < maxSpeed.get();
        boolean narrower = width.isPresent() && maxWidth.isPresent() && width.get() < maxWidth.get();
        String now = text(speed, width);
        if (!slower && !narrower) {
            return Optional.of(new LinkFacts(now, false, "PCI Express link at " + now + "."));
        }
        String limit = text(slower ? maxSpeed : Optional.empty(), narrower ? maxWidth : Optional.empty());
        return Optional.of(new LinkFacts(now + " of " + limit, true, "PCI Express link at " + now + ", below the "
                + text(maxSpeed, maxWidth) + " that " + (lower == null || upper == null ? "is" : "both ends say to be")
                + " possible."));
    }

    /** Root ports and downstream ports have their link below them; buses inside a chip are no links. */
    private static boolean hasLinkAbove(PciFunction child) {
        Optional<PcieType> type = DeviceFacts.portType(child);
        return type.isPresent() ? switch (type.get()) {
            case ROOT_PORT, DOWNSTREAM_PORT, PCI_TO_PCIE, RC_ENDPOINT, RC_EVENT_COLLECTOR -> false;
            default -> true;
        } : !(child instanceof PciBridge);
    }

    /** Other bridges' figures are those of the link above them. */
    private static boolean hasLinkBelow(PciFunction bridge) {
        return DeviceFacts.portType(bridge).filter(type -> type == PcieType.ROOT_PORT || type == PcieType.DOWNSTREAM_PORT
                || type == PcieType.PCI_TO_PCIE).isPresent();
    }

    private static Optional<Double> speed(PcieLink link) {
        return link != null && link.isSetSpeedGTs() ? Optional.of(link.getSpeedGTs()) : Optional.empty();
    }

    private static Optional<Integer> width(PcieLink link) {
        return link != null && link.isSetWidth() ? Optional.of(link.getWidth()) : Optional.empty();
    }

    private static Optional<Double> maxSpeed(PcieLink link) {
        return link != null && link.isSetMaxSpeedGTs() ? Optional.of(link.getMaxSpeedGTs()) : Optional.empty();
    }

    private static Optional<Integer> maxWidth(PcieLink link) {
        return link != null && link.isSetMaxWidth() && link.getMaxWidth() > 0 ? Optional.of(link.getMaxWidth())
                : Optional.empty();
    }

    private static <T extends Comparable<T>> Optional<T> least(Optional<T> one, Optional<T> other) {
        return one.isEmpty() ? other : other.isEmpty() || one.get().compareTo(other.get()) <= 0 ? one : other;
    }

    private static String text(Optional<Double> speed, Optional<Integer> width) {
        String text = speed.map(value -> Numbers.of(value) + " GT/s").orElse("");
        return width.map(lanes -> (text.isEmpty() ? "" : text + " ") + "x" + lanes).orElse(text);
    }
}
