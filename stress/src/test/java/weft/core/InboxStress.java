package weft.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** The races of an {@link Inbox}. What is not listed as an outcome is forbidden. */
public final class InboxStress {
    private InboxStress() {}

    /** Two threads push at once: one is the first, and the loop sees it first. */
    @JCStressTest
    @Outcome(id = "FIRST, FOLLOWING, ab", expect = ACCEPTABLE, desc = "a came first")
    @Outcome(id = "FOLLOWING, FIRST, ba", expect = ACCEPTABLE, desc = "b came first")
    @State
    public static class TwoProducers {
        private final Inbox inbox = new Inbox();

        /** Pushes an entry. */
        @Actor
        public void pushOne(LLL_Result result) {
            result.r1 = inbox.push(new Item("a"));
        }

        /** Pushes the other entry. */
        @Actor
        public void pushOther(LLL_Result result) {
            result.r2 = inbox.push(new Item("b"));
        }

        /** Takes both out. */
        @Arbiter
        public void drain(LLL_Result result) {
            result.r3 = Item.letters(inbox::drain);
        }
    }

    /**
     * The loop empties the inbox while a thread pushes twice: nothing is lost, doubled or
     * exchanged, and whatever comes after the emptying is a first one again.
     */
    @JCStressTest
    @Outcome(id = "FIRST FOLLOWING, , ab", expect = ACCEPTABLE, desc = "looked too early")
    @Outcome(id = "FIRST FIRST, a, b", expect = ACCEPTABLE, desc = "looked between the two")
    @Outcome(id = "FIRST FOLLOWING, ab, ", expect = ACCEPTABLE, desc = "took both")
    @State
    public static class ProducerAndConsumer {
        private final Inbox inbox = new Inbox();

        /** Pushes two entries. */
        @Actor
        public void push(LLL_Result result) {
            Inbox.Pushed first = inbox.push(new Item("a"));
            Inbox.Pushed second = inbox.push(new Item("b"));
            result.r1 = first + " " + second;
        }

        /** Empties the inbox. */
        @Actor
        public void drain(LLL_Result result) {
            result.r2 = Item.letters(inbox::drain);
        }

        /** Takes out what is left. */
        @Arbiter
        public void drainRest(LLL_Result result) {
            result.r3 = Item.letters(inbox::drain);
        }
    }

    /** The inbox is closed while a thread pushes: an entry is either handed out or refused. */
    @JCStressTest
    @Outcome(id = "FIRST, FOLLOWING, ab, ", expect = ACCEPTABLE, desc = "closed behind them")
    @Outcome(id = "FIRST, REFUSED, a, ", expect = ACCEPTABLE, desc = "closed between them")
    @Outcome(id = "REFUSED, REFUSED, , ", expect = ACCEPTABLE, desc = "closed before them")
    @State
    public static class Closing {
        private final Inbox inbox = new Inbox();

        /** Pushes two entries. */
        @Actor
        public void push(LLLL_Result result) {
            result.r1 = inbox.push(new Item("a"));
            result.r2 = inbox.push(new Item("b"));
        }

        /** Closes the inbox. */
        @Actor
        public void close(LLLL_Result result) {
            result.r3 = Item.letters(inbox::close);
        }

        /** Looks again, as the loop's thread may do after closing. */
        @Arbiter
        public void drain(LLLL_Result result) {
            result.r4 = Item.letters(inbox::drain);
            if (inbox.push(new Item("c")) != Inbox.Pushed.REFUSED) {
                result.r4 = "open again";
            }
        }
    }
}
