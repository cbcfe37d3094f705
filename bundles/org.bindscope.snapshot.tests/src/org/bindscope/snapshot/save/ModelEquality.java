// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.save;

import java.util.Arrays;

import org.eclipse.emf.ecore.EAttribute;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.util.EcoreUtil;

/** Equality of models; EMF itself compares arrays by identity. */
public final class ModelEquality extends EcoreUtil.EqualityHelper {

    private static final long serialVersionUID = 1L;

    private ModelEquality() {
    }

    /**
     * Whether two models say the same.
     *
     * @param one   a model
     * @param other another
     * @return true when every feature is equal and set in both or in none
     */
    public static boolean equal(EObject one, EObject other) {
        return new ModelEquality().equals(one, other);
    }

    @Override
    protected boolean haveEqualAttribute(EObject one, EObject other, EAttribute attribute) {
        return one.eGet(attribute) instanceof byte[] bytes
                ? other.eGet(attribute) instanceof byte[] others && Arrays.equals(bytes, others)
                        && one.eIsSet(attribute) == other.eIsSet(attribute)
                : super.haveEqualAttribute(one, other, attribute);
    }
}
