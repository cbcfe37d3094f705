// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.bindscope.ui.session.DocumentInput;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.MachineSessions;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.IViewPart;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;

/** What the tests do with the running workbench. On the UI thread; waiting handles events. */
public final class Bench {

    private static final long PATIENCE_MS = 30_000;
    private static final RGB BLACK = new RGB(0, 0, 0);
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    private Bench() {
    }

    /** The only window. */
    public static IWorkbenchWindow window() {
        return PlatformUI.getWorkbench().getWorkbenchWindows()[0];
    }

    /** The window's page. */
    public static IWorkbenchPage page() {
        return window().getActivePage();
    }

    /** The session. */
    public static MachineSessions sessions() {
        return PlatformUI.getWorkbench().getService(MachineSessions.class);
    }

    /** The active document. */
    public static MachineDocument document() {
        return sessions().active().orElseThrow();
    }

    /** Opens an input and waits until the views show it. */
    public static MachineDocument open(DocumentInput input) {
        Job job = sessions().open(input);
        await("opening " + input.text(), () -> job.getResult() != null);
        if (!job.getResult().isOK()) {
            throw new AssertionError(job.getResult().getMessage(), job.getResult().getException());
        }
        MachineDocument opened = sessions().documents().stream()
                .filter(document -> document.input().equals(input)).findFirst().orElseThrow();
        awaitTitle(opened.name());
        settle();
        return opened;
    }

    /** Closes every document. */
    public static void closeAll() {
        sessions().documents().forEach(sessions()::close);
        awaitTitle("Bindscope");
        settle();
    }

    /** Events reach the views a little later than the session; the window's title tells that they did. */
    public static void awaitTitle(String start) {
        await("the window title " + start, () -> window().getShell().getText().startsWith(start));
    }

    /** Opens a view and waits until it shows what it has to show. */
    public static IViewPart show(String view) {
        try {
            IViewPart part = page().showView(view);
            settle();
            return part;
        } catch (PartInitException e) {
            throw new AssertionError("The view " + view + " does not open", e);
        }
    }

    /** Waits until events and the product's jobs are done. */
    public static void settle() {
        for (int calm = 0; calm < 3;) {
            handleEvents();
            boolean busy = Stream.of(Job.getJobManager().find(null))
                    .anyMatch(job -> job.getState() != Job.SLEEPING && job.getClass().getName().contains("bindscope")
                            || job.getState() == Job.RUNNING && job.isSystem() && job.getClass().getName().contains("Job$"));
            calm = busy ? 0 : calm + 1;
            pause();
        }
    }

    /** Waits until something holds. */
    public static void await(String what, BooleanSupplier condition) {
        long end = System.currentTimeMillis() + PATIENCE_MS;
        while (!condition.getAsBoolean()) {
            if (System.currentTimeMillis() > end) {
                throw new AssertionError("Waited in vain for " + what + "; the active part is " + page().getActivePartReference().getTitle());
            }
            handleEvents();
            pause();
        }
    }

    private static void handleEvents() {
        while (Display.getCurrent().readAndDispatch()) {
            // Until there are none.
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes a picture of the window, and says that it is no blank one. */
    public static void screenshot(String name) {
        Shell shell = window().getShell();
        settle();
        shell.update();
        Rectangle bounds = shell.getBounds().intersection(shell.getDisplay().getBounds());
        Image image = new Image(shell.getDisplay(), bounds.width, bounds.height);
        // Of the screen and not of the shell, so that the menu bar is in the picture.
        GC gc = new GC(shell.getDisplay());
        gc.copyArea(image, bounds.x, bounds.y);
        gc.dispose();
        ImageData data = withoutBlackEdge(image.getImageData());
        image.dispose();
        try {
            Files.createDirectories(SCREENSHOTS);
        } catch (IOException e) {
            throw new AssertionError("No folder for screenshots", e);
        }
        ImageLoader loader = new ImageLoader();
        loader.data = new ImageData[] {data};
        loader.save(SCREENSHOTS.resolve(name + ".png").toString(), SWT.IMAGE_PNG);
        if (distinctPixels(data) < 20) {
            throw new AssertionError("The window is blank in " + name);
        }
    }

    /** Without a window manager the window is smaller than its bounds by the frame that nobody drew. */
    private static ImageData withoutBlackEdge(ImageData data) {
        int width = data.width;
        while (width > 1 && data.palette.getRGB(data.getPixel(width - 1, data.height / 2)).equals(BLACK)) {
            width--;
        }
        int height = data.height;
        while (height > 1 && data.palette.getRGB(data.getPixel(width / 2, height - 1)).equals(BLACK)) {
            height--;
        }
        ImageData cut = new ImageData(width, height, data.depth, data.palette);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            data.getPixels(0, y, width, row, 0);
            cut.setPixels(0, y, width, row, 0);
        }
        return cut;
    }

    private static long distinctPixels(ImageData data) {
        return IntStream.range(0, data.height / 4)
                .mapToObj(row -> row * 4)
                .flatMap(y -> IntStream.range(0, data.width / 4).mapToObj(x -> data.getPixel(x * 4, y)))
                .distinct().limit(100).count();
    }

    /** A file of the developers' corpus, which lies beside the checkout. */
    public static Optional<Path> corpus(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("targetplatform"))) {
                Path file = at.resolve("../shared/corpus").resolve(name).normalize();
                return Files.exists(file) ? Optional.of(file) : Optional.empty();
            }
        }
        return Optional.empty();
    }
}
