package weft.iouring;

import org.jspecify.annotations.Nullable;

import weft.Asyncio;
import weft.Coroutine;
import weft.EventLoopPolicies;
import weft.ProviderEventLoopPolicy;

/**
 * Makes every loop an io_uring loop, as {@code uvloop.EventLoopPolicy} makes it a uvloop loop.
 * Creating a loop fails with reason and remedy where io_uring does not work.
 */
public class IoUringEventLoopPolicy extends ProviderEventLoopPolicy {
    /** Creates the policy. */
    public IoUringEventLoopPolicy() {
        super(new IoUringEventLoopProvider());
    }

    /** Makes io_uring loops the process's choice, as {@code uvloop.install()} does with its own. */
    public static void install() {
        EventLoopPolicies.set(new IoUringEventLoopPolicy());
    }

    /**
     * Runs a coroutine on a new io_uring loop, whatever the policy. The counterpart is {@code
     * uvloop.run}.
     *
     * @param <T> the type of the result
     * @param main the coroutine
     * @return what it returns
     * @throws IllegalStateException if io_uring does not work here, or a loop is running in this
     *     thread
     * @throws RuntimeException the very exception the coroutine failed with, of whatever type
     */
    public static <T extends @Nullable Object> T run(Coroutine<T> main) {
        return Asyncio.run(main, null, new IoUringEventLoopPolicy()::newEventLoop);
    }
}
