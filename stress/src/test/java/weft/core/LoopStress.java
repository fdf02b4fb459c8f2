package weft.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

import weft.Asyncio;
import weft.Context;
import weft.Future;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Other threads meet whole loops that would sleep for ever without them: what they hand over always
 * arrives. A hang is a failure, as is every outcome that is not listed.
 */
public final class LoopStress {
    private LoopStress() {}

    /** A callback from another thread meets a loop that begins to run and falls asleep. */
    @JCStressTest
    @Outcome(id = "ended", expect = ACCEPTABLE, desc = "the callback ran")
    @State
    public static class CallSoonThreadsafe {
        private final CoreEventLoop loop = new CoreEventLoop(new ParkingBackend());

        /** Runs the loop until it is stopped. */
        @Actor
        public void loop(L_Result result) {
            loop.runForever();
            result.r1 = "ended";
        }

        /** Stops the loop. */
        @Actor
        public void other() {
            loop.callSoonThreadsafe(loop::stop);
        }
    }

    /** A callback from another thread meets a loop that closes: it is taken or refused. */
    @JCStressTest
    @Outcome(id = "taken", expect = ACCEPTABLE, desc = "came before the closing")
    @Outcome(id = "refused", expect = ACCEPTABLE, desc = "came after it")
    @State
    public static class CallSoonWhileClosing {
        private final CoreEventLoop loop = new CoreEventLoop(new ParkingBackend());

        /** Closes the loop. */
        @Actor
        public void loop() {
            loop.close();
        }

        /** Hands it a callback. */
        @Actor
        public void other(L_Result result) {
            try {
                loop.callSoonThreadsafe(loop::stop);
                result.r1 = "taken";
            } catch (IllegalStateException e) {
                result.r1 = "refused";
            }
        }
    }

    /** A virtual thread is resumed while its loop closes: it runs once, on whatever thread. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "neither dropped nor doubled")
    @State
    public static class ResumeWhileClosing {
        private final CoreEventLoop loop = new CoreEventLoop(new ParkingBackend());
        private final Scheduler scheduler =
                new Scheduler(loop, new ParkingBackend(), new FailureReports(loop));
        private final Resumption resumption = new Resumption();

        /** Closes the loop. */
        @Actor
        public void loop() {
            scheduler.close();
        }

        /** Resumes the thread. */
        @Actor
        public void other() {
            scheduler.resume(resumption);
        }

        /** Waits for the resumption, and for whatever was queued behind it on the same thread. */
        @Arbiter
        public void count(L_Result result) {
            Resumption last = new Resumption();
            LateResumes.run(last);
            last.ran.join();
            result.r1 = resumption.runs.get();
        }
    }

    private static final class Resumption implements Mountable {
        final AtomicInteger runs = new AtomicInteger();
        final CompletableFuture<Boolean> ran = new CompletableFuture<>();

        @Override
        public void run() {
            runs.incrementAndGet();
            ran.complete(true);
        }

        @Override
        public Context context() {
            throw new UnsupportedOperationException("not run as a callback");
        }
    }

    /** A foreign future is done while a loop makes one of its own of it. */
    @JCStressTest
    @Outcome(id = "value", expect = ACCEPTABLE, desc = "its own is done with the same value")
    @State
    public static class WrappedFuture {
        private final CoreEventLoop loop = new CoreEventLoop(new ParkingBackend());
        private final CompletableFuture<String> source = new CompletableFuture<>();

        /** Wraps the future and runs until it is done. */
        @Actor
        public void loop(L_Result result) {
            loop.callSoon(() -> wrap(result));
            loop.runForever();
        }

        private void wrap(L_Result result) {
            Future<String> wrapped = Asyncio.wrapFuture(source);
            wrapped.addDoneCallback(
                    done -> {
                        result.r1 = wrapped.result();
                        loop.stop();
                    });
        }

        /** Completes the foreign future. */
        @Actor
        public void other() {
            source.complete("value");
        }
    }

    /** Another thread adds a callback to a future's stage while the loop sets the result. */
    @JCStressTest
    @Outcome(id = "value", expect = ACCEPTABLE, desc = "the callback ran on the loop")
    @State
    public static class StageFromElsewhere {
        private final CoreEventLoop loop = new CoreEventLoop(new ParkingBackend());
        private final Future<String> future = loop.createFuture();
        private final CompletionStage<String> stage = future.asCompletionStage();
        private Object seen = "nothing";

        /** Sets the result and runs until the callback stops the loop. */
        @Actor
        public void loop(L_Result result) {
            loop.callSoon(() -> future.setResult("value"));
            loop.runForever();
            result.r1 = seen;
        }

        /** Adds the callback. */
        @Actor
        public void other() {
            stage.thenAccept(
                    value -> {
                        seen = loop.isRunning() ? value : "not on the loop";
                        loop.stop();
                    });
        }
    }
}
