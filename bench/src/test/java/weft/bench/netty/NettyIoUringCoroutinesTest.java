package weft.bench.netty;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

import weft.AbstractEventLoop;
import weft.core.CoreEngine;
import weft.testkit.coroutines.CombinatorContract;
import weft.testkit.coroutines.FutureContract;
import weft.testkit.coroutines.GeneratorContract;
import weft.testkit.coroutines.RunningContract;
import weft.testkit.coroutines.SynchronizationContract;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Coroutines and all that they wait for, on Netty's io_uring transport. */
@Tag("long")
class NettyIoUringCoroutinesTest {
    private static AbstractEventLoop newLoopToTest() {
        try {
            return new CoreEngine().newEventLoop(new NettyIoUringEventLoopProvider().newBackend());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Nested
    class Futures extends FutureContract {
        @Override
        public AbstractEventLoop newLoop() {
            return newLoopToTest();
        }
    }

    @Nested
    class Synchronization extends SynchronizationContract {
        @Override
        public AbstractEventLoop newLoop() {
            return newLoopToTest();
        }
    }

    @Nested
    class Combinators extends CombinatorContract {
        @Override
        public AbstractEventLoop newLoop() {
            return newLoopToTest();
        }
    }

    @Nested
    class Generators extends GeneratorContract {
        @Override
        public AbstractEventLoop newLoop() {
            return newLoopToTest();
        }
    }

    @Nested
    class Running extends RunningContract {
        @Override
        public AbstractEventLoop newLoop() {
            return newLoopToTest();
        }
    }
}
