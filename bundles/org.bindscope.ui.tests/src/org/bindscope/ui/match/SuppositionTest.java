// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;

import org.bindscope.analysis.match.WhatIf;
import org.junit.jupiter.api.Test;

/** What-ifs as the user types them. */
class SuppositionTest {

    private static final String GPU = "0004:04:00.0";

    @Test
    void aSecondWordAboutTheSameThingReplacesTheFirst() {
        List<WhatIf> list = Supposition.stack(List.of(), Supposition.OVERRIDE.read(GPU, "vfio-pci"));
        list = Supposition.stack(list, Supposition.LOAD.read(GPU, "vfio-pci"));
        list = Supposition.stack(list, Supposition.CLEAR_OVERRIDE.read(GPU, ""));
        list = Supposition.stack(list, Supposition.UNLOAD.read(GPU, "vfio_pci"));
        assertEquals(List.of(new WhatIf.ClearOverride(GPU), new WhatIf.Unload("vfio_pci")), list);
    }

    @Test
    void overridesOfOtherDevicesStandBesideEachOther() {
        List<WhatIf> list = Supposition.stack(List.of(new WhatIf.SetOverride(GPU, "nvidia")),
                new WhatIf.SetOverride("0004:05:00.0", "nvidia"));
        assertEquals(2, list.size());
    }

    @Test
    void anOverrideWithoutAShownDeviceIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Supposition.OVERRIDE.read("", "vfio-pci"));
        assertThrows(IllegalArgumentException.class, () -> Supposition.CLEAR_OVERRIDE.read("", ""));
        assertEquals(new WhatIf.Load("vfio-pci"), Supposition.LOAD.read("", "vfio-pci"));
    }

    @Test
    void whatCannotBeReadIsRefusedWithASentence() {
        assertThrows(IllegalArgumentException.class, () -> Supposition.OVERRIDE.read(GPU, "two words"));
        assertThrows(IllegalArgumentException.class, () -> Supposition.LOAD.read(GPU, ""));
        assertThrows(IllegalArgumentException.class, () -> Supposition.NEW_ID.read(GPU, "vfio-pci"));
        assertThrows(IllegalArgumentException.class, () -> Supposition.OPTION.read(GPU, "vfio-pci"));
    }
}
