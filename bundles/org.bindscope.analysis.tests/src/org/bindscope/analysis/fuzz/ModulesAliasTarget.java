// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.bindscope.analysis.alias.AliasLine;
import org.bindscope.analysis.alias.Glob;
import org.bindscope.analysis.alias.ModaliasIndex;
import org.bindscope.analysis.alias.ModuleNames;
import org.bindscope.analysis.alias.ModulesAliasFile;
import org.bindscope.analysis.alias.VfioVariants;

/**
 * What must hold for any modules.alias: it is read, and the index finds exactly the lines whose pattern
 * matches, as trying one after the other does. Entry point of coverage-guided fuzzing, see {@code releng/fuzz}.
 */
public final class ModulesAliasTarget {

    private static final List<String> DEVICES = List.of(
            "pci:v000010DEd00001DB5sv000010DEsd00001249bc03sc02i00", "pci:v00001AF4d00001000sv00001AF4sd00000001bc02sc00i00",
            "vfio_pci:v000015B3d0000101Esv000015B3sd00000007bc02sc00i00", "pci:");

    private ModulesAliasTarget() {
    }

    /**
     * Tries one input.
     *
     * @param data the file
     */
    public static void fuzzerTestOneInput(byte[] data) {
        ModulesAliasFile file = ModulesAliasFile.parse("modules.alias", new String(data, StandardCharsets.UTF_8));
        ModaliasIndex index = new ModaliasIndex(file.lines());
        for (String device : DEVICES) {
            List<AliasLine> naive = file.lines().stream().filter(line -> matches(line, device)).toList();
            if (!naive.equals(index.matches(device))) {
                throw new AssertionError(device + ": the index finds " + index.matches(device) + ", one by one " + naive);
            }
        }
        new VfioVariants(index).best(DEVICES.get(0));
        ModulesAliasFile.parseBuiltinModinfo("modules.builtin.modinfo", new String(data, StandardCharsets.UTF_8));
    }

    /** kmod takes a dash for an underscore, in both. */
    private static boolean matches(AliasLine line, String device) {
        return Glob.matches(ModuleNames.normalize(line.pattern()), ModuleNames.normalize(device));
    }
}
