// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.PlanBuilder;
import org.bindscope.model.Driver;
import org.bindscope.model.DriverState;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.testsupport.NaiveBus;

/**
 * A tree that looks like /sys with a small kernel behind it. The scripts under test run unchanged:
 * they find {@code tee} and {@code modprobe} of this kernel first on their PATH, and each call of
 * those waits for the kernel's answer, so that everything happens in one order, as on a real
 * machine. What a write does comes from {@link NaiveBus}, the model of the kernel that was written from the
 * specification without looking at the product's; how files read and which errors a write gives are those
 * recorded from kernels 6.1 and 6.12.
 */
final class FakeKernel implements AutoCloseable {

    /** What a run of a script left behind. */
    record Run(int status, String out, String err) {
    }

    /** All that a script can call besides what a test provides: none of these changes the real machine's setup. */
    private static final List<String> HARMLESS = List.of("sh", "bash", "cat", "chmod", "cut", "dirname", "basename",
            "env", "grep", "ls", "mkdir", "mv", "readlink", "realpath", "rm", "sed", "tr");

    private static final long ANY = 0xffffffffL;
    private static final Map<String, String> ERRORS = Map.of("ok", "ok", "ENODEV", "No such device", "EBUSY",
            "Device or resource busy", "EINVAL", "Invalid argument", "ENOENT", "No such file or directory");

    final Path base;
    final Path root;
    /** The bus behind the tree. */
    final NaiveBus bus = new NaiveBus(6.12, false, false);
    /** Modules that modprobe can load, with the driver that each registers. */
    final Map<String, String> modules = new HashMap<>();
    /** Every write and modprobe, in order. */
    final List<String> log = new ArrayList<>();
    /** Called with the number of each request, from 1, before it is answered. */
    IntConsumer beforeAnswer = number -> { };
    /** Variables of the scripts' environment besides the root. */
    final Map<String, String> environment = new HashMap<>();

    private final Map<String, Path> devices = new TreeMap<>();
    private final boolean noGroups;
    private final Thread thread;
    private volatile boolean closing;
    /** Number of the last request whose effect has taken place. */
    volatile int answered;

    FakeKernel(Path base, Machine machine) throws IOException {
        this.base = base;
        this.root = base.resolve("tree");
        this.noGroups = machine.getIommuGroups().isEmpty();
        for (Driver driver : machine.getDrivers()) {
            if (driver.getState() == DriverState.REGISTERED) {
                register(driver.getName());
            }
        }
        Files.createDirectories(root.resolve("run"));
        Files.createDirectories(root.resolve("sys/bus/pci/devices"));
        Files.createDirectories(root.resolve("sys/bus/pci/drivers"));
        Files.writeString(root.resolve("sys/bus/pci/drivers_probe"), "");
        List<PciFunction> functions = machine.getDomains().stream().flatMap(domain -> domain.getBuses().stream())
                .flatMap(bus -> bus.getFunctions().stream()).toList();
        PlanBuilder all = new PlanBuilder(machine);
        functions.forEach(function -> all.unbind(function.getAddress()));
        BindingPlan plan = all.build();
        functions.forEach(function -> add(function, plan));
        Path bin = Files.createDirectories(base.resolve("bin"));
        run(List.of("mkfifo", base.resolve("request").toString()));
        for (String name : HARMLESS) {
            for (String place : List.of("/bin/", "/usr/bin/")) {
                if (Files.isExecutable(Path.of(place + name)) && Files.notExists(bin.resolve(name))) {
                    Files.createSymbolicLink(bin.resolve(name), Path.of(place + name));
                }
            }
        }
        tool(bin.resolve("tee"), "{ printf '%s\\000' \"$answers\" write \"$1\"; cat; }", "tee: $1");
        tool(bin.resolve("modprobe"), "printf '%s\\000' \"$answers\" modprobe \"$1\"", "modprobe: $1");
        thread = new Thread(this::serve, "fake kernel");
        thread.setDaemon(true);
        thread.start();
    }

    /** Each call has a pipe of its own for its answer: a tool may outlive a killed script and overlap with the next one. */
    private void tool(Path file, String request, String name) throws IOException {
        executable(file, "#!/bin/sh\nanswers='" + base.resolve("answers.") + "'$$\n/usr/bin/mkfifo \"$answers\"\n"
                + request + " >'" + base.resolve("request") + "'\nread -r answer <\"$answers\"\n/bin/rm -f \"$answers\"\n"
                + "[ \"$answer\" = ok ] && exit 0\necho \"" + name + ": $answer\" >&2\nexit 1\n");
    }

    /** Puts a command into the folder that the scripts' PATH starts with. */
    void command(String name, String script) throws IOException {
        executable(base.resolve("bin").resolve(name), script);
    }

