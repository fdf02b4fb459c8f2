package weft.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Starts servers a few at a time. All of them together would take turns on one core, and the last
 * of three dozen JVMs would be silent for as long as all others need.
 */
final class Lineup {
    /** Enough that a server which waits for something holds nobody up. */
    static final int AT_ONCE = 4;

    private final Starter starter;
    private final Consumer<EchoServer> started;
    private final List<EchoServer> listening = new ArrayList<>();
    private final Map<String, Row> absent = new LinkedHashMap<>();

    /** Starts a server's process, which need not listen yet. */
    interface Starter {
        EchoServer start(Contender contender) throws IOException;
    }

    /**
     * Describes how servers are started.
     *
     * @param starter starts one
     * @param started is told of each process, so that none outlives the run
     */
    Lineup(Starter starter, Consumer<EchoServer> started) {
        this.starter = starter;
        this.started = started;
    }

    /**
     * Starts all processes of servers, and waits until each of them listens or has failed.
     *
     * @param progress is told how many are done each time before the next few
     */
    void start(List<Contender> contenders, IntConsumer progress) throws InterruptedException {
        List<Contender> processes =
                contenders.stream()
                        .flatMap(one -> Collections.nCopies(one.processes(), one).stream())
                        .toList();
        for (int from = 0; from < processes.size(); from += AT_ONCE) {
            progress.accept(from);
            startTogether(processes.subList(from, Math.min(from + AT_ONCE, processes.size())));
        }
    }

    private void startTogether(List<Contender> contenders) throws InterruptedException {
        var starting = new ArrayList<EchoServer>();
        for (Contender contender : contenders) {
            if (!contender.absent().isEmpty()) {
                noteAbsent(contender, contender.absent());
                continue;
            }
            try {
                EchoServer server = starter.start(contender);
                started.accept(server);
                starting.add(server);
            } catch (IOException failure) {
                noteAbsent(contender, failure.getMessage());
            }
        }
        for (EchoServer server : starting) {
            admit(server);
        }
    }

    private void admit(EchoServer server) throws InterruptedException {
        try {
            server.awaitListening();
            listening.add(server);
        } catch (IOException failure) {
            server.close();
            noteAbsent(server.contender(), failure.getMessage());
        }
    }

    /** Notes the reason, once for all processes of a server. */
    private void noteAbsent(Contender contender, String reason) {
        absent.computeIfAbsent(contender.name(), name -> Row.absent(name, reason));
    }

    /** Starts a server that died anew; it keeps no place among those that listen if it cannot. */
    void restartDead() throws InterruptedException {
        for (EchoServer server : List.copyOf(listening)) {
            if (!server.isAlive()) {
                listening.remove(server);
                startTogether(List.of(server.contender()));
            }
        }
    }

    /** Returns the servers that listen, in the order they were started. */
    List<EchoServer> listening() {
        return List.copyOf(listening);
    }

    /** Returns a row for each contender that is not there, with the reason. */
    List<Row> absent() {
        return List.copyOf(absent.values());
    }
}
