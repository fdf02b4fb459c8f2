package weft.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

import weft.AbstractEventLoop;
import weft.ExceptionContext;
import weft.ProviderEventLoopPolicy;
import weft.spi.EventLoopProvider;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Checks what a loop promises about coroutines as virtual threads: that blocking calls and locks
 * hold up nobody else, what interrupts mean, and how they end when their loop does. Extend it and
 * say what makes the loop. Tests tagged {@code jdk24} need a JDK of that version, where monitors do
 * not pin.
 */
@ExtendWith(LeakCheck.class)
public abstract class CoroutineContract implements ThreadRules, ClosingRules {
    private final List<ExceptionContext> reports = Collections.synchronizedList(new ArrayList<>());
    private AbstractEventLoop loop;

    /** Creates the suite; JUnit does this. */
    protected CoroutineContract() {}

    /**
     * Returns what makes the loop.
     *
     * @return a provider, of a public class with a public constructor without parameters
     */
    protected abstract EventLoopProvider provider();

    /** Makes the loop of a test. */
    @BeforeEach
    public final void openTestedLoop() {
        loop = openLoop();
        loop.setExceptionHandler((where, context) -> reports.add(context));
    }

    /** Closes the loop, and fails if it reported what nobody expected. */
    @AfterEach
    public final void closeTestedLoop() {
        loop.close();
        assertEquals(List.of(), takeReports(), "unexpected reports");
    }

    @Override
    public final EventLoopProvider loopProvider() {
        return provider();
    }

    @Override
    public final AbstractEventLoop loop() {
        return loop;
    }

    @Override
    public final AbstractEventLoop openLoop() {
        return ProviderEventLoopPolicy.newEventLoop(LentChunks.counting(provider()));
    }

    @Override
    public final List<ExceptionContext> takeReports() {
        List<ExceptionContext> taken = List.copyOf(reports);
        reports.clear();
        return taken;
    }
}
