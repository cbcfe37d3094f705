// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

import org.bindscope.analysis.findings.Finding;

/** Findings as JSON. */
final class FindingsJson {

    private FindingsJson() {
    }

    static void write(JsonText json, List<Finding> findings) throws IOException {
        for (Finding finding : findings) {
            json.object().text("rule", finding.rule())
                    .text("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                    .texts("subjects", finding.subjects())
                    .text("summary", finding.summary())
                    .textUnlessEmpty("explanation", finding.explanation())
                    .array("evidence");
            for (Finding.EvidenceText evidence : finding.evidence()) {
                json.object().textUnlessEmpty("file", evidence.file()).text("text", evidence.text()).endObject();
            }
            json.endArray().textUnlessEmpty("remedy", finding.remedy()).endObject();
        }
    }
}
