// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.bindscope.binding.ToolVersion;

/** Finds the command that is meant, runs it, and turns every failure into one line and a status. */
final class BindscopeCommands {

    /** Shows stack traces of unexpected failures when set, for bug reports. */
    private static final String TRACE = "bindscope.trace";

    private static final String EXIT_STATUS = """

            Exit status:
              0  answered
              1  answered, and something is wrong: a finding of severity error, a plan that cannot be
                 carried out, an expectation of a scenario that does not hold, a damaged device tree
              2  the input or the words were bad; one line on standard error says where and why
            """;

    private final Console console;
    private final GroupCommand root;

    BindscopeCommands(Console console) {
        this.console = console;
        Map<String, Supplier<Command>> commands = new LinkedHashMap<>();
        commands.put("inspect", InspectCommand::new);
        commands.put("match", MatchCommand::new);
        commands.put("scenario", ScenarioCommand::new);
        commands.put("groups", GroupsCommand::new);
        commands.put("nvlink", NvLinkCommand::new);
        commands.put("findings", FindingsCommand::new);
        commands.put("plan", PlanCommand::new);
        commands.put("config", ConfigCommand::new);
        commands.put("fdt", BindscopeCommands::fdt);
        commands.put("diagram", DiagramCommand::new);
        commands.put("capture", CaptureCommand::new);
        commands.put("save", SaveCommand::new);
        root = new GroupCommand(new Grammar("bindscope",
                "Reads a device tree or a sysfs snapshot of a machine and explains which driver has each PCI",
                "function, which would get it, and why.", "",
                "SNAPSHOT is a directory, an archive (tar, tar.gz, tar.xz, tar.zst, tar.bz2, zip), a .dtb,",
                "/ for this very machine, or sample:NAME for one that ships with Bindscope.",
                "Without a command, or with file names only, the desktop starts.")
                        .flag("-V,--version", "Show the version and exit."), commands, EXIT_STATUS);
    }

    private static GroupCommand fdt() {
        Map<String, Supplier<Command>> commands = new LinkedHashMap<>();
        commands.put("decompile", FdtDecompileCommand::new);
        commands.put("check", FdtCheckCommand::new);
        commands.put("overlay", FdtOverlayCommand::new);
        return new GroupCommand(new Grammar("bindscope fdt", "Flattened device trees: source text, checks, overlays."), commands, "");
    }

    /**
     * Runs a command.
     *
     * @param args words of the command line
     * @return exit status
     */
    int run(String... args) {
        try {
            return args.length > 0 && args[0].equals("help") ? dispatch(root, help(args), 0) : dispatch(root, args, 0);
        } catch (CommandException e) {
            console.complain(e.getMessage());
            return Command.BAD_INPUT;
        } catch (IOException e) {
            return outputFailed(e);
        } catch (OutOfMemoryError e) {
            console.complain("the memory that Java may use (" + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB) is not enough for this input; JAVA_TOOL_OPTIONS=-Xmx4g gives it more");
            return Command.BAD_INPUT;
        } catch (RuntimeException | StackOverflowError e) {
            return unexpected(e);
        }
    }

    /** The words {@code help X} mean {@code X --help}. */
    private static String[] help(String[] args) {
        String[] asked = Arrays.copyOfRange(args, 1, args.length + 1);
        asked[args.length - 1] = "--help";
        return asked;
    }

    private int dispatch(GroupCommand group, String[] args, int at) throws CommandException, IOException {
        if (at < args.length && !args[at].startsWith("-")) {
            Supplier<Command> maker = group.commands().get(args[at]);
            if (maker == null) {
                throw new CommandException("'" + args[at] + "' is no command, expected one of "
                        + String.join(", ", group.commands().keySet()) + " (see " + group.grammar().name() + " --help)");
            }
            Command command = maker.get();
            return command instanceof GroupCommand inner ? dispatch(inner, args, at + 1) : execute(command, args, at + 1);
        }
        return execute(group, args, at);
    }

    private int execute(Command command, String[] args, int from) throws CommandException, IOException {
        Grammar grammar = command.grammar().flag("-h,--help", "Show this help and exit.");
        if (asksForHelp(args, from)) {
            console.print(command instanceof GroupCommand group ? group.usage() : grammar.usage());
            return Command.ANSWERED;
        }
        Words words = grammar.parse(args, from);
        if (words.has("--version")) {
            console.print("bindscope " + ToolVersion.text() + "\n");
            return Command.ANSWERED;
        }
        return command.run(words, console);
    }

    private static boolean asksForHelp(String[] args, int from) {
        for (int i = from; i < args.length && !args[i].equals("--"); i++) {
            if (args[i].equals("--help") || args[i].equals("-h")) {
                return true;
            }
        }
        return false;
    }

    /** A reader that goes away early (as {@code head} does) has what it wanted; a full disk has not. */
    private int outputFailed(IOException e) {
        if (e.getMessage() != null && e.getMessage().contains("Broken pipe")) {
            return Command.ANSWERED;
        }
        console.complain("the answer could not be written: " + e.getMessage());
        return trace(e);
    }

    private int unexpected(Throwable e) {
        StackTraceElement[] stack = e.getStackTrace();
        console.complain("internal error, please report it with the input: " + e
                + (stack.length > 0 ? " at " + stack[0] : ""));
        return trace(e);
    }

    private static int trace(Throwable e) {
        if (Boolean.getBoolean(TRACE)) {
            e.printStackTrace();
        }
        return Command.BAD_INPUT;
    }
}
