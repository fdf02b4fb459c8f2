package weft.testkit.trace;

import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;

import weft.CancelledError;
import weft.ContextVar;

/** The instructions that log, throw, catch and repeat, and those on context variables. */
final class ControlInstructions {
    private static final ContextVar<String> VARIABLE = new ContextVar<>("variable", "unset");

    private final Stage stage;

    private ControlInstructions(Stage stage) {
        this.stage = stage;
    }

    static void define(Stage stage) {
        ControlInstructions here = new ControlInstructions(stage);
        stage.define("log", i -> stage.log(i.text(0)));
        stage.define("time", i -> stage.log("time " + stage.clock().ticks()));
        stage.define("advance", i -> stage.clock().advance(i.number(0)));
        stage.define("set_variable", i -> VARIABLE.set(i.text(0)));
        stage.define("get_variable", i -> stage.log("variable " + VARIABLE.get()));
        stage.define("raise", ControlInstructions::raise);
        stage.define("raise_fatal", ControlInstructions::raiseFatal);
        stage.define("raise_cancelled", ControlInstructions::raiseCancelled);
        stage.define("return", ControlInstructions::returnValue);
        stage.defineCatching("repeat", here::repeat);
        stage.defineCatching("try", here::tryAndCatch);
        stage.defineCatching("caught", (i, caught) -> here.logCaught(caught));
        stage.defineCatching("reraise", (i, caught) -> reraise(caught));
    }

    private static void raise(Instruction instruction) {
        throw new ScenarioException(instruction.text(0));
    }

    private static void raiseFatal(Instruction instruction) {
        throw new FatalScenarioError(instruction.text(0));
    }

    private static void raiseCancelled(Instruction instruction) {
        throw new CancelledError();
    }

    private static void returnValue(Instruction instruction) {
        throw new ReturnSignal(instruction.value(0));
    }

    private void repeat(Instruction instruction, @Nullable Throwable caught) throws Exception {
        for (int count = instruction.number(0); count > 0; count--) {
            stage.run(instruction.body(1), caught);
        }
    }

    private void tryAndCatch(Instruction instruction, @Nullable Throwable caught) throws Exception {
        JsonObject clauses = instruction.object(1);
        try {
            stage.run(instruction.body(0), caught);
        } catch (ReturnSignal e) {
            throw e;
        } catch (CancelledError e) {
            runClause(clauses, "cancelled", e);
        } catch (Exception | FatalScenarioError e) {
            runClause(clauses, "error", e);
        } finally {
            stage.run(Instruction.bodyOf(clauses.get("finally")), caught);
        }
    }

    private void runClause(JsonObject clauses, String name, Throwable problem) throws Exception {
        if (!clauses.has(name)) {
            reraise(problem);
        }
        stage.run(Instruction.bodyOf(clauses.get(name)), problem);
    }

    private void logCaught(@Nullable Throwable caught) {
        stage.log("caught " + Words.describe(caught));
    }

    private static void reraise(@Nullable Throwable caught) throws Exception {
        switch (caught) {
            case Exception e -> throw e;
            case Error e -> throw e;
            case null, default -> throw new IllegalArgumentException("nothing was caught");
        }
    }
}
