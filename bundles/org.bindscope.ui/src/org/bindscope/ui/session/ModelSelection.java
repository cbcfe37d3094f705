// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import java.util.List;

import org.eclipse.emf.ecore.EObject;

/**
 * A selectable thing that is not a model object itself but stands for some: a finding, a row that
 * groups devices.
 */
public interface ModelSelection {

    /**
     * The model objects that it is about.
     *
     * @return the most important first; empty when it is about none of this machine
     */
    List<? extends EObject> modelObjects();
}
