package weft.policy;

import org.jspecify.annotations.Nullable;

import java.util.function.UnaryOperator;

/** Names the loop the user asked for, and where. */
record LoopRequest(String name, String source) {
    static final String PROPERTY = "weft.loop";
    static final String VARIABLE = "WEFT_LOOP";

    /** Returns what the system property or else the environment asks for, or null. */
    static @Nullable LoopRequest ofProcess() {
        return of(System::getProperty, System::getenv);
    }

    static @Nullable LoopRequest of(
            UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> variables) {
        String property = properties.apply(PROPERTY);
        if (property != null && !property.isBlank()) {
            return new LoopRequest(property.strip(), "-D" + PROPERTY);
        }
        String variable = variables.apply(VARIABLE);
        if (variable != null && !variable.isBlank()) {
            return new LoopRequest(variable.strip(), VARIABLE);
        }
        return null;
    }
}
