package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import weft.AbstractEventLoop;
import weft.ExceptionContext;
import weft.testkit.LeakCheck;

import java.util.ArrayList;
import java.util.List;

/** What becomes of a failure that nobody handles. */
@ExtendWith(LeakCheck.class)
class ExceptionHandlerTest {
    @RegisterExtension final CapturedLog logged = new CapturedLog();

    @Test
    void defaultHandlerLogsTheMessageTheDetailsAndTheException() {
        Exception failure = new ArithmeticException("by zero");
        try (AbstractEventLoop loop = SimulatedLoops.newLoop()) {
            loop.defaultExceptionHandler(context(failure));
        }
        assertEquals(List.of("it went wrong%nwhere: here".formatted()), logged.about("wrong"));
        assertSame(failure, logged.thrown().get(0));
    }

    @Test
    void handlerOfTheUsersMayPassOnToTheDefaultOne() {
        List<String> seen = new ArrayList<>();
        try (AbstractEventLoop loop = SimulatedLoops.newLoop()) {
            loop.setExceptionHandler(
                    (handled, context) -> {
                        seen.add(context.message());
                        handled.defaultExceptionHandler(context);
                    });
            loop.callExceptionHandler(context(new ArithmeticException()));
        }
        assertEquals(List.of("it went wrong"), seen);
        assertEquals(1, logged.about("it went wrong").size());
    }

    private static ExceptionContext context(Exception failure) {
        return new ExceptionContext("it went wrong")
                .with("exception", failure)
                .with("where", "here");
    }
}
