// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonObject;

/** A text of nvidia-smi, whatever its name, is a snapshot whose NVLinks are shown. */
class NvLinkTextInputTest {

    private static final String REMOTE = "GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-1)\n\t Link 0: Remote Device 00000000:47:00.0: Link 3\n"
            + "GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-2)\n\t Link 3: Remote Device 00000000:07:00.0: Link 0\n";
    private static final String STATUS = "GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-1)\n\t Link 0: 25 GB/s\n"
            + "GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-2)\n\t Link 3: 3.125 GB/s\n";

    @TempDir
    private Path folder;

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("output"), text).toString();
    }

    @Test
    void linksHaveBothEndsTheirSpeedAndTheLinesThatSaySo() throws IOException {
        Run run = Run.of("nvlink", file(REMOTE + STATUS), "--format", "json");
        assertEquals(0, run.status(), run.err());
        assertEquals(1, run.object().getAsJsonArray("links").size());
        JsonObject link = run.object().getAsJsonArray("links").get(0).getAsJsonObject();
        assertEquals("0000:07:00.0", link.get("a").getAsString());
        assertEquals("0000:47:00.0", link.get("b").getAsString());
        assertEquals(0, link.get("index").getAsInt());
        assertEquals(25, link.get("bandwidthGBs").getAsDouble());
        assertEquals("up", link.get("state").getAsString());
        assertTrue(link.get("lanes").isJsonNull());
        assertEquals("output:2; output:6", link.get("evidence").getAsString());
        JsonObject bundle = run.object().getAsJsonArray("bundles").get(0).getAsJsonObject();
        assertEquals(1, bundle.get("links").getAsInt());
    }

    @Test
    void matrixAndLegendStandInTheText() throws IOException {
        String text = Run.of("nvlink", file("\tGPU0\tGPU1\tCPU Affinity\nGPU0\t X \tNV4\t0-7\nGPU1\tNV4\t X \t8-15\n")).out();
        assertTrue(text.contains("GPU0  X     NV4"), text);
        assertTrue(text.contains("NV#: NVLinks between the two"), text);
    }

    @Test
    void linkThatRunsSlowIsAFindingWithItsLine() throws IOException {
        Run run = Run.of("findings", file(REMOTE + STATUS));
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("nvlink-downtrained"), run.out());
        assertTrue(run.out().contains("output:8"), run.out());
    }

    @Test
    void textThatSpeaksOfNothingIsRefusedInOneLine() throws IOException {
        Run run = Run.of("nvlink", file("GPU usage was high today\n"));
        assertEquals(2, run.status());
        assertEquals(1, run.err().strip().split("\n").length, run.err());
    }
}
