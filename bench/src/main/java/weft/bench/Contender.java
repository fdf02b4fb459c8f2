package weft.bench;

import java.util.List;

/**
 * A server to measure: a program that prints {@code listening on HOST:PORT} and echoes until
 * SIGTERM.
 *
 * @param name what the report calls it
 * @param command the program and its arguments
 * @param needsWarmUp whether it gets faster while it runs, as a JVM does
 * @param absent why it cannot run here, empty when it can
 * @param brief whether it takes part in the first scenarios only, and leaves the others more time
 * @param processes how many processes of it take turns, 1 or more
 */
record Contender(
        String name,
        List<String> command,
        boolean needsWarmUp,
        String absent,
        boolean brief,
        int processes) {
    /** A server that runs here as it is: native code, or an interpreter without a compiler. */
    static Contender steady(String name, List<String> command) {
        return new Contender(name, command, false, "", false, 1);
    }

    /** A server that has to be warmed before it is measured. */
    static Contender warming(String name, List<String> command) {
        return new Contender(name, command, true, "", false, 1);
    }

    /** A server that cannot run here: it gets a row that says why. */
    static Contender absent(String name, String reason) {
        return new Contender(name, List.of(), false, reason, false, 1);
    }

    Contender {
        command = List.copyOf(command);
        if (command.isEmpty() == absent.isEmpty()) {
            throw new IllegalArgumentException("either a command or a reason: " + name);
        }
        if (processes < 1) {
            throw new IllegalArgumentException("processes not positive: " + processes);
        }
    }

    /** Returns the same server under another name. */
    Contender renamed(String other) {
        return new Contender(other, command, needsWarmUp, absent, brief, processes);
    }

    /** Returns the same server for the first scenarios only. */
    Contender briefly() {
        return new Contender(name, command, needsWarmUp, absent, true, processes);
    }

    /** Returns the same server, of which so many processes take turns. */
    Contender inProcesses(int number) {
        return new Contender(name, command, needsWarmUp, absent, brief, number);
    }
}
