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
 * Checks that an event loop keeps the contract of {@link AbstractEventLoop}: the order of
 * callbacks, timers, futures and tasks, transports and servers. Extend it and say what makes the
 * loop. The rules are those of asyncio; they are grouped as tests of the interfaces this class
 * implements.
 *
 * <p>Every test gets a new loop. A report to its exception handler that the test did not expect
 * fails the test, and so does whatever {@link LeakCheck} finds.
 */
@ExtendWith(LeakCheck.class)
public abstract class LoopContract
        implements LifecycleRules,
                SchedulingRules,
                FutureRules,
                TaskRules,
                TransportRules,
                ServerRules,
                PullRules,
                PullFlowRules {
    private final List<ExceptionContext> reports = Collections.synchronizedList(new ArrayList<>());
    private AbstractEventLoop loop;

    /** Creates the suite; JUnit does this. */
    protected LoopContract() {}

    /**
     * Returns what makes the loops.
     *
     * @return a provider
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
