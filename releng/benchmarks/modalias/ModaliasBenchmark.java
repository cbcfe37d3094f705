// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.bindscope.analysis.alias.AliasLine;
import org.bindscope.analysis.alias.ModaliasIndex;
import org.bindscope.analysis.alias.ModuleNames;
import org.bindscope.analysis.alias.ModulesAliasFile;

/** Times the modalias index. Usage: ModaliasBenchmark MODULES_ALIAS REQUESTS_FILE ROUNDS ANSWERS_FILE */
public final class ModaliasBenchmark {

    private ModaliasBenchmark() {
    }

    /**
     * Prints milliseconds for indexing and microseconds a look-up, first and warm.
     *
     * @param args see the class
     * @throws IOException when a file cannot be read
     */
    public static void main(String[] args) throws IOException {
        String text = Files.readString(Path.of(args[0]), StandardCharsets.ISO_8859_1);
        List<String> requests = Files.readAllLines(Path.of(args[1]), StandardCharsets.ISO_8859_1);
        int rounds = Integer.parseInt(args[2]);
        ModaliasIndex index = null;
        for (int i = 0; i < 20; i++) {
            long start = System.nanoTime();
            index = new ModaliasIndex(ModulesAliasFile.parse("modules.alias", text).lines());
            long took = System.nanoTime() - start;
            if (i == 0 || i == 19) {
                System.out.printf("index%s %.1f%n", i == 0 ? "-cold" : "", took / 1e6);
            }
        }
        long found = 0;
        for (int round = 0; round < rounds; round++) {
            found = 0;
            long start = System.nanoTime();
            for (String request : requests) {
                found += index.matches(request).size();
            }
            long took = System.nanoTime() - start;
            if (round == 0 || round == rounds - 1) {
                System.out.printf("lookup%s %.3f%n", round == 0 ? "-cold" : "", took / 1e3 / requests.size());
            }
        }
        System.out.println("found " + found);
        StringBuilder answers = new StringBuilder();
        for (String request : requests) {
            for (AliasLine line : index.matches(request)) {
                answers.append(ModuleNames.normalize(line.module())).append('\n');
            }
            answers.append(".\n");
        }
        Files.writeString(Path.of(args[3]), answers, StandardCharsets.ISO_8859_1);
    }
}
