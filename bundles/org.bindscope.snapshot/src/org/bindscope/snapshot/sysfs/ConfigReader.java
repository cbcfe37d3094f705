// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.bindscope.model.BindscopePackage.Literals.*;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.Facts;

/**
 * Chooses among the bytes of configuration space that several sources give of one function: the longest
 * stand, since a user without root rights sees the first 64 only and lspci -x prints no more; of equally
 * long ones those of the source with more weight. Bytes change from one reading to the next, so that
 * different ones are no conflict; what they say of ids, class and header is compared as any other fact.
 */
final class ConfigReader {

    /**
     * Bytes of one source.
     *
     * @param facts  writes what the source's input says
     * @param answer the bytes, or that they could not be read
     * @param folder whether they come from the function's folder in sysfs, whose reader took the ids already
     */
    record Source(Facts facts, Answer answer, boolean folder) {

        int length() {
            return answer.isSaid() ? ((byte[]) answer.value()).length : -1;
        }
    }

    private ConfigReader() {
    }

    /** Sets the bytes and adds what they say. */
    static void read(PciFunction function, List<Source> sources, boolean virtual) {
        List<Source> sorted = new ArrayList<>(sources);
        sorted.sort(Comparator.comparingInt(Source::length).reversed());
        for (Source source : sorted) {
            if (source.length() > 0 && function.getConfigSpace() == null) {
                function.setConfigSpace(((byte[]) source.answer().value()).clone());
            }
            source.facts().evidence(function, PCI_FUNCTION__CONFIG_SPACE.getName(), source.answer());
            if (source.length() > 0 && !source.folder()) {
                identify(function, source, virtual);
            }
        }
    }

    private static void identify(PciFunction function, Source source, boolean virtual) {
        Facts facts = source.facts();
        ConfigSpace config = new ConfigSpace(source.answer().place(), (byte[]) source.answer().value());
        if (!virtual && !config.hasNoIds()) {
            facts.choose(function, PCI_FUNCTION__VENDOR_ID, config.wordAt(0x00));
            facts.choose(function, PCI_FUNCTION__DEVICE_ID, config.wordAt(0x02));
        }
        facts.choose(function, PCI_FUNCTION__SUBSYSTEM_VENDOR_ID, config.subsystem(0));
        facts.choose(function, PCI_FUNCTION__SUBSYSTEM_ID, config.subsystem(2));
        facts.choose(function, PCI_FUNCTION__CLASS_CODE, config.classCode());
        facts.choose(function, PCI_FUNCTION__REVISION, config.byteAt(0x08));
        facts.choose(function, PCI_FUNCTION__HEADER_TYPE, config.headerType());
        facts.choose(function, PCI_FUNCTION__MULTIFUNCTION, config.multifunction());
        if (function instanceof PciBridge bridge) {
            facts.choose(bridge, PCI_BRIDGE__SECONDARY_BUS_NUMBER, config.busNumber(0x19));
            facts.choose(bridge, PCI_BRIDGE__SUBORDINATE_BUS_NUMBER, config.busNumber(0x1a));
        }
    }

    /** Whether bytes of configuration space are those of a bridge. */
    static boolean isBridge(byte[] bytes) {
        Optional<Answer> layout = new ConfigSpace("", bytes).headerType();
        return layout.filter(Answer::isSaid).map(answer -> (Long) answer.value()).filter(type -> type == 1 || type == 2)
                .isPresent();
    }
}
