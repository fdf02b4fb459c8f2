package weft.testkit.coroutines;

import org.junit.jupiter.api.extension.ExtendWith;

import weft.AbstractEventLoop;
import weft.testkit.LeakCheck;

/**
 * Checks futures, tasks, eager tasks, contexts and conversions on a loop. A subclass supplies the
 * loop; the rules are the interfaces.
 */
@ExtendWith(LeakCheck.class)
public abstract class FutureContract
        implements FutureRules,
                FutureReportRules,
                TaskRules,
                TaskCancelRules,
                EagerTaskRules,
                ContextRules,
                ConversionRules {
    /** Creates the suite. */
    protected FutureContract() {}

    @Override
    public abstract AbstractEventLoop newLoop();
}
