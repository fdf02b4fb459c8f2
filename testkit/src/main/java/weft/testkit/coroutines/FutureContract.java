package weft.testkit.coroutines;

import org.junit.jupiter.api.extension.ExtendWith;

import weft.testkit.LeakCheck;

/**
 * Checks futures, tasks, awaits, eager tasks, contexts and conversions on a loop. An implementation
 * supplies the loop; the rules are the interfaces.
 */
@ExtendWith(LeakCheck.class)
public interface FutureContract
        extends FutureRules,
                FutureReportRules,
                TaskRules,
                TaskCancelRules,
                AwaitRules,
                EagerTaskRules,
                ContextRules,
                ConversionRules {}
