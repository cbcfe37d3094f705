// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.util.Map;
import java.util.Optional;

/**
 * Machine names as uname -m prints them, from hints that leave no doubt. What a processor could run is
 * no such hint: the kernel may be a 32-bit one, or of the other endianness.
 */
final class Architecture {

    /** Words of kernel releases and of compilers' names, and the machine that each stands for. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("x86_64", "x86_64"), Map.entry("amd64", "x86_64"),
            Map.entry("aarch64", "aarch64"), Map.entry("arm64", "aarch64"),
            Map.entry("ppc64le", "ppc64le"), Map.entry("powerpc64le", "ppc64le"), Map.entry("ppc64el", "ppc64le"),
            Map.entry("ppc64", "ppc64"), Map.entry("powerpc64", "ppc64"),
            Map.entry("s390x", "s390x"), Map.entry("riscv64", "riscv64"), Map.entry("loongarch64", "loongarch64"),
            Map.entry("i686", "i686"), Map.entry("i586", "i586"), Map.entry("i386", "i386"));

    private Architecture() {
    }

    /** A kernel release: many distributions end it with the machine. */
    static Optional<String> ofRelease(String release) {
        String found = null;
        int start = 0;
        for (int i = 0; i <= release.length(); i++) {
            char c = i == release.length() ? '-' : release.charAt(i);
            if (c == '-' || c == '.' || c == '+') {
                String machine = WORDS.get(release.substring(start, i));
                found = machine == null ? found : machine;
                start = i + 1;
            }
        }
        return Optional.ofNullable(found);
    }

    /** A line as in proc/version: the release, or the compiler's target as in x86_64-linux-gnu-gcc. */
    static Optional<String> ofVersion(String line) {
        Optional<String> release = releaseOf(line).flatMap(Architecture::ofRelease);
        if (release.isPresent()) {
            return release;
        }
        int linux = line.indexOf("-linux-gnu");
        if (linux < 0) {
            return Optional.empty();
        }
        int start = linux;
        while (start > 0 && (Character.isLetterOrDigit(line.charAt(start - 1)) || line.charAt(start - 1) == '_')) {
            start--;
        }
        return Optional.ofNullable(WORDS.get(line.substring(start, linux)));
    }

    /** The release in a line as in proc/version. */
    static Optional<String> releaseOf(String line) {
        String intro = "Linux version ";
        int at = line.indexOf(intro);
        if (at < 0) {
            return Optional.empty();
        }
        int start = at + intro.length();
        int end = line.indexOf(' ', start);
        String release = line.substring(start, end < 0 ? line.length() : end).strip();
        return release.isEmpty() ? Optional.empty() : Optional.of(release);
    }

    /** The last machine name before GNU/Linux in what uname -a prints. */
    static Optional<String> ofUname(String line) {
        String[] words = line.strip().split(" +");
        for (int i = words.length - 1; i > 0; i--) {
            if (words[i].equals("GNU/Linux") || words[i].equals("Linux")) {
                return Optional.ofNullable(WORDS.get(words[i - 1]));
            }
        }
        return Optional.empty();
    }

    /** What a kernel configuration was made for. */
    static Optional<String> ofConfig(String config) {
        if (has(config, "CONFIG_X86_64=y")) {
            return Optional.of("x86_64");
        }
        if (has(config, "CONFIG_ARM64=y")) {
            return Optional.of("aarch64");
        }
        if (has(config, "CONFIG_PPC64=y")) {
            return has(config, "CONFIG_CPU_LITTLE_ENDIAN=y") ? Optional.of("ppc64le")
                    : has(config, "CONFIG_CPU_BIG_ENDIAN=y") ? Optional.of("ppc64") : Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean has(String config, String line) {
        return config.contains('\n' + line + '\n');
    }

    /** Only 64-bit Arm kernels write asimd into proc/cpuinfo (arch/arm64/kernel/cpuinfo.c). */
    static Optional<String> ofCpuInfo(String line) {
        return line.startsWith("Features") && (line + ' ').contains(" asimd ") ? Optional.of("aarch64")
                : Optional.empty();
    }
}
