package weft.iouring;

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
}