    private static void executable(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Registers a driver that has no table; VFIO drivers have an entry for everything that counts with an override only. */
    private void register(String driver) {
        if (bus.registered.contains(driver)) {
            return;
        }
        NaiveBus.Drv made = new NaiveBus.Drv();
        made.name = driver;
        made.vfio = driver.contains("vfio");
        made.managed = driver.equals("pcieport") || driver.equals("pci-stub");
        made.table = made.vfio ? new long[][] {{ANY, ANY, ANY, ANY, 0, 0, 1, 0}} : null;
        bus.all.put(driver, made);
        bus.register(driver);
        make(driverDirectory(driver));
        sync();
    }

    /** Adds the ids of a device to the table of a driver. */
    void claim(String driver, String address) {
        NaiveBus.Drv drv = bus.all.get(driver);
        int[] id = bus.devices.get(address).id;
        long[] entry = {id[0], id[1], id[2], id[3], 0, 0, 0, 0};
        List<long[]> table = new ArrayList<>(drv.table == null ? List.of() : List.of(drv.table));
        table.add(entry);
        drv.table = table.toArray(long[][]::new);
    }

    /** Makes a driver's probe refuse a device. */
    void refuse(String driver, String address) {
        bus.refusals.put(driver + " " + address, "EINVAL");
    }

    private static void make(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a function below its bridges; what has a driver is matched by that driver's table. */
    private void add(PciFunction function, BindingPlan plan) {
        if (plan.device(function.getAddress()).isEmpty()) {
            return;
        }
        String address = function.getAddress();
        String path = plan.device(address).orElseThrow().identity().slotPath().orElse("pci/" + address);
        Path directory = root.resolve("sys/devices").resolve(path);
        make(directory);
        devices.put(address, directory);
        write(directory.resolve("vendor"), String.format("0x%04x\n", function.getVendorId()));
        write(directory.resolve("device"), String.format("0x%04x\n", function.getDeviceId()));
        write(directory.resolve("subsystem_vendor"), String.format("0x%04x\n", function.getSubsystemVendorId()));
        write(directory.resolve("subsystem_device"), String.format("0x%04x\n", function.getSubsystemId()));
        String override = function.getDriverOverride();
        write(directory.resolve("driver_override"), (override == null ? "(null)" : override) + "\n");
        if (function.getSriov() != null) {
            write(directory.resolve("sriov_numvfs"), function.getSriov().getNumVfs() + "\n");
        }
        NaiveBus.Dev device = new NaiveBus.Dev();
        device.id = new int[] {function.getVendorId(), function.getDeviceId(), function.getSubsystemVendorId(),
            function.getSubsystemId(), function.getClassCode()};
        device.override = override;
        device.vf = function.getPhysicalFunction() != null;
        device.header = function.isSetHeaderType() ? function.getHeaderType() : 0;
        device.vfs = function.getSriov() == null ? 0 : function.getSriov().getNumVfs();
        // Where groups come with the first probe a device without driver gets one then.
        device.noGroup = function.getIommuGroup() == null && (noGroups || function.getDriver() != null);
        bus.devices.put(address, device);
        link(root.resolve("sys/bus/pci/devices").resolve(address), directory);
        if (function.getDriver() != null) {
            String driver = function.getDriver().getName();
            register(driver);
            if (!bus.all.get(driver).vfio) {
                claim(driver, address);
            }
            device.driver = driver;
            link(directory.resolve("driver"), driverDirectory(driver));
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void link(Path link, Path target) {
        try {
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path driverDirectory(String driver) {
        return root.resolve("sys/bus/pci/drivers").resolve(driver);
    }

    /** Driver of a function, or "-". */
    String driver(String address) {
        Path link = devices.get(address).resolve("driver");
        try {
            return Files.exists(link, LinkOption.NOFOLLOW_LINKS)
                    ? Files.readSymbolicLink(link).getFileName().toString() : "-";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What driver_override of a function reads, without the line feed. */
    String override(String address) {
        try {
            String text = Files.readString(devices.get(address).resolve("driver_override"));
            return text.substring(0, text.length() - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory(String address) {
        return devices.get(address);
    }

    /** Drivers and overrides of all functions, to compare. */
    Map<String, String> state() {
        Map<String, String> state = new TreeMap<>();
        devices.keySet().forEach(address -> state.put(address, driver(address) + " " + override(address)));
        return state;
    }

    /** Every file of the base folder outside sysfs and the commands. */
    Set<String> filesOutsideSysfs() throws IOException {
        try (Stream<Path> files = Files.walk(base)) {
            Set<String> names = new TreeSet<>();
            files.map(file -> base.relativize(file).toString())
                    .filter(name -> !name.startsWith("tree/sys") && !name.startsWith("bin"))
                    .forEach(names::add);
            return names;
        }
    }

    // ---- the kernel's side ----

    private void serve() {
        int number = 0;
        while (!closing) {
            try {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                // Closed before the answer: the next request must not go into a pipe that nobody reads on.
                try (InputStream in = new FileInputStream(base.resolve("request").toFile())) {
                    in.transferTo(bytes);
                }
                if (closing) {
                    return;
                }
                number++;
                beforeAnswer.accept(number);
                String[] request = bytes.toString(StandardCharsets.UTF_8).split("\0", 2);
                String answer = answer(request[1]);
                answered = number;
                try (OutputStream out = new FileOutputStream(request[0])) {
                    out.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                if (!closing) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private String answer(String request) {
        String[] parts = request.split("\0", 3);
        if (parts[0].equals("modprobe")) {
            log.add("modprobe " + parts[1]);
            return modprobe(parts[1]);
        }
        Path file = Path.of(parts[1]);
        String text = parts[2];
        log.add(root.relativize(file) + " <- " + text.replace("\n", "\\n"));
        return switch (file.getFileName().toString()) {
            case "driver_override" -> writeOverride(file, text);
            case "unbind" -> unbind(file, text.strip());
            case "bind" -> done(bus.bind(file.getParent().getFileName().toString(), text.strip()));
            case "drivers_probe" -> done(bus.driversProbe(text.strip()));
            default -> "Permission denied";
        };
    }

    /** What the kernel answers, as the C library says it. */
    private String done(String errno) {
        sync();
        return ERRORS.get(errno);
    }

    /** Brings links and files of the tree to the state of the bus. */
    private void sync() {
        bus.devices.forEach((address, device) -> {
            if (!driver(address).equals(device.driver == null ? "-" : device.driver)) {
                Path link = devices.get(address).resolve("driver");
                if (device.driver == null) {
                    delete(link);
                } else {
                    link(link, driverDirectory(device.driver));
                }
            }
            String override = device.override == null ? "(null)" : device.override;
            if (!override(address).equals(override)) {
                write(devices.get(address).resolve("driver_override"), override + "\n");
            }
        });
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String modprobe(String module) {
        String driver = modules.get(module);
        if (driver == null) {
            return "Module " + module + " not found";
        }
        register(driver);
        return "ok";
    }

    private String writeOverride(Path file, String text) {
        String address = file.getParent().getFileName().toString();
        if (text.length() >= 4095) {
            return "Invalid argument";
        }
        // A write of no bytes never reaches the kernel; what counts ends at the first line feed or NUL byte.
        return text.isEmpty() ? "ok" : done(bus.override(address, text.split("[\n\0]", 2)[0]));
    }

    private String unbind(Path file, String address) {
        String owner = file.getParent().getFileName().toString();
        if (owner.equals("driver")) {
            NaiveBus.Dev device = bus.devices.get(file.getParent().getParent().getFileName().toString());
            if (device == null || device.driver == null) {
                return "No such file or directory";
            }
            owner = device.driver;
        }
        return done(bus.unbind(owner, address));
    }

    // ---- running scripts ----

    /** Runs a script by a shell command line such as "busybox sh" against this tree. */
    Run script(String shell, String text, String... arguments) throws IOException, InterruptedException {
        return finish(start(shell, text, arguments));
    }

    Process start(String shell, String text, String... arguments) throws IOException {
        Path home = Files.createDirectories(base.resolve("home"));
        Path script = home.resolve("script.sh");
        Files.writeString(script, text);
        List<String> command = new ArrayList<>(List.of(shell.split(" ")));
        command.add(script.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("PATH", base.resolve("bin").toString());
        builder.environment().put("HOME", home.toString());
        builder.environment().put("BINDSCOPE_ROOT", root.toString());
        builder.redirectOutput(base.resolve("out").toFile()).redirectError(base.resolve("err").toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        return builder.start();
    }

    /**
     * Runs a script and kills it before its n-th request is answered; the tool that made the request still gets its
     * answer, as on a real machine.
     */
    void kill(String shell, String text, int request, String... words) throws IOException, InterruptedException {
        Process[] process = new Process[1];
        int last = answered + request;
        beforeAnswer = number -> {
            if (number == last) {
                synchronized (process) {
                    process[0].destroyForcibly();
                }
            }
        };
        synchronized (process) {
            process[0] = start(shell, text, words);
        }
        process[0].waitFor();
        while (answered < last) {
            Thread.sleep(1);
        }
        beforeAnswer = number -> { };
    }

    Run finish(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("The script does not end: " + Files.readString(base.resolve("err")));
        }
        return new Run(process.exitValue(), Files.readString(base.resolve("out")), Files.readString(base.resolve("err")));
    }

    private static void run(List<String> command) throws IOException {
        try {
            if (new ProcessBuilder(command).start().waitFor() != 0) {
                throw new IOException("failed: " + command);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        closing = true;
        // The thread may wait for a request, or be about to: opened both ways the pipe lets it go on, and never waits itself.
        while (thread.isAlive()) {
            try (RandomAccessFile request = new RandomAccessFile(base.resolve("request").toFile(), "rw")) {
                request.write(0);
            }
            thread.join(20);
        }
        for (String name : HARMLESS) {
            Path link = base.resolve("bin").resolve(name);
            if (Files.isSymbolicLink(link)) {
                Files.delete(link);
            }
        }
    }
}
