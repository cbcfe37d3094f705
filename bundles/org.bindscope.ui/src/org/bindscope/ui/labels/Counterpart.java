// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.labels;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.bindscope.model.Driver;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.session.ModelSelection;
import org.eclipse.emf.ecore.EObject;

/** Finds in a machine that was read again what an object of the earlier reading stands for. */
public final class Counterpart {

    /** Several objects that were selected together. */
    private record Several(List<EObject> modelObjects) implements ModelSelection {
    }

    private Counterpart() {
    }

    /**
     * What was selected, in another reading of the same machine.
     *
     * @param objects model objects and {@link ModelSelection}s
     * @param machine the other reading
     * @return empty when nothing of it is there any more
     */
    public static Optional<Object> of(List<Object> objects, Machine machine) {
        Set<EObject> found = new LinkedHashSet<>();
        for (Object object : objects) {
            if (object instanceof EObject one) {
                of(one, machine).ifPresent(found::add);
            } else if (object instanceof ModelSelection selection) {
                selection.modelObjects().forEach(one -> of(one, machine).ifPresent(found::add));
            }
        }
        return found.isEmpty() ? Optional.empty()
                : Optional.of(found.size() == 1 ? found.iterator().next() : new Several(List.copyOf(found)));
    }

    /**
     * One object in another reading of the same machine: a function by its address, a group by its number, a
     * driver by its name, a node by its path, others by what views call them.
     *
     * @param object  a model object
     * @param machine the other reading
     * @return empty when it is not there
     */
    public static Optional<EObject> of(EObject object, Machine machine) {
        if (object instanceof Machine) {
            return Optional.of(machine);
        }
        if (object instanceof DtProperty property && property.getNode() != null) {
            return of(property.getNode(), machine).map(DtNode.class::cast).flatMap(node -> node.getProperties().stream()
                    .filter(each -> Objects.equals(each.getName(), property.getName())).map(EObject.class::cast).findFirst());
        }
        String key = key(object);
        for (Iterator<EObject> all = machine.eAllContents(); all.hasNext();) {
            EObject other = all.next();
            if (isOfTheKindOf(object, other) && key.equals(key(other))) {
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }

    /** With more evidence a function may turn out to be a bridge. */
    private static boolean isOfTheKindOf(EObject object, EObject other) {
        return object instanceof PciFunction ? other instanceof PciFunction : object.eClass() == other.eClass();
    }

    private static String key(EObject object) {
        if (object instanceof PciFunction function) {
            return Objects.requireNonNullElse(function.getAddress(), "");
        } else if (object instanceof IommuGroup group) {
            return Objects.requireNonNullElse(group.getNumber(), "");
        } else if (object instanceof Driver driver) {
            return Objects.requireNonNullElse(driver.getName(), "");
        }
        return object instanceof DtNode node ? ObjectText.path(node) : ObjectText.title(object);
    }
}
