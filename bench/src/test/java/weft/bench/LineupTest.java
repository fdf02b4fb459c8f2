package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

class LineupTest {
    private static final Cores UNPINNED = new Cores(-1, -1, "a test");

    private final List<EchoServer> started = new ArrayList<>();
    private final List<Integer> upBeforeEach = new ArrayList<>();
    private final Lineup lineup = new Lineup(this::start, started::add);

    @AfterEach
    void end() {
        started.forEach(EchoServer::close);
    }

    private EchoServer start(Contender contender) throws IOException {
        upBeforeEach.add(lineup.listening().size());
        return EchoServer.start(contender, UNPINNED);
    }

    private static Contender shell(String name, String script) {
        return Contender.steady(name, List.of("sh", "-c", script));
    }

    private static Contender listening(String name) {
        return shell(name, "echo listening on 127.0.0.1:9; read line");
    }

    @Test
    void noMoreThanAFewAreStartingAtATime() throws InterruptedException {
        int count = 2 * Lineup.AT_ONCE + 1;
        List<Contender> contenders =
                IntStream.range(0, count).mapToObj(i -> listening("server " + i)).toList();
        var shown = new ArrayList<Integer>();
        lineup.start(contenders, shown::add);
        assertEquals(
                contenders,
                lineup.listening().stream().map(EchoServer::contender).toList(),
                "all listen, in order");
        for (int i = 0; i < count; i++) {
            assertTrue(i - upBeforeEach.get(i) < Lineup.AT_ONCE, upBeforeEach.toString());
        }
        assertEquals(List.of(0, Lineup.AT_ONCE, 2 * Lineup.AT_ONCE), shown);
    }

    @Test
    void whatDoesNotStartIsAbsentWithTheReasonAndTheOthersGoOn() throws InterruptedException {
        lineup.start(
                List.of(
                        listening("first"),
                        shell("refusing", "echo no >&2; exit 4"),
                        Contender.steady("no such program", List.of("/no/such/program")),
                        Contender.absent("missing", "not installed"),
                        listening("last")),
                up -> {});
        assertEquals(
                List.of("first", "last"),
                lineup.listening().stream().map(one -> one.contender().name()).toList());
        assertEquals(3, lineup.absent().size());
        for (Row row : lineup.absent()) {
            assertTrue(row.problem().startsWith("absent: "), row.name() + ": " + row.problem());
        }
    }

    @Test
    void aServerThatDiedIsStartedAgain() throws InterruptedException {
        lineup.start(List.of(listening("mortal"), listening("other")), up -> {});
        EchoServer mortal = lineup.listening().getFirst();
        mortal.close();
        assertFalse(mortal.isAlive());
        lineup.restartDead();
        assertEquals(2, lineup.listening().size());
        assertTrue(lineup.listening().stream().allMatch(EchoServer::isAlive));
        assertEquals(3, started.size(), "the one that lives was left alone");
    }
}
