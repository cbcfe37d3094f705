// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.analysis.groups.GroupReport.PathHop;
import org.bindscope.analysis.groups.Isolation;
import org.bindscope.analysis.groups.ResetAnalysis;
import org.bindscope.analysis.groups.Viability;

/** IOMMU groups as JSON: the elements of the array that the caller opened. */
final class GroupsJson {

    private static final int ADDRESS_DIGITS = 16;

    private GroupsJson() {
    }

    static void write(JsonText json, List<GroupReport> groups) throws IOException {
        for (GroupReport group : groups) {
            write(json, group);
        }
    }

    private static void write(JsonText json, GroupReport group) throws IOException {
        json.object().text("number", group.number()).text("type", group.type()).array("reservedRegions");
        for (GroupReport.Region region : group.reservedRegions()) {
            json.object().text("start", address(region.start())).text("end", address(region.end()))
                    .textUnlessEmpty("kind", region.kind()).endObject();
        }
        json.endArray().texts("devices", group.devices()).flag("viable", group.viable()).array("blockers");
        for (Viability.Blocker blocker : group.blockers()) {
            json.object().text("address", blocker.address()).textUnlessEmpty("driver", blocker.driver())
                    .text("why", blocker.why()).endObject();
        }
        json.endArray().array("because");
        for (GroupReport.Because because : group.because()) {
            json.object().texts("devices", because.devices()).text("why", because.why()).endObject();
        }
        json.endArray().flag("recomputed", group.recomputed()).text("difference", group.difference())
                .texts("remedies", group.remedies()).flag("isolationProven", group.isolationProven())
                .text("hold", group.hold().map(GroupReport.Hold::why)).text("hidden", group.explanation().override()).array("paths");
        for (var path : group.paths().entrySet()) {
            json.object().text("device", path.getKey()).array("hops");
            for (PathHop hop : path.getValue()) {
                json.object().text("address", hop.address()).text("kind", hop.kind())
                        .flag("isolates", hop.isolates() == Isolation.Verdict.UNKNOWN ? Optional.empty()
                                : Optional.of(hop.isolates() == Isolation.Verdict.YES))
                        .text("has", hop.has()).text("lacks", hop.lacks()).endObject();
            }
            json.endArray().endObject();
        }
        json.endArray().array("resets");
        for (ResetAnalysis.Report reset : group.resets()) {
            json.object().text("address", reset.address());
            if (reset.methods().isPresent()) {
                json.texts("methods", reset.methods().get());
            } else {
                json.nothing("methods");
            }
            json.flag("alone", reset.alone()).texts("together", reset.together()).text("why", reset.why()).endObject();
        }
        json.endArray().endObject();
    }

    /** The form of the sysfs file reserved_regions; a JSON number would lose bits. */
    static String address(long value) {
        return "0x" + Hex.digits(value, ADDRESS_DIGITS);
    }
}
