package weft.testkit.trace;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a scenario says about a protocol. */
final class ProtocolSpec {
    private final JsonObject spec;
    private final Set<String> silent = new HashSet<>();

    ProtocolSpec(JsonObject spec) {
        this.spec = spec;
        if (spec.has("silent")) {
            for (JsonElement callback : spec.getAsJsonArray("silent")) {
                silent.add(callback.getAsString());
            }
        }
    }

    /** Returns what to run in a callback. */
    List<Instruction> body(String callback) {
        return Instruction.bodyOf(spec.get(callback));
    }

    boolean isSilent(String callback) {
        return silent.contains(callback);
    }

    boolean keepsOpen() {
        return spec.has("keep_open") && spec.get("keep_open").getAsBoolean();
    }

    boolean isBuffered() {
        return spec.has("buffered") && spec.get("buffered").getAsBoolean();
    }

    /** Returns how many bytes to collect before they count as data. */
    int leastBytes() {
        return spec.has("at_least") ? spec.get("at_least").getAsInt() : 1;
    }
}
