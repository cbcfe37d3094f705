// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
/**
 * The readers that turn the files of a machine into the model, each fact with its evidence.
 */
package org.bindscope.snapshot.sysfs;
