package weft.bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An event loop of CPython's whose single operations are measured, each time in a process of its
 * own.
 *
 * @param name asyncio or uvloop
 * @param command the interpreter and the script, empty if it is not there
 * @param version the interpreter's and the module's
 * @param absent why it is not there, empty if it is
 */
record OperationPeer(String name, List<String> command, String version, String absent) {
    static final int REPETITIONS = 5;

    /** The slowest operation takes 10 µs here, and there are 120,000 of it. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    OperationPeer {
        command = List.copyOf(command);
    }

    /** Returns asyncio, which others are compared with, and uvloop, on the first python3 found. */
    static List<OperationPeer> find(Programs programs) throws IOException, InterruptedException {
        String script = programs.unpack("peers/asyncio_operations.py").toString();
        var peers = new ArrayList<OperationPeer>();
        for (String module : List.of("asyncio", "uvloop")) {
            peers.add(of(module, Peers.pythonWith(module), script));
        }
        return peers;
    }

    static OperationPeer of(String module, Optional<Path> python, String script)
            throws InterruptedException {
        if (python.isEmpty()) {
            return new OperationPeer(module, List.of(), "", "no python3 has the module " + module);
        }
        String program = python.get().toString();
        String version = Versions.ofPython(program, List.of(module));
        return new OperationPeer(module, List.of(program, script, module), version, "");
    }

    /**
     * Measures an operation.
     *
     * @return the nanoseconds of one, in each repetition
     * @throws IOException if the interpreter fails
     */
    List<Double> measure(Operation operation) throws IOException, InterruptedException {
        var words = new ArrayList<>(command);
        words.add(operation.script());
        words.add(Integer.toString(REPETITIONS));
        try (ChildProcess process = ChildProcess.start(words)) {
            String line = process.readLine(PATIENCE);
            return JsonParser.parseString(line).getAsJsonArray().asList().stream()
                    .map(JsonElement::getAsDouble)
                    .toList();
        } catch (JsonParseException | IllegalStateException malformed) {
            throw new IOException(name + " gave no figures: " + malformed.getMessage(), malformed);
        }
    }
}
