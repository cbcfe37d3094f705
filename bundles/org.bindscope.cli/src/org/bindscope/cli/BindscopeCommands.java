// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/**
 * Finds the command that is meant and runs it. Only that command is built: examining the annotations
 * of all of them would cost more than most answers.
 */
final class BindscopeCommands {

    /** Shows stack traces of unexpected failures when set, for bug reports. */
    private static final String TRACE = "bindscope.trace";
    /** Width of usage texts. */
    private static final int USAGE_WIDTH = 100;

    private final Console console;
    private final Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    private final Map<String, Supplier<Object>> fdtCommands = new LinkedHashMap<>();

    BindscopeCommands(Console console) {
        this.console = console;
        commands.put("inspect", InspectCommand::new);
        commands.put("groups", GroupsCommand::new);
        commands.put("nvlink", NvLinkCommand::new);
        commands.put("plan", PlanCommand::new);
        commands.put("fdt", FdtCommand::new);
        fdtCommands.put("decompile", FdtDecompileCommand::new);
        fdtCommands.put("check", FdtCheckCommand::new);
        fdtCommands.put("overlay", FdtOverlayCommand::new);
    }

    /**
     * Runs a command.
     *
     * @param args words of the command line
     * @return exit status
     */
    int run(String... args) {
        try {
            return dispatch(args);
        } catch (CommandException e) {
            console.complain(e.getMessage());
            return Command.BAD_INPUT;
        } catch (ParameterException e) {
            console.complain(words(e) + " (see " + e.getCommandLine().getCommandName() + " --help)");
            return Command.BAD_INPUT;
        } catch (IOException e) {
            return outputFailed(e);
        } catch (OutOfMemoryError e) {
            console.complain("the memory that Java may use (" + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB) is not enough for this input; give it more with JAVA_TOOL_OPTIONS=-Xmx…");
            return Command.BAD_INPUT;
        } catch (RuntimeException | StackOverflowError e) {
            return unexpected(e);
        }
    }

    private int dispatch(String[] args) throws CommandException, IOException {
        if (args.length > 0 && args[0].equals("help")) {
            String[] asked = Arrays.copyOfRange(args, 1, args.length + 1);
            asked[args.length - 1] = "--help";
            return dispatch(asked);
        }
        if (args.length > 0 && commands.containsKey(args[0])) {
            if (args.length > 1 && args[0].equals("fdt") && fdtCommands.containsKey(args[1])) {
                return execute(line("bindscope fdt " + args[1], fdtCommands.get(args[1]).get()), args, 2);
            }
            CommandLine line = line("bindscope " + args[0], commands.get(args[0]).get());
            if (args[0].equals("fdt")) {
                fdtCommands.forEach((name, maker) -> line.addSubcommand(name, maker.get()));
            }
            return execute(line, args, 1);
        }
        CommandLine root = line("bindscope", new RootCommand());
        commands.forEach((name, maker) -> root.addSubcommand(name, maker.get()));
        if (args.length > 0 && !args[0].startsWith("-")) {
            throw new CommandException("'" + args[0] + "' is no command; expected one of "
                    + String.join(", ", commands.keySet()) + " (see bindscope --help)");
        }
        return execute(root, args, 0);
    }

    private static CommandLine line(String name, Object command) {
        CommandLine line = new CommandLine(command);
        line.setCommandName(name);
        line.setUsageHelpWidth(USAGE_WIDTH);
        line.setExpandAtFiles(false);
        return line;
    }

    private int execute(CommandLine line, String[] args, int from) throws CommandException, IOException {
        line.parseArgs(Arrays.copyOfRange(args, from, args.length));
        if (line.isUsageHelpRequested()) {
            console.print(line.getUsageMessage(Ansi.OFF));
            return Command.ANSWERED;
        }
        if (line.isVersionHelpRequested()) {
            console.print("bindscope " + ProductVersion.text() + "\n");
            return Command.ANSWERED;
        }
        Command command = line.getCommand();
        return command.run(console);
    }

    private static String words(ParameterException e) {
        String message = e.getMessage() == null ? "bad words" : e.getMessage();
        return message.replaceAll("\\s*\\R\\s*", " ");
    }

    /**
     * A reader that goes away early (as {@code head} does) has what it wanted; a full disk has not.
     */
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
