package weft.testkit.coroutines;

import org.junit.jupiter.api.extension.ExtendWith;

import weft.testkit.LeakCheck;

/**
 * Checks locks, events, conditions, semaphores, barriers and queues on a loop. A subclass supplies
 * the loop; the rules are the interfaces.
 */
@ExtendWith(LeakCheck.class)
public interface SynchronizationContract
        extends LockRules,
                EventRules,
                ConditionRules,
                SemaphoreRules,
                BarrierRules,
                BarrierEndRules,
                QueueRules,
                QueueEndRules {}
