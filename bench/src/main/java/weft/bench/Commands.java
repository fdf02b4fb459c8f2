package weft.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import weft.bench.load.LoadMain;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Lists the commands of a run for its report, so that whoever doubts a figure can run them by hand.
 * What is compiled is in a directory that goes away, so it is named without one. Where the load
 * generator finds the server is not known before the server runs: {@code HOST}, {@code PORT}, and
 * {@code PID} for the process whose CPU time it reads.
 */
final class Commands {
    private final JsonObject commands = new JsonObject();
    private final Cores cores;

    private Commands(Cores cores) {
        this.cores = cores;
    }

    static JsonObject describe(Plan plan, Cores cores, Optional<Path> compiler) {
        var description = new Commands(cores);
        description.reference(compiler);
        for (Contender contender : plan.contenders()) {
            if (contender.absent().isEmpty()) {
                description.add(contender.name(), cores.onServerCore(contender.command()));
            }
        }
        description.loads(plan, compiler);
        return description.commands;
    }

    private void reference(Optional<Path> compiler) {
        if (compiler.isEmpty()) {
            add("reference", cores.onServerCore(Peers.nettyEpoll().command()));
            return;
        }
        Programs.compilations(compiler.get())
                .forEach((program, command) -> add("to compile " + program, command));
        add("reference", cores.onServerCore(List.of(Programs.REFERENCE)));
    }

    private void loads(Plan plan, Optional<Path> compiler) {
        List<String> program =
                compiler.isPresent()
                        ? List.of(Programs.LOAD)
                        : Contenders.java(List.of(), LoadMain.class, List.of());
        for (Scenario scenario : plan.scenarios()) {
            load("load generator, " + scenario.title(), program, scenario);
        }
        if (plan.idleConnections() > 0) {
            load(
                    "load generator, idle connections",
                    program,
                    IdleMeasurement.scenario(plan.idleConnections()));
        }
    }

    private void load(String title, List<String> program, Scenario scenario) {
        add(
                title,
                cores.onClientCore(
                        LoadGenerator.command(program, "HOST", "PORT", "PID", scenario)));
    }

    private void add(String title, List<String> command) {
        var words = new JsonArray();
        command.forEach(words::add);
        commands.add(title, words);
    }
}
