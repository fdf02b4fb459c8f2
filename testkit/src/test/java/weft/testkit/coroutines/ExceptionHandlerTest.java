package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import weft.AbstractEventLoop;
import weft.Connection;
import weft.ExceptionContext;
import weft.Future;
import weft.Protocol;
import weft.Server;
import weft.testkit.LeakCheck;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What becomes of a failure that nobody handles. */
@ExtendWith(LeakCheck.class)
class ExceptionHandlerTest {
    @RegisterExtension final CapturedLog logged = new CapturedLog();

    @Test
    void defaultHandlerLogsTheMessageTheDetailsAndTheException() {
        Exception failure = new ArithmeticException("by zero");
        try (AbstractEventLoop loop = SimulatedLoops.newLoop()) {
            loop.defaultExceptionHandler(context(failure));
        }
        assertEquals(List.of("it went wrong%nwhere: here".formatted()), logged.about("wrong"));
        assertSame(failure, logged.thrown().get(0));
    }

    @Test
    void handlerOfTheUsersMayPassOnToTheDefaultOne() {
        List<String> seen = new ArrayList<>();
        try (AbstractEventLoop loop = SimulatedLoops.newLoop()) {
            loop.setExceptionHandler(
                    (handled, context) -> {
                        seen.add(context.message());
                        handled.defaultExceptionHandler(context);
                    });
            loop.callExceptionHandler(context(new ArithmeticException()));
        }
        assertEquals(List.of("it went wrong"), seen);
        assertEquals(1, logged.about("it went wrong").size());
    }

    @Test
    void callbackThatCannotBeDescribedFailsAlone() {
        List<String> seen = new ArrayList<>();
        try (AbstractEventLoop loop = SimulatedLoops.newLoop()) {
            loop.callSoon(new Indescribable());
            loop.callSoon(() -> seen.add("the next one"));
            loop.callSoon(loop::stop);
            loop.runForever();
        }
        assertEquals(List.of("the next one"), seen);
        assertEquals(1, logged.about("Exception in callback <").size(), logged::toString);
    }

    @Test
    void slowCallbackThatCannotBeDescribedDoesNotEndTheLoop() {
        try (AbstractEventLoop loop = SimulatedLoops.newLoop()) {
            loop.setDebug(true);
            loop.setSlowCallbackDuration(Duration.ZERO);
            loop.callSoon(new Indescribable());
            loop.callSoon(loop::stop);
            loop.runForever();
        }
        assertTrue(logged.about("Executing <").get(0).contains("toString() failed"));
    }

    @Test
    void protocolThatCannotBeDescribedLosesItsConnection() {
        try (AbstractEventLoop loop = SimulatedLoops.newLoop()) {
            Throwable cause = loop.runUntilComplete(() -> causeOfTheLoss(loop));
            assertEquals("dataReceived", cause.getMessage());
        }
        assertEquals(1, logged.about("protocol.dataReceived() call failed").size());
    }

    private static Throwable causeOfTheLoss(AbstractEventLoop loop) {
        Future<Throwable> loss = loop.createFuture();
        Server server = loop.createServer(() -> new Indescribable(loss), "127.0.0.1", 0);
        int port = ((InetSocketAddress) server.sockets().get(0)).getPort();
        Connection<Indescribable> client =
                loop.createConnection(
                        () -> new Indescribable(loop.createFuture()), "127.0.0.1", port);
        client.transport().write(ByteBuffer.wrap(new byte[1]));
        Throwable cause = loss.await();
        client.transport().abort();
        server.close();
        server.waitClosed();
        return cause;
    }

    @Test
    void loggerThatFailsDoesNotEndTheLoop() {
        List<String> seen = new ArrayList<>();
        try (AbstractEventLoop loop = SimulatedLoops.newLoop()) {
            logged.failNext();
            loop.callSoon(
                    () -> {
                        throw new IllegalStateException("told to nobody");
                    });
            loop.callSoon(() -> seen.add("the next one"));
            loop.callSoon(loop::stop);
            loop.runForever();
        }
        assertEquals(List.of("the next one"), seen);
        assertTrue(logged.hasFailed());
    }

    /** A callback and a protocol that fail, and cannot say what they are. */
    private static final class Indescribable implements Protocol, Runnable {
        private final @Nullable Future<Throwable> loss;

        Indescribable() {
            this(null);
        }

        Indescribable(@Nullable Future<Throwable> loss) {
            this.loss = loss;
        }

        @Override
        public void run() {
            throw new IllegalStateException("run");
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            throw new IllegalStateException("dataReceived");
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            if (loss != null) {
                loss.setResult(cause);
            }
        }

        @Override
        public String toString() {
            throw new UnsupportedOperationException("toString");
        }
    }

    private static ExceptionContext context(Exception failure) {
        return new ExceptionContext("it went wrong")
                .with("exception", failure)
                .with("where", "here");
    }
}
