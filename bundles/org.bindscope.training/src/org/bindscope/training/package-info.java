// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
/** Machines and scenarios that ship with the product, for learning and for trying things out. */
package org.bindscope.training;
