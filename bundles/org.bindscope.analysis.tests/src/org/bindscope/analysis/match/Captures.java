// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.Machine;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.testsupport.CorpusFiles;

/** Machines of the corpus and what the kernel said about them. Reading one takes a while, so each is kept. */
public final class Captures {

    private static final Map<String, MatchAnalysis> READ = new ConcurrentHashMap<>();

    private Captures() {
    }

    /**
     * A machine of the corpus, under the rules of its kernel.
     *
     * @param file path below the corpus
     * @return its analysis
     */
    public static MatchAnalysis analysis(String file) {
        CorpusFiles.require(file);
        return READ.computeIfAbsent(file, name -> {
            try {
                Machine machine = new SnapshotReader().open(CorpusFiles.require(name).toString(), ReadOptions.defaults(),
                        Progress.none()).machine();
                String release = machine.getProvenance().getKernelRelease();
                return MatchAnalysis.of(machine, release == null ? KernelRules.assumed() : KernelRules.named(release));
            } catch (SnapshotException e) {
                throw new IllegalStateException(name, e);
            }
        });
    }

    /** The driver of each function as another program recorded it at the same moment. */
    static Map<String, Optional<String>> recordedDrivers(String facts) throws IOException {
        JsonObject devices = JsonParser.parseString(Files.readString(CorpusFiles.require(facts))).getAsJsonObject()
                .getAsJsonObject("devices");
        Map<String, Optional<String>> drivers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonElement> device : devices.entrySet()) {
            JsonElement driver = device.getValue().getAsJsonObject().get("driver");
            drivers.put(device.getKey(), driver.isJsonNull() ? Optional.empty() : Optional.of(driver.getAsString()));
        }
        return drivers;
    }
}
