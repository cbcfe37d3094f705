// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.List;

/** The rules about driver matching and the configuration behind it. */
public final class MatchRules {

    private MatchRules() {
    }

    /**
     * All of them. R16 and R17 are among the rules about groups.
     *
     * @return rules R02 to R08, R11, R18, R24 to R27, R29 and R30, in this order
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
                new BifurcatedDriverRule(),
                new VirqfdRule(),
                new MovedAddressRule(),
                new VendorVfioRule(),
                new ConfigSyntaxRule(),
                new ContradictingClaimsRule(),
                new WrongLayerRule());
    }
}
