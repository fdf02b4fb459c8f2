package weft.testkit.coroutines;

import org.junit.jupiter.api.extension.ExtendWith;

import weft.AbstractEventLoop;
import weft.testkit.LeakCheck;

/**
 * Checks {@code gather}, {@code wait}, {@code waitFor}, timeouts, {@code shield}, {@code
 * asCompleted} and task groups on a loop. A subclass supplies the loop; the rules are the
 * interfaces.
 */
@ExtendWith(LeakCheck.class)
public abstract class CombinatorContract
        implements GatherRules,
                GatherCancelRules,
                WaitRules,
                WaitForRules,
                ShieldRules,
                AsCompletedRules,
                TimeoutRules,
                TimeoutNestingRules,
                TaskGroupRules,
                TaskGroupFailureRules,
                TaskGroupNestingRules {
    /** Creates the suite. */
    protected CombinatorContract() {}

    @Override
    public abstract AbstractEventLoop newLoop();
}
