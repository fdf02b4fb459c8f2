package weft.testkit.coroutines;

import org.junit.jupiter.api.extension.ExtendWith;

import weft.AbstractEventLoop;
import weft.testkit.LeakCheck;

/**
 * Checks what runs a program on a loop and what looks at it: runners, executors, threads of
 * libraries, signals, debug mode and call graphs. A subclass supplies the loop; the rules are the
 * interfaces.
 */
@ExtendWith(LeakCheck.class)
public abstract class RunningContract
        implements RunnerRules,
                ExecutorRules,
                LibraryThreadRules,
                LibraryThreadEndRules,
                CoroutineExecutorRules,
                SignalRules,
                CallGraphRules {
    /** Creates the suite. */
    protected RunningContract() {}

    @Override
    public abstract AbstractEventLoop newLoop();
}
