package weft.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The races between a loop that goes to sleep and threads that hand it something. What is not
 * listed as an outcome is forbidden.
 */
public final class SleepStress {
    private SleepStress() {}

    /**
     * Pushes as {@link Scheduler#enqueueThreadsafe} does; tells whether the loop has to be woken.
     */
    private static boolean pushAndClaim(Inbox inbox, SleepState sleep, String letter) {
        return inbox.push(new Item(letter)) == Inbox.Pushed.FIRST && sleep.claimWakeup();
    }

    /** A push meets a loop that is falling asleep: it never sleeps on an entry unwoken. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "sleeps and is woken")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "saw the entry in time")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "both noticed")
    @State
    public static class FallingAsleep {
        private final Inbox inbox = new Inbox();
        private final SleepState sleep = new SleepState();

        /** Goes to sleep. */
        @Actor
        public void loop(ZZ_Result result) {
            result.r1 = sleep.fallAsleep(inbox);
        }

        /** Pushes. */
        @Actor
        public void producer(ZZ_Result result) {
            result.r2 = pushAndClaim(inbox, sleep, "a");
        }
    }

    /** Two threads push to a loop that sleeps: exactly one of them wakes it. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the one woke it")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the other woke it")
    @State
    public static class TwoProducers {
        private final Inbox inbox = new Inbox();
        private final SleepState sleep = new SleepState();

        /** Starts with a loop that sleeps. */
        public TwoProducers() {
            sleep.fallAsleep(inbox);
        }

        /** Pushes an entry. */
        @Actor
        public void pushOne(ZZ_Result result) {
            result.r1 = pushAndClaim(inbox, sleep, "a");
        }

        /** Pushes the other entry. */
        @Actor
        public void pushOther(ZZ_Result result) {
            result.r2 = pushAndClaim(inbox, sleep, "b");
        }
    }

    /**
     * A loop sleeps twice while a thread pushes twice. It may be woken in vain, since a claim can
     * be overtaken by the end of the sleep; it never sleeps on an entry with no wake-up on its way.
     */
    @JCStressTest
    @Outcome(id = "fine, 0", expect = ACCEPTABLE, desc = "saw all in time")
    @Outcome(id = "fine, 1", expect = ACCEPTABLE, desc = "was woken once")
    @Outcome(id = "fine, 2", expect = ACCEPTABLE, desc = "was woken from both sleeps")
    @State
    public static class TwoSleeps {
        private final Inbox inbox = new Inbox();
        private final SleepState sleep = new SleepState();
        private final AtomicInteger wakeups = new AtomicInteger();
        private boolean sleeps;

        /** Sleeps, wakes up, empties the inbox, and sleeps again. */
        @Actor
        public void loop() {
            sleep.fallAsleep(inbox);
            wakeups.getAndSet(0); // what the poll takes back
            sleep.awaken();
            inbox.drain(entry -> {});
            sleeps = sleep.fallAsleep(inbox);
        }

        /** Pushes twice. */
        @Actor
        public void producer(LL_Result result) {
            int claims = 0;
            for (String letter : new String[] {"a", "b"}) {
                if (pushAndClaim(inbox, sleep, letter)) {
                    claims++;
                    wakeups.incrementAndGet();
                }
            }
            result.r2 = claims;
        }

        /** Looks whether the loop would sleep for ever. */
        @Arbiter
        public void judge(LL_Result result) {
            boolean lost = sleeps && !inbox.isEmpty() && wakeups.get() == 0;
            result.r1 = lost ? "lost" : "fine";
        }
    }
}
