// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.bindscope.model.BindscopePackage.Literals.*;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.PciFunction;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.FunctionStatement;
import org.bindscope.snapshot.facts.PciAddress;
import org.bindscope.snapshot.facts.Statements;
import org.bindscope.snapshot.tree.PciNames;
import org.bindscope.snapshot.tree.TreePaths;

/** Reads all PCI functions of all inputs and puts them on their buses. */
final class PciReader {

    private static final String SLOTS = "sys/bus/pci/slots";

    private final List<Reading> readings;
    private final Map<Reading, TextSources> sources;
    private final Catalog catalog;
    private final Progress progress;
    private final Map<Reading, FunctionReader> folders = new IdentityHashMap<>();
    private final Map<Reading, StatementReader> texts = new IdentityHashMap<>();

    /**
     * @param readings the inputs, those of more weight first; not empty
     * @param sources  their texts
     */
    PciReader(List<Reading> readings, Map<Reading, TextSources> sources) {
        this.readings = readings;
        this.sources = sources;
        this.catalog = readings.get(0).catalog();
        this.progress = readings.get(0).progress();
    }

    /** Reads the functions; drivers, groups and IOMMUs must have been listed before. */
    Collection<FoundFunction> read() {
        Map<PciAddress, FoundFunction> found = new TreeMap<>();
        for (Reading reading : readings) {
            findFolders(reading, found);
        }
        for (Reading reading : readings) {
            findTexts(reading, found);
        }
        int count = 0;
        for (FoundFunction each : found.values()) {
            progress.check();
            catalog.functions().put(each.address(), read(each));
            progress.worked(0.5 + 0.3 * ++count / found.size());
        }
        new BusReader(readings.get(0)).place();
        found.values().forEach(this::connectPhysicalFunction);
        new VirtualFunctions(catalog).connect(found.values());
        return found.values();
    }

    private void findFolders(Reading reading, Map<PciAddress, FoundFunction> found) {
        Collection<FoundDevice> devices = new DeviceFinder(reading).find();
        Set<String> foldersAbove = new HashSet<>();
        for (FoundDevice device : devices) {
            foldersAbove.add(TreePaths.parent(device.folder()));
            found.computeIfAbsent(device.address(), FoundFunction::new).folders()
                    .add(new FoundFunction.Folder(reading, device));
        }
        folders.put(reading, new FunctionReader(reading,
                new StateReader(reading, CaptureScope.of(reading.files(), devices), slots(reading)), foldersAbove));
    }

    private void findTexts(Reading reading, Map<PciAddress, FoundFunction> found) {
        texts.put(reading, new StatementReader(reading));
        for (Statements statements : sources.get(reading).read()) {
            for (FunctionStatement statement : statements.all()) {
                found.computeIfAbsent(statement.address(), FoundFunction::new).texts()
                        .add(new FoundFunction.Text(reading, statement));
            }
        }
    }

    /** Names of slots: the file address holds dddd:bb:dd. */
    private static Map<String, Answer> slots(Reading reading) {
        Map<String, Answer> slots = new HashMap<>();
        for (String name : reading.files().list(SLOTS)) {
            Optional<Answer> address = reading.attributes(TreePaths.join(SLOTS, name)).text("address");
            address.filter(Answer::isSaid).ifPresent(answer -> slots.putIfAbsent((String) answer.value(),
                    Answer.said(name, answer.place(), answer.text())));
        }
        return slots;
    }

    private PciFunction read(FoundFunction found) {
        boolean bridge = found.folders().stream().anyMatch(each -> folders.get(each.reading()).isBridge(each.device()))
                || found.texts().stream().map(FoundFunction.Text::statement).anyMatch(PciReader::isBridge);
        PciFunction function = bridge ? BindscopeFactory.eINSTANCE.createPciBridge()
                : BindscopeFactory.eINSTANCE.createPciFunction();
        function.setDevice(found.address().device());
        function.setFunction(found.address().function());
        List<ConfigReader.Source> configs = new ArrayList<>();
        boolean virtual = false;
        for (FoundFunction.Folder folder : found.folders()) {
            FunctionReader reader = folders.get(folder.reading());
            reader.read(folder.device(), function);
            reader.configAnswer(folder.device())
                    .ifPresent(answer -> configs.add(new ConfigReader.Source(folder.reading().facts(), answer, true)));
            virtual |= reader.isVirtual(folder.device());
        }
        for (FoundFunction.Text text : found.texts()) {
            texts.get(text.reading()).read(function, text.statement());
            text.statement().configs().forEach(config -> configs.add(new ConfigReader.Source(text.reading().facts(),
                    Answer.said(config.bytes(), config.place(), config.bytes().length + " bytes"), false)));
        }
        ConfigReader.read(function, configs, virtual);
        return function;
    }

    private static boolean isBridge(FunctionStatement statement) {
        return statement.isBridge() || statement.configs().stream().anyMatch(config -> ConfigReader.isBridge(config.bytes()));
    }

    private void connectPhysicalFunction(FoundFunction found) {
        PciFunction function = catalog.functions().get(found.address());
        for (FoundFunction.Folder folder : found.folders()) {
            Attributes attributes = folder.reading().attributes(folder.device().folder());
            if (folder.reading().files().exists(attributes.path("physfn"))) {
                folder.reading().facts().choose(function, PCI_FUNCTION__PHYSICAL_FUNCTION,
                        attributes.link("physfn").map(answer -> physical(function, answer)));
            }
        }
        for (FoundFunction.Text text : found.texts()) {
            List<Answer> answers = text.statement().answers().getOrDefault(PCI_FUNCTION__PHYSICAL_FUNCTION, List.of());
            text.reading().facts().choose(function, PCI_FUNCTION__PHYSICAL_FUNCTION.getName(), function,
                    PCI_FUNCTION__PHYSICAL_FUNCTION, answers.stream().map(answer -> physical(function, answer)).toList());
        }
    }

    /** The function that an answer names. */
    private Answer physical(PciFunction function, Answer answer) {
        if (!answer.isSaid()) {
            return answer;
        }
        String name = (String) answer.value();
        return PciNames.isAddress(name) && catalog.function(name).filter(pf -> pf != function).isPresent()
                ? Answer.said(catalog.function(name).get(), answer.place(), answer.text())
                : Answer.unreadable(answer.place(), "the physical function " + name + " is not in the snapshot");
    }
}
