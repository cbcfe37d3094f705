// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import org.bindscope.snapshot.facts.PciAddress;
import org.bindscope.snapshot.facts.Place;

/**
 * A PCI function in sysfs.
 *
 * @param address  its address
 * @param folder   its real folder
 * @param place    where its being there is said
 * @param captured whether the folder is in the snapshot
 */
record FoundDevice(PciAddress address, String folder, Place place, boolean captured) {
}
