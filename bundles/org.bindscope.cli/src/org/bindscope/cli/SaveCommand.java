// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.Snapshot;
import org.bindscope.snapshot.redact.Pseudonyms;
import org.bindscope.snapshot.redact.RedactionReport;
import org.bindscope.snapshot.redact.Redactor;
import org.bindscope.snapshot.save.Compression;
import org.bindscope.snapshot.save.SnapshotWriter;

/** Saves a machine as one archive, with or without what identifies it. */
final class SaveCommand implements Command {

    @Override
    public Grammar grammar() {
        return SnapshotInput.addTo(new Grammar("bindscope save",
                "Saves a machine as one compact archive that opens again equal.",
                "With --redact serial numbers, MAC addresses, UUIDs and the host's name become pseudonyms;",
                "standard output lists what was replaced, and matching and grouping stay the same."))
                .value("-o,--output", "FILE", "The archive: .tar.xz, .tar.gz, .tar.zst or .tar.")
                .flag("--redact", "Replace what identifies the machine.")
                .value("--redact-key", "TEXT", "The same text gives the same pseudonyms, so that two redacted",
                        "snapshots can be compared. Default: another key each time.")
                .value("--host", "NAME", "The host's name, where no file of the snapshot tells it.")
                .flag("--keep-oui", "Leave the vendor's part of MAC addresses as it is.");
    }

    @Override
    public int run(Words words, Console console) throws CommandException, IOException {
        if (!words.has("--output")) {
            throw new CommandException("save: --output is missing, expected the name of an archive to write");
        }
        String output = words.value("--output", "");
        Compression form = Compression.of(output).orElseThrow(() -> new CommandException(output
                + ": the name of a .tar.xz, .tar.gz, .tar.zst or .tar archive was expected"));
        boolean redact = words.has("--redact") || words.has("--redact-key");
        for (String option : new String[] {"--host", "--keep-oui"}) {
            if (words.has(option) && !redact) {
                throw new CommandException("save: " + option + " says nothing without --redact");
            }
        }
        Snapshot snapshot = SnapshotInput.open(words);
        Optional<Redactor> redactor = redact ? Optional.of(redactor(words, snapshot)) : Optional.empty();
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        int unreadable = new SnapshotWriter(redactor, Progress.none()).write(snapshot, form, archive);
        InputFiles.write(output, archive.toByteArray());
        if (unreadable > 0) {
            console.complain(output + ": " + unreadable + (unreadable == 1 ? " file" : " files")
                    + " could not be read and is noted there only");
        }
        StringBuilder text = new StringBuilder();
        if (redactor.isPresent()) {
            for (RedactionReport.Entry entry : redactor.get().report().entries()) {
                text.append(entry.count()).append("  ").append(entry.kind()).append("  ").append(entry.file()).append('\n');
            }
        }
        console.print(text.toString());
        return ANSWERED;
    }

    private static Redactor redactor(Words words, Snapshot snapshot) {
        String key = words.value("--redact-key", UUID.randomUUID().toString());
        Optional<String> host = words.has("--host") ? Optional.of(words.value("--host", "")) : Redactor.hostOf(snapshot.files());
        return new Redactor(new Pseudonyms(key, words.has("--keep-oui")), host);
    }
}
