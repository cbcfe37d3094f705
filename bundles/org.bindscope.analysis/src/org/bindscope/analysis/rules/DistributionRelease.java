// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.rules;

import java.util.List;

/** Recognises the releases of distributions, whose kernels may hold later code than their number says. */
final class DistributionRelease {

    private DistributionRelease() {
    }

    /**
     * What to say about a release that does not look like a mainline one.
     *
     * @param release as {@code uname -r} prints it
     * @return empty for a plain version
     */
    static List<String> caveats(String release) {
        String vendor = vendor(release);
        if (vendor.isEmpty()) {
            return List.of();
        }
        if (vendor.startsWith("Red Hat")) {
            return List.of("Release " + release + " is a kernel of " + vendor
                    + ": it is known to contain later VFIO and driver-core code than its number says, so behaviour may differ from mainline.");
        }
        return List.of("Release " + release + " is a kernel of " + vendor
                + ": it may hold backported changes, and is taken as its mainline version.");
    }

    private static String vendor(String release) {
        int dot = release.indexOf(".el");
        if (dot > 0 && dot + 3 < release.length() && Character.isDigit(release.charAt(dot + 3))) {
            return "Red Hat Enterprise Linux " + release.charAt(dot + 3) + " or a rebuild of it";
        }
        if (release.contains("+deb") || release.contains("bpo")) {
            return "Debian";
        }
        if (release.endsWith("-generic") || release.contains("-azure") || release.endsWith("-lowlatency")
                || release.contains("-nvidia")) {
            return "Ubuntu";
        }
        if (release.endsWith("-pve")) {
            return "Proxmox VE";
        }
        if (release.contains(".fc")) {
            return "Fedora";
        }
        if (release.contains("-default") || release.contains("-lp1")) {
            return "SUSE";
        }
        if (release.endsWith("-amd64") || release.endsWith("-arm64") || release.endsWith("-powerpc64le")) {
            return "Debian";
        }
        return "";
    }
}
