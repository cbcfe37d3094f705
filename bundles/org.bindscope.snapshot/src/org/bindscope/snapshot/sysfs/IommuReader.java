// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.bindscope.model.BindscopePackage.Literals.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.ReservedRegion;
import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.Facts;
import org.bindscope.snapshot.facts.Numbers;
import org.bindscope.snapshot.facts.PciAddress;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.tree.TreePaths;

/** Reads {@code sys/kernel/iommu_groups} and {@code sys/class/iommu}. */
final class IommuReader {

    private static final String KERNEL = "sys/kernel";
    private static final String GROUPS = KERNEL + "/iommu_groups";
    private static final String IOMMUS = "sys/class/iommu";
    /** Entries that every /sys/kernel has; without one of them the folder was copied in part only. */
    private static final List<String> USUAL = List.of("uevent_seqnum", "notes", "kexec_loaded", "profiling",
            "rcu_expedited", "vmcoreinfo", "fscaps");
    private static final int MAX_REGIONS = 4096;
    private static final int MAX_ABSENT = 1000;

    private final Reading reading;
    private final FileTree files;

    IommuReader(Reading reading) {
        this.reading = reading;
        this.files = reading.files();
    }

    void read() {
        readCaptured();
        for (String number : files.list(GROUPS)) {
            String folder = TreePaths.join(GROUPS, number);
            if (files.isDirectory(folder)) {
                readGroup(number, folder);
            }
        }
        for (String name : files.list(IOMMUS)) {
            String path = TreePaths.join(IOMMUS, name);
            reading.facts().evidence(reading.catalog().iommu(name), IOMMU__NAME.getName(),
                    Answer.said(name, Place.file(path), files.linkTarget(path).orElse(name)));
            members(path, name, reading.members().iommus());
        }
    }

    /**
     * What the folders of groups list although the snapshot has no such function, or another folder lists it too; asked after
     * all functions are known.
     */
    void nameAbsentMembers() {
        Catalog catalog = reading.catalog();
        if (catalog.functions().isEmpty()) {
            // Then functions were not captured at all.
            return;
        }
        reading.members().others().stream().filter(other -> catalog.functions().containsKey(other.address())).limit(MAX_ABSENT)
                .forEach(other -> reading.facts().evidence(catalog.functions().get(other.address()),
                        PCI_FUNCTION__IOMMU_GROUP.getName(), other.group()));
        reading.members().groups().entrySet().stream().filter(entry -> !catalog.functions().containsKey(entry.getKey()))
                .sorted(Map.Entry.comparingByKey()).limit(MAX_ABSENT)
                .forEach(entry -> reading.facts().evidence(catalog.group((String) entry.getValue().value()),
                        IOMMU_GROUP__FUNCTIONS.getName(),
                        Answer.said(entry.getKey().toString(), entry.getValue().place(), entry.getKey().toString())));
    }

    private void readCaptured() {
        Place groups = Place.file(GROUPS);
        boolean there = files.isDirectory(GROUPS);
        boolean kernel = USUAL.stream().anyMatch(name -> files.exists(TreePaths.join(KERNEL, name)));
        Optional<Answer> captured = there
                ? Optional.of(Answer.said(true, groups, files.list(GROUPS).size() + " groups"))
                : kernel ? Optional.of(Answer.said(false, groups, "there is no folder iommu_groups"))
                        : Optional.empty();
        reading.facts().choose(reading.machine(), MACHINE__IOMMU_GROUPS_CAPTURED, captured);
    }

    private void readGroup(String number, String folder) {
        Facts facts = reading.facts();
        Attributes attributes = reading.attributes(folder);
        IommuGroup group = reading.catalog().group(number);
        facts.evidence(group, IOMMU_GROUP__NUMBER.getName(), Answer.said(number, Place.file(folder), number));
        facts.choose(group, IOMMU_GROUP__TYPE, attributes.text("type"));
        // A group without a name has an empty file or none.
        facts.choose(group, IOMMU_GROUP__NAME, attributes.text("name").filter(Answer::isSaid)
                .filter(answer -> !((String) answer.value()).isEmpty()));
        readRegions(group, attributes);
        members(folder, number, reading.members().groups())
                .forEach(other -> reading.members().others().add(other));
    }

    /** One line for each region; no line at all is an answer too: nothing is reserved. */
    private void readRegions(IommuGroup group, Attributes attributes) {
        String path = attributes.path("reserved_regions");
        String feature = IOMMU_GROUP__RESERVED_REGIONS.getName();
        FileTree.Content content = files.read(path, 1 << 20);
        if (content instanceof FileTree.Unreadable unreadable) {
            reading.facts().evidence(group, feature, Answer.unreadable(Place.file(path), unreadable.reason()));
        }
        if (!(content instanceof FileTree.Present present)) {
            return;
        }
        String text = XmlText.decode(present.bytes());
        if (text.isBlank()) {
            reading.facts().evidence(group, feature, Answer.none(Place.file(path), "the file is empty"));
            return;
        }
        String[] lines = text.split("\n");
        for (int i = 0; i < Math.min(lines.length, MAX_REGIONS); i++) {
            String[] words = lines[i].strip().split(" +");
            Place place = Place.line(path, i + 1);
            OptionalLong start = Numbers.hex(words[0]);
            OptionalLong end = words.length == 3 ? Numbers.hex(words[1]) : OptionalLong.empty();
            if (start.isEmpty() || end.isEmpty()) {
                reading.facts().evidence(group, feature, Answer.unreadable(place,
                        "two hexadecimal numbers and a kind were expected, not \"" + Facts.oneLine(lines[i]) + '"'));
                continue;
            }
            boolean known = group.getReservedRegions().stream().anyMatch(each -> each.getStart() == start.getAsLong()
                    && each.getEnd() == end.getAsLong() && words[2].equals(each.getKind()));
            if (known) {
                continue;
            }
            ReservedRegion region = BindscopeFactory.eINSTANCE.createReservedRegion();
            region.setStart(start.getAsLong());
            region.setEnd(end.getAsLong());
            region.setKind(words[2]);
            group.getReservedRegions().add(region);
            reading.facts().evidence(group, feature, Answer.said(region, place, lines[i]));
        }
    }

    /** Notes the members of a folder; those that an earlier folder has already are returned. */
    private List<Memberships.Other> members(String folder, String name, Map<PciAddress, Answer> byAddress) {
        List<Memberships.Other> others = new ArrayList<>();
        String devices = TreePaths.join(folder, "devices");
        for (String entry : files.list(devices)) {
            Place place = Place.file(TreePaths.join(devices, entry));
            Answer answer = Answer.said(name, place, place.file());
            PciAddress.of(entry).filter(address -> byAddress.putIfAbsent(address, answer) != null)
                    .ifPresent(address -> others.add(new Memberships.Other(address, answer)));
        }
        return others;
    }
}
