// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.bindscope.analysis.scenario.ScenarioException;
import org.bindscope.analysis.scenario.ScenarioReader;
import org.bindscope.analysis.scenario.ScenarioResult;
import org.bindscope.analysis.scenario.ScenarioRunner;
import org.bindscope.render.ScenarioAnswer;
import org.bindscope.training.Sample;
import org.bindscope.training.Samples;

/** Plays scenario files. */
final class ScenarioCommand implements Command {

    @Override
    public Grammar grammar() {
        return Format.addTo(new Grammar("bindscope scenario",
                "Plays small hand-written machines: devices, drivers, kernel and steps in one file.",
                "The exit status is 1 when something that a file expects does not hold.")
                        .operands("FILE.yaml", "Scenario files, or sample:NAME for those that ship with Bindscope."));
    }

    @Override
    public int run(Words words, Console console) throws CommandException, IOException {
        Format format = Format.of(words);
        ScenarioRunner runner = new ScenarioRunner();
        List<ScenarioResult> results = new ArrayList<>();
        for (String file : words.operands()) {
            try {
                results.add(runner.run(ScenarioReader.read(file, text(file))));
            } catch (ScenarioException e) {
                throw new CommandException(e.getMessage(), e);
            }
        }
        ScenarioAnswer answer = new ScenarioAnswer(results);
        console.answer(answer, format);
        return answer.held() ? ANSWERED : SOMETHING_WRONG;
    }

    private static String text(String file) throws CommandException {
        byte[] bytes = file.startsWith(Samples.PREFIX) ? sample(file) : InputFiles.read(file);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new CommandException(file + ": is no text in UTF-8, expected a scenario in YAML", e);
        }
    }

    private static byte[] sample(String file) throws CommandException {
        String name = file.substring(Samples.PREFIX.length());
        StringBuilder names = new StringBuilder();
        for (Sample scenario : Samples.scenarios()) {
            if (scenario.name().equals(name)) {
                try (InputStream in = scenario.open()) {
                    return in.readAllBytes();
                } catch (IOException e) {
                    throw InputFiles.failed(file, "read", e);
                }
            }
            names.append(names.length() == 0 ? "" : ", ").append(scenario.name());
        }
        throw new CommandException("'" + name + "' is no scenario, expected one of " + names);
    }
}
