package weft.testkit.trace;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One instruction of a scenario: its name and its arguments, counted from 0. */
record Instruction(String name, JsonArray arguments) {
    static List<Instruction> bodyOf(@Nullable JsonElement body) {
        List<Instruction> instructions = new ArrayList<>();
        if (body != null) {
            for (JsonElement each : body.getAsJsonArray()) {
                JsonArray array = each.getAsJsonArray().deepCopy();
                instructions.add(new Instruction(array.remove(0).getAsString(), array));
            }
        }
        return instructions;
    }

    boolean has(int index) {
        return index < arguments.size();
    }

    String text(int index) {
        return arguments.get(index).getAsString();
    }

    byte[] bytes(int index) {
        return text(index).getBytes(StandardCharsets.UTF_8);
    }

    int number(int index) {
        return arguments.get(index).getAsInt();
    }

    JsonObject object(int index) {
        return arguments.get(index).getAsJsonObject();
    }

    List<String> texts(int index) {
        List<String> texts = new ArrayList<>();
        arguments.get(index).getAsJsonArray().forEach(each -> texts.add(each.getAsString()));
        return texts;
    }

    /** Returns the body given as an argument, or an empty one if it was left out. */
    List<Instruction> body(int index) {
        return bodyOf(has(index) ? arguments.get(index) : null);
    }

    /** Returns a null, a boolean, a number or a text. */
    @Nullable Object value(int index) {
        JsonElement element = arguments.get(index);
        if (element.isJsonNull()) {
            return null;
        }
        JsonPrimitive primitive = element.getAsJsonPrimitive();
        if (primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        return primitive.isNumber() ? primitive.getAsNumber() : primitive.getAsString();
    }

    @Override
    public String toString() {
        return name + arguments;
    }
}
