// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree.benchmark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.bindscope.devicetree.DtbWriter;
import org.bindscope.devicetree.DtsWriter;
import org.bindscope.devicetree.Fdt;
import org.bindscope.devicetree.FdtChecker;
import org.bindscope.devicetree.FdtException;
import org.bindscope.devicetree.FdtReader;
import org.bindscope.devicetree.PhandleIndex;
import org.bindscope.devicetree.PropertyDecoder;
import org.bindscope.devicetree.ReferenceIndex;

/**
 * Times reading, checking and decompiling generated blobs, beside dtc and fdtdump where these are installed.
 *
 * <p>Arguments: numbers of nodes, by default 1000, 10000 and 100000. With {@code --write DIRECTORY} first, the blobs are left
 * there for other tools. Times within the virtual machine are medians of runs after the same number of runs for warming up; the
 * first run of all is shown as well. A tool is stopped after five minutes.
 */
public final class DecompileBenchmark {

    private static final int RUNS = 7;
    private static final int TOOL_RUNS = 3;
    private static final long TOOL_MINUTES = 5;

    private DecompileBenchmark() {
    }

    /** Prints one table in Markdown. */
    public static void main(String[] arguments) throws Exception {
        List<String> rest = new ArrayList<>(Arrays.asList(arguments));
        Path directory = Files.createTempDirectory("devicetree-benchmark");
        if (!rest.isEmpty() && rest.get(0).equals("--write")) {
            directory = Files.createDirectories(Path.of(rest.get(1)));
            rest = rest.subList(2, rest.size());
        }
        int[] sizes = rest.isEmpty() ? new int[] {1_000, 10_000, 100_000}
                : rest.stream().mapToInt(Integer::parseInt).toArray();
        System.out.println("| nodes | bytes | first run | check | read | read and write DTS | index references | heap of tree "
                + "| dtc | fdtdump |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|");
        for (int size : sizes) {
            byte[] blob = DtbWriter.write(GeneratedBlob.generate(size));
            Path file = Files.write(directory.resolve("generated-" + size + ".dtb"), blob);
            row(size, blob, file);
        }
    }

    private static void row(int nodes, byte[] blob, Path file) {
        double first = seconds(() -> decompile(blob));
        double check = median(() -> FdtChecker.check(blob).isPresent());
        double read = median(() -> FdtReader.readLenient(blob).complete());
        double decompile = median(() -> decompile(blob));
        double index = median(() -> {
            Fdt tree = FdtReader.readLenient(blob);
            return new ReferenceIndex(tree, new PropertyDecoder(tree, new PhandleIndex(tree.root()))).dangling();
        }) - read;
        System.out.printf("| %d | %d | %s | %s | %s | %s | %s | %.1f MB | %s | %s |%n", nodes, blob.length, text(first), text(check),
                text(read), text(decompile), text(index), heap(blob, nodes) / 1e6,
                tool("dtc", "-q", "-q", "-I", "dtb", "-O", "dts", "-o", "/dev/null", file.toString()),
                tool("fdtdump", file.toString()));
    }

    private static long decompile(byte[] blob) {
        CountingStream out = new CountingStream();
        try {
            new DtsWriter(false).write(FdtReader.read(blob), out);
        } catch (IOException | FdtException e) {
            throw new IllegalStateException(e);
        }
        return out.count;
    }

    private static final class CountingStream extends OutputStream {
        private long count;

        @Override
        public void write(int b) {
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            count += length;
        }
    }

    private static double median(Supplier<Object> work) {
        for (int i = 0; i < RUNS; i++) {
            seconds(work);
        }
        double[] times = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            times[i] = seconds(work);
        }
        Arrays.sort(times);
        return times[RUNS / 2];
    }

    private static double seconds(Supplier<Object> work) {
        long start = System.nanoTime();
        work.get();
        return (System.nanoTime() - start) / 1e9;
    }

    /** Memory that a tree keeps besides its blob, from as many trees as make a hundred thousand nodes. */
    private static long heap(byte[] blob, int nodes) {
        Fdt[] trees = new Fdt[Math.max(1, 100_000 / nodes)];
        long before = used();
        for (int i = 0; i < trees.length; i++) {
            trees[i] = FdtReader.readLenient(blob);
        }
        long after = used();
        return Arrays.stream(trees).allMatch(Fdt::complete) ? (after - before) / trees.length : 0;
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static String tool(String... command) {
        double[] times = new double[TOOL_RUNS];
        try {
            for (int i = 0; i < TOOL_RUNS; i++) {
                long start = System.nanoTime();
                Process process = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
                if (!process.waitFor(TOOL_MINUTES, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    return "more than " + TOOL_MINUTES + " min";
                }
                times[i] = (System.nanoTime() - start) / 1e9;
                if (process.exitValue() != 0) {
                    return "exit " + process.exitValue();
                }
                if (times[i] > 20) {
                    return text(times[i]);
                }
            }
        } catch (IOException e) {
            return "not installed";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
        Arrays.sort(times);
        return text(times[TOOL_RUNS / 2]);
    }

    private static String text(double seconds) {
        return seconds < 1 ? String.format("%.2f ms", seconds * 1e3) : String.format("%.2f s", seconds);
    }
}
