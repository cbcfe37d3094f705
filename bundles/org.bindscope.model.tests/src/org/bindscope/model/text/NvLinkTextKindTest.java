// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.model.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What a text is, its content tells. */
class NvLinkTextKindTest {

    private static final Map<String, NvLinkTextKind> BY_NAME = new TreeMap<>(Map.of("nccl-topo.xml", NvLinkTextKind.NCCL_XML,
            "nvlink-R.txt", NvLinkTextKind.LINKS, "nvlink-c.txt", NvLinkTextKind.LINKS, "nvlink-p.txt", NvLinkTextKind.LINKS,
            "nvlink-s.txt", NvLinkTextKind.LINKS, "topo-m.txt", NvLinkTextKind.TOPOLOGY_MATRIX, "c2c-s.txt",
            NvLinkTextKind.CHIP_LINKS));

    private static Optional<NvLinkTextKind> of(Path file) throws IOException {
        return NvLinkTextKind.of(Files.readString(file));
    }

    @Test
    void everyTextOfTheCorpusHasTheKindThatItsNameTells() throws IOException {
        CorpusFiles.require("text");
        for (Path file : CorpusFiles.list("text", ".txt", ".xml")) {
            String name = file.getFileName().toString();
            Optional<NvLinkTextKind> expected = BY_NAME.keySet().stream().filter(name::endsWith).findFirst().map(BY_NAME::get);
            assertTrue(expected.isPresent(), name);
            assertEquals(expected, of(file), name);
        }
        for (Path file : CorpusFiles.list("xml", ".xml")) {
            assertEquals(Optional.of(NvLinkTextKind.HWLOC_XML), of(file), file::toString);
        }
        assertEquals(Optional.empty(), of(CorpusFiles.require("text/README.md")));
    }

    @Test
    void textsKeepTheirKindWhenTheirEndOrTheirHeadIsCutOff() throws IOException {
        CorpusFiles.require("text");
        for (Path file : CorpusFiles.list("text", "topo-m.txt")) {
            String text = Files.readString(file);
            int row = text.indexOf("\nGPU0") + 1;
            assertEquals(Optional.of(NvLinkTextKind.TOPOLOGY_MATRIX), NvLinkTextKind.of(text.substring(0, row)), file::toString);
            assertEquals(Optional.of(NvLinkTextKind.TOPOLOGY_MATRIX), NvLinkTextKind.of(text.substring(row)), file::toString);
        }
        String links = Files.readString(CorpusFiles.require("text/ac922-4gpu.nvlink-s.txt"));
        assertEquals(Optional.of(NvLinkTextKind.LINKS), NvLinkTextKind.of(links.substring(0, 110)));
    }

    @Test
    void kindsThatTheCorpusLacksAreToldByTheirContent() {
        assertEquals(Optional.of(NvLinkTextKind.QUERY_XML), NvLinkTextKind.of("\ufeff<?xml version=\"1.0\" ?>\r\n"
                + "<!DOCTYPE nvidia_smi_log SYSTEM \"nvsmi_device_v12.dtd\">\n<nvidia_smi_log>\n"));
        assertEquals(Optional.of(NvLinkTextKind.GPU_LIST), NvLinkTextKind.of("GPU 0: NVIDIA A10 (UUID: GPU-1)\n"));
        assertEquals(Optional.of(NvLinkTextKind.GPU_INFORMATION),
                NvLinkTextKind.of("Model: \t\t Tesla V100\nIRQ:   \t\t 42\nBus Location: \t 0004:04:00.0\n"));
        assertEquals(Optional.of(NvLinkTextKind.BUG_REPORT), NvLinkTextKind.of(NvLinkTextKind.RULER
                + "\n\nStart of NVIDIA bug report log file.\n"));
        assertEquals(Optional.of(NvLinkTextKind.LINKS), NvLinkTextKind.of("GPU 0: A100 (UUID: GPU-1)\n"
                + "NVML: Unable to retrieve NVLink information as all links are inActive\n"));
        assertEquals(Optional.of(NvLinkTextKind.TOPOLOGY_MATRIX),
                NvLinkTextKind.of("\u001b[4m\tGPU0\tCPU Affinity\u001b[0m\nGPU0\t X \t0-3\n"));
    }

    @Test
    void otherTextsAreNone() {
        for (String text : List.of("", "<", "<!--", "<!DOCTYPE x [", "<system name=\"x\"/>", "<topology>", "hello\n",
                "GPU 0 is hot\n", "    GPU0 failed\n", "00:00.0 Host bridge [0600]: Intel\n", "Link 1: up\n",
                "[    0.0] Linux version 6.1\n")) {
            assertEquals(Optional.empty(), NvLinkTextKind.of(text), text);
        }
    }

    @Test
    void terminalSequencesAreTakenOutOfLines() {
        assertEquals("\tGPU0\tGPU1", TerminalText.plain("\t\u001b[4mGPU0\tGPU1\u001b[0m\r"));
        assertEquals("\tGPU0", TerminalText.plain("\\x1b[4m\tGPU0\\x1b[0m"));
        assertEquals("a\\b", TerminalText.plain("a\\b"));
        assertEquals("cut", TerminalText.plain("cut\u001b[38;5;"));
        String clean = "Link 0: 25.781 GB/s";
        assertSame(clean, TerminalText.plain(clean));
    }

    @Property(tries = 300)
    void anyTextHasAKindOrNone(@ForAll String text, @ForAll String more) {
        NvLinkTextKind.of(text);
        NvLinkTextKind.of("\tGPU0" + text + "\n<!" + more + "[\nGPU0\t" + more);
        NvLinkTextKind.of("<!" + text);
        assertTrue(TerminalText.plain(text).length() <= text.length());
    }
}
