// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.bindscope.model.Machine;
import org.bindscope.model.text.NvLinkTextKind;

/**
 * What texts about NVLinks say that tell of no link: that there is none is an answer, and another one than a
 * snapshot without such texts.
 */
public final class NvLinkSilence {

    /** What {@code nvidia-smi c2c -s} prints where no GPU has chip-to-chip links. */
    private static final String NO_CHIP_LINKS = "No Devices support C2C.";
    private static final int MOST = 20;
    /** The sentence stands alone, or among few others. */
    private static final int LONGEST = 1 << 16;

    private NvLinkSilence() {
    }

    /**
     * A sentence for each text of a machine that is about NVLinks.
     *
     * @param machine a machine whose graph of NVLinks is empty
     * @return at most 20 sentences, each with the place of what it says; none where no text is about NVLinks
     */
    public static List<String> of(Machine machine) {
        return NvLinkSource.of(machine).stream().flatMap(source -> source.kind().filter(NvLinkSilence::couldTell)
                .map(kind -> sentence(source, kind)).stream()).limit(MOST).toList();
    }

    /** Lists and descriptions of GPUs have no place for links. */
    private static boolean couldTell(NvLinkTextKind kind) {
        return switch (kind) {
            case TOPOLOGY_MATRIX, LINKS, CHIP_LINKS, NCCL_XML, HWLOC_XML, BUG_REPORT -> true;
            case GPU_LIST, QUERY_XML, GPU_INFORMATION -> false;
        };
    }

    private static String sentence(NvLinkSource source, NvLinkTextKind kind) {
        String text = source.text();
        SmiLines lines = SmiLines.of(source.path(), kind != NvLinkTextKind.CHIP_LINKS ? ""
                : text.substring(0, Math.min(text.length(), LONGEST)), 1);
        Optional<NvLinkGraph.Proof> denial = IntStream.range(0, lines.lines().size())
                .filter(at -> lines.lines().get(at).strip().equals(NO_CHIP_LINKS)).mapToObj(lines::proof).findFirst();
        return denial.map(proof -> proof.place() + " says: " + NO_CHIP_LINKS)
                .orElseGet(() -> source.path() + ", " + kind.noun() + ", tells of no NVLink.");
    }
}
