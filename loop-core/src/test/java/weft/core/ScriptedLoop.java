package weft.core;

import weft.ExceptionContext;
import weft.StreamProtocol;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A loop over a scripted backend that a test moves on by one iteration at a time. */
final class ScriptedLoop implements AutoCloseable {
    final ScriptedBackend backend = new ScriptedBackend();
    final CoreEventLoop loop = new CoreEventLoop(backend);
    final List<ExceptionContext> reports = new ArrayList<>();

    ScriptedLoop() {
        loop.setExceptionHandler((failed, context) -> reports.add(context));
    }

    /** Runs one iteration: flush, poll, batch. */
    void step() {
        loop.stop();
        loop.runForever();
    }

    void steps(int count) {
        for (int i = 0; i < count; i++) {
            step();
        }
    }

    /** Blocks the calling callback, as a lock would: the loop goes on without it. */
    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Runs something as a callback, in an iteration of its own. */
    void call(Runnable callback) {
        loop.callSoon(callback);
        step();
    }

    /** Connects a protocol to a stream, and waits until it is made. */
    ScriptedStream connect(StreamProtocol protocol) {
        ScriptedStream stream = new ScriptedStream(backend);
        StreamConnection.attach(loop, stream, new weft.Context()).begin(protocol, null, null);
        step();
        return stream;
    }

    int segmentsTaken() {
        return loop.streamResources().pool.takenCount();
    }

    List<String> reportedMessages() {
        return reports.stream().map(ExceptionContext::message).toList();
    }

    @Override
    public void close() {
        loop.close();
    }
}
