// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
/**
 * Names of vendors, devices and classes from pci.ids.
 */
package org.bindscope.snapshot.names;
