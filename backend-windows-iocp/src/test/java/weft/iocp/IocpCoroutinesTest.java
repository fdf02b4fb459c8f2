package weft.iocp;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import weft.AbstractEventLoop;
import weft.testkit.coroutines.CombinatorContract;
import weft.testkit.coroutines.FutureContract;
import weft.testkit.coroutines.GeneratorContract;
import weft.testkit.coroutines.RunningContract;
import weft.testkit.coroutines.SynchronizationContract;

/** Coroutines and all that they wait for, on Windows itself. */
@EnabledOnOs(OS.WINDOWS)
class IocpCoroutinesTest {
    private static AbstractEventLoop newIocpLoop() {
        return new WindowsProactorEventLoopPolicy().newEventLoop();
    }

    @Nested
    class Futures extends FutureContract {
        @Override
        public AbstractEventLoop newLoop() {
            return newIocpLoop();
        }
    }

    @Nested
    class Synchronization extends SynchronizationContract {
        @Override
        public AbstractEventLoop newLoop() {
            return newIocpLoop();
        }
    }

    @Nested
    class Combinators extends CombinatorContract {
        @Override
        public AbstractEventLoop newLoop() {
            return newIocpLoop();
        }
    }

    @Nested
    class Generators extends GeneratorContract {
        @Override
        public AbstractEventLoop newLoop() {
            return newIocpLoop();
        }
    }

    @Nested
    class Running extends RunningContract {
        @Override
        public AbstractEventLoop newLoop() {
            return newIocpLoop();
        }
    }
}
