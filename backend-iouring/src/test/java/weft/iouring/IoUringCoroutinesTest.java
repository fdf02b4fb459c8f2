package weft.iouring;

import org.junit.jupiter.api.Nested;

import weft.AbstractEventLoop;
import weft.core.CoreEngine;
import weft.testkit.coroutines.CombinatorContract;
import weft.testkit.coroutines.FutureContract;
import weft.testkit.coroutines.GeneratorContract;
import weft.testkit.coroutines.RunningContract;
import weft.testkit.coroutines.SynchronizationContract;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Coroutines and all that they wait for, on io_uring. */
class IoUringCoroutinesTest {
    private static AbstractEventLoop newRingLoop() {
        try {
            return new CoreEngine().newEventLoop(new IoUringEventLoopProvider().newBackend());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Nested
    class Futures extends FutureContract {
        @Override
        public AbstractEventLoop newLoop() {
            return newRingLoop();
        }
    }

    @Nested
    class Synchronization extends SynchronizationContract {
        @Override
        public AbstractEventLoop newLoop() {
            return newRingLoop();
        }
    }

    @Nested
    class Combinators extends CombinatorContract {
        @Override
        public AbstractEventLoop newLoop() {
            return newRingLoop();
        }
    }

    @Nested
    class Generators extends GeneratorContract {
        @Override
        public AbstractEventLoop newLoop() {
            return newRingLoop();
        }
    }

    @Nested
    class Running extends RunningContract {
        @Override
        public AbstractEventLoop newLoop() {
            return newRingLoop();
        }
    }
}
