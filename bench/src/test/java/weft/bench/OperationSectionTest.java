package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import weft.bench.report.OperationTable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class OperationSectionTest {
    private static final OperationPeer ASYNCIO =
            new OperationPeer("asyncio", List.of("python3"), "Python 3", "");

    @Test
    void theRatioHasTheSpreadOfBothSides() {
        List<Double> ratios = OperationSection.ratios(List.of(10.0, 20.0), List.of(100.0, 200.0));
        assertEquals(List.of(0.1, 0.05, 0.2, 0.1), ratios);
    }

    @Test
    void aRowHasBothFiguresAndTheirRatio() {
        var section = new OperationSection(List.of(ASYNCIO));
        section.add(
                Operation.ALL.getFirst(),
                "select",
                List.of(50.0, 40.0, 60.0),
                Map.of("asyncio", List.of(1_000.0, 1_000.0)));
        JsonObject row = section.json().getAsJsonArray("rows").get(0).getAsJsonObject();
        assertEquals("select", row.get("loop").getAsString());
        assertEquals(50, row.get("nanos").getAsDouble());
        JsonObject peer = row.getAsJsonArray("peers").get(0).getAsJsonObject();
        assertEquals(1_000, peer.get("nanos").getAsDouble());
        assertEquals(0.05, peer.get("ratio").getAsDouble(), 1e-9);
        assertEquals(0.0425, peer.get("ratioFirstQuartile").getAsDouble(), 1e-9);
        assertEquals(2, peer.getAsJsonArray("samples").size());
    }

    @Test
    void anInterpreterThatIsNotThereIsNamed() throws InterruptedException {
        OperationPeer missing = OperationPeer.of("uvloop", Optional.empty(), "script");
        var section = new OperationSection(List.of(ASYNCIO, missing));
        section.add(
                Operation.ALL.getFirst(),
                "select",
                List.of(50.0),
                Map.of("asyncio", List.of(1_000.0)));
        section.fail(ASYNCIO, "queue: ended with status 1");
        String text = OperationTable.text(section.json());
        assertTrue(text.contains("no python3 has the module uvloop"), text);
        assertTrue(text.contains("queue: ended with status 1"), text);
        assertTrue(text.contains("0.050"), text);
    }

    @Test
    void everyOperationHasItsBenchmarkOnEveryLoop() {
        for (Operation operation : Operation.ALL) {
            List<MicroBenchmarks.Part> parts =
                    MicroBenchmarks.parts("\\." + operation.benchmark() + "$");
            assertEquals(
                    List.of("io_uring", "epoll", "select"),
                    parts.stream().flatMap(part -> part.loop().stream()).toList());
        }
        List<MicroBenchmarks.Part> others = MicroBenchmarks.parts("VirtualThread.*startAndJoin");
        assertEquals(1, others.size());
        assertTrue(others.getFirst().loop().isEmpty(), "CPython has no such thing");
    }

    @Test
    void asyncioMeasuresEveryOperation() throws IOException, InterruptedException {
        try (var programs = new Programs()) {
            OperationPeer asyncio = OperationPeer.find(programs).getFirst();
            if (Boolean.parseBoolean(System.getenv("WEFT_REQUIRE_PEERS"))) {
                assertEquals("", asyncio.absent());
            }
            assumeTrue(asyncio.absent().isEmpty(), asyncio.absent());
            assertTrue(asyncio.version().startsWith("Python 3"), asyncio.version());
            for (Operation operation : Operation.ALL) {
                List<Double> nanos = asyncio.measure(operation);
                assertEquals(OperationPeer.REPETITIONS, nanos.size(), operation.script());
                // No interpreter takes less than this for one, nor a millisecond.
                assertTrue(
                        nanos.stream().allMatch(each -> each > 20 && each < 1e6),
                        operation.script() + ": " + nanos);
            }
        }
    }

    @Test
    void anInterpreterThatFailsSaysWhy(@TempDir Path directory) throws IOException {
        Path script = directory.resolve("failing.sh");
        Files.writeString(script, "echo no such module >&2; exit 3");
        var failing = new OperationPeer("asyncio", List.of("sh", script.toString()), "", "");
        String message =
                assertThrows(IOException.class, () -> failing.measure(Operation.ALL.getFirst()))
                        .getMessage();
        assertTrue(message.contains("status 3: no such module"), message);
    }
}
