// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;

import org.bindscope.model.Machine;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Whatever the bytes: a machine that can be saved, or one sentence. */
class FuzzTest {

    private static final String PORT = "sys/devices/pci0000:00/0000:00:01.0";
    private static final List<String> NAMES = List.of(PORT + "/vendor", PORT + "/config", PORT + "/resource",
            PORT + "/uevent", PORT + "/modalias", PORT + "/0000:01:00.0/class", PORT + "/0000:01:00.0/numa_node",
            PORT + "/0000:01:00.0/driver_override", PORT + "/0000:01:00.0/reset_method", "sys/kernel/iommu_groups/1/type",
            "sys/kernel/iommu_groups/1/reserved_regions", "sys/firmware/fdt", "sys/firmware/devicetree/base/a/reg",
            "proc/version", "proc/modules", "proc/cpuinfo", "lib/modules/1/modules.alias", "proc/config.gz",
            "lib/modules/1/modules.builtin.modinfo", "sys/devices/system/node/node0/cpumap", "sys/module/m/refcnt",
            "sys/devices/system/node/node0/meminfo", PORT + "/current_link_speed", "sys/bus/pci/slots/a/address");
    private static final List<String> LINKS = List.of(PORT + "/driver", PORT + "/iommu_group", PORT + "/physfn",
            PORT + "/of_node", "sys/bus/pci/devices/0000:01:00.0", "sys/module", "proc/self", PORT + "/iommu");

    private static TarBuilder whole() {
        return new TarBuilder().function(PORT, "8086", "3420", "060400").file(PORT + "/config", new byte[256])
                .function(PORT + "/0000:01:00.0", "10de", "1db5", "030200").link(PORT + "/driver", "../x/pcieport")
                .file("proc/version", "Linux version 6.12 (x)\n");
    }

    private static void opensOrSaysWhy(byte[] archive) throws IOException {
        try {
            Machine machine = new SnapshotReader().open("fuzz", new ByteArrayInputStream(archive), ReadOptions.defaults(),
                    Progress.none()).machine();
            XmiTest.savedAndLoaded(machine);
        } catch (SnapshotException e) {
            if (e.getMessage().isBlank() || e.getMessage().contains("\n")) {
                throw new AssertionError("Not one sentence: " + e.getMessage());
            }
        }
    }

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void changedBytesOfATarNeverBreakTheReader(@ForAll long seed) throws IOException {
        byte[] tar = whole().tar();
        Random random = new Random(seed);
        for (int i = random.nextInt(8); i >= 0; i--) {
            tar[random.nextInt(tar.length)] = (byte) random.nextInt();
        }
        opensOrSaysWhy(tar);
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void changedBytesOfACompressedTarNeverBreakTheReader(@ForAll long seed) throws IOException {
        byte[] packed = TarBuilder.gzip(whole().tar());
        Random random = new Random(seed);
        packed[random.nextInt(packed.length)] = (byte) random.nextInt();
        opensOrSaysWhy(random.nextBoolean() ? packed : java.util.Arrays.copyOf(packed, random.nextInt(packed.length)));
    }

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void anyContentOfAnyFileNeverBreaksTheReader(@ForAll("files") List<Object[]> files) throws IOException {
        TarBuilder tar = whole();
        for (Object[] file : files) {
            tar.file((String) file[0], (byte[]) file[1]);
        }
        opensOrSaysWhy(tar.tar());
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void anyTargetOfAnyLinkNeverBreaksTheReader(@ForAll("links") List<String[]> links) throws IOException {
        TarBuilder tar = new TarBuilder();
        for (String[] link : links) {
            tar.link(link[0], link[1]);
        }
        opensOrSaysWhy(tar.function(PORT, "8086", "3420", "060400").tar());
    }

    @Provide
    Arbitrary<List<Object[]>> files() {
        Arbitrary<byte[]> text = Arbitraries.strings().withChars("0123456789abcdefx :\n\0-*=().\t\uffff").ofMaxLength(80)
                .map(each -> each.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Arbitrary<byte[]> any = Arbitraries.oneOf(text, Arbitraries.bytes().array(byte[].class).ofMaxSize(300));
        return Arbitraries.of(NAMES).flatMap(name -> any.map(bytes -> new Object[] {name, bytes})).list().ofMaxSize(8);
    }

    @Provide
    Arbitrary<List<String[]>> links() {
        Arbitrary<String> target = Arbitraries.oneOf(
                Arbitraries.strings().withChars("./ab0:").ofMinLength(1).ofMaxLength(20), Arbitraries.of(LINKS),
                Arbitraries.of(LINKS).map(link -> '/' + link), Arbitraries.of("../../..", "/", ".", "..", "/dev/null"));
        return Arbitraries.of(LINKS).flatMap(name -> target.map(to -> new String[] {name, to})).list().ofMaxSize(6);
    }
}
