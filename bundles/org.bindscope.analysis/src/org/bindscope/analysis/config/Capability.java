// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;


/**
 * An entry of one of the two capability lists.
 *
 * @param id       Capability ID: 8 bits in the first list, 16 bits in the extended list
 * @param version  version of an extended capability, 0 to 15; 0 for the first list
 * @param offset   byte offset of its header
 * @param extended whether it stands in the extended list (offset 0x100 and above)
 */
public record Capability(int id, int version, int offset, boolean extended) {

    /**
     * The name of PCI Code and ID Assignment Specification.
     *
     * @return for an id without a name, the id in hexadecimal
     */
    public String name() {
        return extended ? CapabilityNames.extended(id) : CapabilityNames.standard(id);
    }
}
