// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.TestMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script that edits kernel command lines, on the files of each boot loader. */
class KernelCommandLineTest {

    @TempDir
    Path folder;

    private final TestMachine desktop = TestMachine.desktop();
    private final BindingPlan plan = ExportFormatsTest.planFor(desktop, "cmdline");
    private final String text = new KernelCommandLine().export(plan).text();

    @Test
    void commandLineGoesThroughGrubbyWhereItIs() throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            String parameters = KernelCommandLine.parameters(plan);
            assertEquals("vfio-pci.ids=10de:2204:1043:87d9,10de:1aef:1043:87d9 rd.driver.pre=vfio-pci", parameters);
            Path args = folder.resolve("args");
            kernel.command("grubby", """
                    #!/bin/sh
                    [ "$1" != --info=DEFAULT ] || { echo "args=\\"$(cat '@ARGS@')\\""; exit 0; }
                    line=" $(cat '@ARGS@') "
                    for word; do
                        case $word in
                        --remove-args=*)
                            for name in ${word#*=}; do
                                while case $line in *" $name="* | *" $name "*) ;; *) false ;; esac; do
                                    rest=${line#*" $name"}; line="${line%%" $name"*} ${rest#* }"
                                done
                            done ;;
                        --args=*) line="$line${word#--args=} " ;;
                        esac
                    done
                    line=${line# }; echo "${line% }" >'@ARGS@'
                    """.replace("@ARGS@", args.toString()));
            for (String line : List.of("root=/dev/sda1 quiet", "quiet vfio-pci.ids=1234:5678 rhgb")) {
                Files.writeString(args, line + "\n");
                FakeKernel.Run run = kernel.script("dash", text);
                assertEquals(0, run.status(), run.err());
                assertTrue(Files.readString(args).contains(parameters.substring(13)), Files.readString(args));
                assertEquals(line.contains("1234"), Files.readString(args).contains(" vfio-pci.ids=1234:5678,10de:2204"));
                assertEquals("nothing to do\n", kernel.script("dash", text).out());
                assertEquals(0, kernel.script("dash", text, "--undo").status());
                assertEquals(List.of(line.split(" ")).stream().sorted().toList(),
                        List.of(Files.readString(args).strip().split(" ")).stream().sorted().toList());
            }
        }
    }

    /** Versions of 2018 give sed a comma in a text that commas delimit. */
    @Test
    void aGrubbyThatChangesNothingAndReportsSuccessIsNoticed() throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            kernel.command("grubby", "#!/bin/sh\n[ \"$1\" != --info=DEFAULT ] || echo 'args=\"root=/dev/sda1 quiet\"'\n");
            FakeKernel.Run run = kernel.script("dash", text);
            assertEquals(4, run.status(), run.err());
            assertEquals("nothing to undo\n", kernel.script("dash", text, "--undo").out());
        }
    }

    @Test
    void commandLineFileOfSystemdBootIsEditedAndRestored() throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            Files.createDirectories(kernel.root.resolve("proc"));
            Files.writeString(kernel.root.resolve("proc/cmdline"), "root=/dev/sda1 quiet\n");
            assertEquals(2, kernel.script("dash", text).status(), "no boot loader is known");
            Path line = Files.createDirectories(kernel.root.resolve("etc/kernel")).resolve("cmdline");
            Files.writeString(line, "root=/dev/sda1 quiet\n");
            assertEquals(0, kernel.script("dash", text).status());
            assertEquals("root=/dev/sda1 quiet " + KernelCommandLine.parameters(plan) + "\n",
                    Files.readString(line));
            assertEquals(0, kernel.script("dash", text, "--undo").status());
            assertEquals("root=/dev/sda1 quiet\n", Files.readString(line));
        }
    }

    /** Lines that a command line may have before, and what it becomes: edited where it stands, never only appended. */
    @ParameterizedTest
    @ValueSource(strings = {
        "root=/dev/sda1 quiet | root=/dev/sda1 quiet vfio-pci.ids=A,B rd.driver.pre=vfio-pci",
        "vfio-pci.ids=1234:5678 quiet | vfio-pci.ids=1234:5678,A,B quiet rd.driver.pre=vfio-pci",
        "a vfio-pci.ids=1:2 b vfio-pci.ids=3:4 c | a vfio-pci.ids=1:2 b vfio-pci.ids=3:4,A,B c rd.driver.pre=vfio-pci",
        "rd.driver.pre=vfio-pci vfio-pci.ids=B q | rd.driver.pre=vfio-pci vfio-pci.ids=B,A q",
        "xvfio-pci.ids=9:9 dyndbg=\"file a +p\" | xvfio-pci.ids=9:9 dyndbg=\"file a +p\" vfio-pci.ids=A,B rd.driver.pre=vfio-pci"})
    void commandLinesAreEditedInEveryPlaceAndRestored(String beforeAndAfter) throws Exception {
        String[] lines = beforeAndAfter.replace("A", "10de:2204:1043:87d9").replace("B", "10de:1aef:1043:87d9").split(" \\| ");
        Map<String, String> frames = Map.of("etc/kernel/cmdline", "@\n", "boot/loader/entries/a.conf",
                "title A\noptions @\nlinux /vmlinuz\n", "boot/loader/entries/b.conf", "options @", "etc/default/grub",
                "GRUB_TIMEOUT=1\nGRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\nGRUB_CMDLINE_LINUX='@'\n# end\n");
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            kernel.command("update-grub", "#!/bin/sh\n");
            Files.createDirectories(kernel.root.resolve("etc/kernel"));
            Files.createDirectories(kernel.root.resolve("etc/default"));
            Files.createDirectories(kernel.root.resolve("boot/loader/entries"));
            for (Map.Entry<String, String> frame : frames.entrySet()) {
                Files.writeString(kernel.root.resolve(frame.getKey()), frame.getValue().replace("@", lines[0]));
            }
            for (String shell : List.of("dash", "busybox sh", "bash")) {
                FakeKernel.Run run = kernel.script(shell, text);
                assertEquals(0, run.status(), run.err());
                for (Map.Entry<String, String> frame : frames.entrySet()) {
                    assertEquals(frame.getValue().replace("@", lines[1]).stripTrailing(),
                            Files.readString(kernel.root.resolve(frame.getKey())).stripTrailing(), frame.getKey());
                }
                assertEquals("nothing to do\n", kernel.script(shell, text).out());
                assertEquals(0, kernel.script(shell, text, "--undo").status());
                for (Map.Entry<String, String> frame : frames.entrySet()) {
                    assertEquals(frame.getValue().replace("@", lines[0]).stripTrailing(),
                            Files.readString(kernel.root.resolve(frame.getKey())).stripTrailing(), frame.getKey());
                }
            }
        }
    }

    @Test
    void idsInTheVariableThatComesLastAreEditedThere() throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            kernel.command("update-grub", "#!/bin/sh\n");
            Files.createDirectories(kernel.root.resolve("etc/default"));
            Path grub = kernel.root.resolve("etc/default/grub");
            Files.writeString(grub, "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet vfio-pci.ids=1:2\"\nGRUB_CMDLINE_LINUX=\"\"\n");
            assertEquals(0, kernel.script("dash", text).status());
            assertTrue(Files.readString(grub).startsWith("GRUB_CMDLINE_LINUX_DEFAULT=\"quiet vfio-pci.ids=1:2,10de:2204"),
                    Files.readString(grub));
            assertTrue(Files.readString(grub).endsWith("GRUB_CMDLINE_LINUX=\"\"\n"));
        }
    }
}
