// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.List;

/** The rules about driver matching and the configuration behind it. */
public final class MatchRules {

    private MatchRules() {
    }

    /**
     * All of them.
     *
     * @return in the order of their numbers
     */
    public static List<FindingRule> all() {
        return List.of(new HostDriverFirstRule(),
                new IdsWithoutEffectRule(),
                new IdenticalDevicesRule(),
                new NewIdWriteRule(),
                new LeftWithoutDriverRule(),
                new VariantNotChosenRule(),
                new DriverSpellingRule(),
                new NvidiaInUseRule(),
                new SriovRule(),
                new NoIommuModeRule(),
                new BifurcatedDriverRule(),
                new VirqfdRule(),
                new MovedAddressRule(),
                new VendorVfioRule(),
                new ConfigSyntaxRule(),
                new ContradictingClaimsRule(),
                new WrongLayerRule());
    }
}
