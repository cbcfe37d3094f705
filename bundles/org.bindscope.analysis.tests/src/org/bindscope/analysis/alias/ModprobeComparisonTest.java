// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.alias;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All aliases of a Debian kernel, in a tree made by the real depmod, asked through the real modprobe. */
class ModprobeComparisonTest {

    private static final int REQUESTS = 1000;
    private static final int BATCH = 20;

    @TempDir
    Path root;

    @Test
    void aThousandModaliasesResolveToTheSameModulesAsWithModprobe() throws Exception {
        Assumptions.assumeTrue(ModuleTree.kmodInstalled(), "skipped: modprobe and depmod are not installed");
        List<AliasLine> lines = ModulesAliasFile.parse("modules.alias", CapturedText.modulesAlias()).lines();
        ModuleTree.write(root, lines);
        ModaliasIndex index = new ModaliasIndex(lines);
        Random random = new Random(20210309);
        int resolved = 0;
        for (int batch = 0; batch < REQUESTS / BATCH; batch++) {
            List<String> requests = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                requests.add(request(lines, random));
            }
            List<String> command = new ArrayList<>(List.of("modprobe", "-C", root.resolve("etc/modprobe.d").toString(),
                    "-d", root.toString(), "-S", ModuleTree.RELEASE, "-R", "-a"));
            command.addAll(requests);
            String mine = requests.stream().flatMap(request -> index.matches(request).stream())
                    .map(line -> ModuleNames.normalize(line.module()) + "\n").collect(Collectors.joining());
            assertEquals(ModuleTree.run(command), mine, () -> requests.toString());
            resolved += mine.isEmpty() ? 0 : mine.split("\n").length;
        }
        assertTrue(resolved > REQUESTS, "resolved " + resolved);
    }

    /** Most requests fit some pattern of the file; the others are PCI functions with random ids and real classes. */
    static String request(List<AliasLine> lines, Random random) {
        AliasLine line = lines.get(random.nextInt(lines.size()));
        if (random.nextInt(4) == 0) {
            int[] classes = { 0x010802, 0x0c0330, 0x030000, 0x060400, 0x020000, 0x040300, 0x010601, 0x0c0320 };
            int[] vendors = { 0x8086, 0x10de, 0x1022, 0x15b3, 0x14e4, 0x1af4 };
            int c = classes[random.nextInt(classes.length)];
            return String.format(Locale.ROOT, "%spci:v%08Xd%08Xsv%08Xsd%08Xbc%02Xsc%02Xi%02X",
                    random.nextInt(8) == 0 ? "vfio_" : "", vendors[random.nextInt(vendors.length)], random.nextInt(0x10000),
                    0x103c, random.nextInt(0x10000), c >> 16, c >> 8 & 0xff, c & 0xff);
        }
        PciAlias alias = PciAlias.parse(line.pattern()).orElse(null);
        if (alias != null) {
            int c = alias.classMask() == 0 ? 0x020000 : alias.classCode();
            return String.format(Locale.ROOT, "%sv%08Xd%08Xsv%08Xsd%08Xbc%02Xsc%02Xi%02X", alias.prefix(),
                    id(alias.vendor(), random), id(alias.device(), random), id(alias.subvendor(), random),
                    id(alias.subdevice(), random), c >> 16, c >> 8 & 0xff, c & 0xff);
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < line.pattern().length(); i++) {
            char c = line.pattern().charAt(i);
            if (c == '*') {
                out.append("0123", 0, random.nextInt(4));
            } else if (c == '?') {
                out.append('7');
            } else if (c == '[' && line.pattern().indexOf(']', i) > 0) {
                out.append(line.pattern().charAt(i + 1));
                i = line.pattern().indexOf(']', i);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static int id(long value, Random random) {
        return value < 0 ? random.nextInt(0x10000) : (int) value;
    }
}
