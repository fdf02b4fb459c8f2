package weft.testkit.coroutines;

import org.junit.jupiter.api.extension.ExtendWith;

import weft.testkit.LeakCheck;

/**
 * Checks what runs a program on a loop and what looks at it: runners, executors, threads of
 * libraries, signals, debug mode and call graphs. An implementation supplies the loop; the rules
 * are the interfaces.
 */
@ExtendWith(LeakCheck.class)
public interface RunningContract
        extends RunnerRules,
                ExecutorRules,
                ToThreadRules,
                LibraryThreadRules,
                LibraryThreadEndRules,
                CoroutineExecutorRules,
                SignalRules,
                CallGraphRules {}
