package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

import java.util.List;

class CoresTest {
    @Test
    void listsHoldNumbersAndRanges() {
        assertEquals(List.of(0, 1, 2, 3, 8), Cores.parseList(" 0-3,8\n"));
        assertEquals(List.of(5), Cores.parseList("5"));
    }

    @Test
    void serversAndClientsGetACoreEach() {
        var cores = new Cores(2, 3, "");
        assertEquals(
                List.of("taskset", "-c", "2", "server"), cores.onServerCore(List.of("server")));
        assertEquals(
                List.of("taskset", "-c", "3", "client"), cores.onClientCore(List.of("client")));
    }

    @Test
    void withoutCoresNothingIsPinned() {
        var cores = new Cores(-1, -1, "one core only");
        assertEquals(List.of("server"), cores.onServerCore(List.of("server")));
    }

    @Test
    void thisMachineEitherHasTwoCoresOrSaysWhyNot() {
        Cores cores = Cores.choose();
        if (cores.note().isEmpty()) {
            assertNotEquals(cores.server(), cores.client());
        } else {
            assertEquals(-1, cores.server());
        }
    }
}
