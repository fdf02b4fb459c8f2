package weft.testkit.coroutines;

import org.junit.jupiter.api.extension.ExtendWith;

import weft.testkit.LeakCheck;

/**
 * Checks {@code gather}, {@code wait}, {@code waitFor}, timeouts, {@code shield}, {@code
 * asCompleted} and task groups on a loop. An implementation supplies the loop; the rules are the
 * interfaces.
 */
@ExtendWith(LeakCheck.class)
public interface CombinatorContract
        extends GatherRules,
                GatherCancelRules,
                WaitRules,
                WaitForRules,
                ShieldRules,
                AsCompletedRules,
                TimeoutRules,
                TimeoutNestingRules,
                TaskGroupRules,
                TaskGroupFailureRules,
                TaskGroupNestingRules {}
