package weft.testkit.trace;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads scenarios and recordings. */
final class TraceLibrary {

    private static final String FOLDER = "/weft/testkit/traces/";

    static final List<Trace> ALL = read();

    private TraceLibrary() {}

    private static List<Trace> read() {
        List<Trace> traces = new ArrayList<>();
        for (JsonElement group : parse("index.json").getAsJsonArray()) {
            readGroup(group.getAsString(), traces);
        }
        return List.copyOf(traces);
    }

    private static void readGroup(String group, List<Trace> traces) {
        JsonArray scenarios = parse("scenarios/" + group + ".json").getAsJsonArray();
        JsonObject recordings =
                parse("recordings/" + group + ".json").getAsJsonObject().getAsJsonObject("traces");
        for (JsonElement each : scenarios) {
            JsonObject scenario = each.getAsJsonObject();
            JsonArray recording = recordings.getAsJsonArray(scenario.get("name").getAsString());
            if (recording == null) {
                throw new IllegalStateException("no recording of " + group + "/" + scenario);
            }
            traces.add(toTrace(group, scenario, recording));
        }
    }

    private static Trace toTrace(String group, JsonObject scenario, JsonArray recording) {
        Set<String> needs = new HashSet<>();
        if (scenario.has("needs")) {
            scenario.getAsJsonArray("needs").forEach(need -> needs.add(need.getAsString()));
        }
        List<String> recorded = new ArrayList<>();
        recording.forEach(event -> recorded.add(toLine(event)));
        return new Trace(
                group,
                scenario.get("name").getAsString(),
                needs,
                scenario.has("slow") && scenario.get("slow").getAsBoolean(),
                !scenario.has("iterations") || scenario.get("iterations").getAsBoolean(),
                Instruction.bodyOf(scenario.get("main")),
                recorded);
    }

    private static String toLine(JsonElement event) {
        if (event.isJsonArray()) {
            JsonArray pair = event.getAsJsonArray();
            return line(pair.get(0).getAsInt(), pair.get(1).getAsString());
        }
        return event.getAsString();
    }

    /** Returns how an event of an iteration reads in a log. */
    static String line(int iteration, String text) {
        return iteration + " " + text;
    }

    private static JsonElement parse(String file) {
        try (InputStream in = TraceLibrary.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new FileNotFoundException("resource " + FOLDER + file);
            }
            return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
