package acme.loop;

import weft.AbstractEventLoop;
import weft.CancelledError;
import weft.Context;
import weft.Coroutine;
import weft.Task;
import weft.spi.LoopConfined;
import weft.spi.RunningLoop;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** A task whose coroutine is a thread that runs only while the loop waits for it. */
final class BatonTask<T> extends Task<T> implements LoopConfined {
    private static final Map<Thread, LoopConfined> COROUTINES = new ConcurrentHashMap<>();
    private static final AtomicLong LAST_NUMBER = new AtomicLong();

    static {
        RunningLoop.resolveVirtualThreadsWith(COROUTINES::get);
    }

    private final Semaphore coroutineTurn = new Semaphore(0);
    private final Semaphore loopTurn = new Semaphore(0);
    private final long number = LAST_NUMBER.incrementAndGet();
    private final BatonLoop loop;
    private final Thread thread = Thread.ofVirtual().unstarted(this::body);
    private Context entered;

    BatonTask(BatonLoop loop, Coroutine<T> coroutine, Context context) {
        super(loop, coroutine, null, context);
        this.loop = loop;
        this.entered = context;
        COROUTINES.put(thread, this);
        thread.start();
    }

    /** Runs the coroutine to its next wait; on the loop's thread. */
    void resume() {
        coroutineTurn.release();
        loopTurn.acquireUninterruptibly();
    }

    private void body() {
        coroutineTurn.acquireUninterruptibly();
        try {
            throwIfCancelled();
            T value = getCoro().run();
            throwIfCancelled();
            finish(value);
        } catch (CancelledError e) {
            finishCancelled(e.getMessage());
        } catch (Throwable e) {
            finishExceptionally(e);
        } finally {
            loop.tasks.remove(this);
            COROUTINES.remove(thread);
            loopTurn.release();
        }
    }

    @Override
    protected void park() {
        loopTurn.release();
        coroutineTurn.acquireUninterruptibly();
    }

    @Override
    protected void wakeup() {
        loop.callSoon(this::resume, entered);
    }

    @Override
    protected void yieldNow() {
        wakeup();
        park();
    }

    @Override
    protected void interruptBlockingCall() {}

    @Override
    protected long number() {
        return number;
    }

    @Override
    public AbstractEventLoop loop() {
        return loop;
    }

    @Override
    public Task<?> task() {
        return this;
    }

    @Override
    public Context context() {
        return entered;
    }

    @Override
    public void enterContext(Context context) {
        entered = context;
    }
}
