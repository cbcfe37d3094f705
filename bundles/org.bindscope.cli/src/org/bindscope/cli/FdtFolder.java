// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.bindscope.devicetree.DtsWriter;
import org.bindscope.devicetree.Fdt;
import org.bindscope.devicetree.FdtProblem;
import org.bindscope.devicetree.FdtReader;

/**
 * Decompiles every {@code .dtb} and {@code .dtbo} below a folder into another folder of the same
 * shape, on all processors. Links are not followed. A damaged blob costs one line and nothing else.
 */
final class FdtFolder {

    private final Path source;
    private final Path target;
    private final boolean sorted;
    private final boolean force;

    /**
     * @param source folder with blobs
     * @param target folder for the texts; made where it is not there
     * @param sorted order as {@code dtc -s}
     * @param force  also write damaged blobs as far as they go
     */
    FdtFolder(Path source, Path target, boolean sorted, boolean force) {
        this.source = source;
        this.target = target;
        this.sorted = sorted;
        this.force = force;
    }

    /**
     * Decompiles.
     *
     * @param console receives one line for each blob that is damaged
     * @return whether every blob was written whole
     * @throws CommandException when the folder cannot be listed or a text cannot be written
     */
    boolean run(Console console) throws CommandException {
        ExecutorService workers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Path> blobs = blobs();
            List<Future<Optional<String>>> results = new ArrayList<>(blobs.size());
            for (Path blob : blobs) {
                results.add(workers.submit(() -> decompile(blob)));
            }
            boolean whole = true;
            for (Future<Optional<String>> result : results) {
                Optional<String> complaint = result.get();
                complaint.ifPresent(console::complain);
                whole &= complaint.isEmpty();
            }
            return whole;
        } catch (IOException e) {
            throw InputFiles.failed(source.toString(), "listed", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CommandException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(source + ": decompiling was interrupted", e);
        } finally {
            workers.shutdownNow();
        }
    }

    private List<Path> blobs() throws IOException, CommandException {
        try (Stream<Path> files = Files.walk(source)) {
            List<Path> blobs = files.filter(Files::isRegularFile).filter(FdtFolder::isBlob).sorted().toList();
            if (blobs.isEmpty()) {
                throw new CommandException(source + ": holds no .dtb or .dtbo file");
            }
            return blobs;
        }
    }

    private static boolean isBlob(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".dtb") || name.endsWith(".dtbo");
    }

    /** {@return what is wrong with the blob, if anything} */
    private Optional<String> decompile(Path blob) throws CommandException {
        Fdt tree = FdtReader.readLenient(InputFiles.read(blob.toString()));
        Optional<FdtProblem> damage = tree.firstError();
        if (damage.isEmpty() || force || !FdtDecompileCommand.isLoss(tree, damage.get())) {
            write(tree, target.resolve(source.relativize(blob).toString()));
        }
        return damage.map(problem -> blob + ": " + problem);
    }

    private void write(Fdt tree, Path like) throws CommandException {
        String name = like.getFileName().toString();
        Path text = like.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".dts");
        ByteArrayOutputStream content = new ByteArrayOutputStream(1 << 16);
        try {
            Files.createDirectories(text.getParent());
            new DtsWriter(sorted).write(tree, content);
        } catch (IOException e) {
            throw InputFiles.failed(text.toString(), "written", e);
        }
        InputFiles.write(text.toString(), content.toByteArray());
    }
}
