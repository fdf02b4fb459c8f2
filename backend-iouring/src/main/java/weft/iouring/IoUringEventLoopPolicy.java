package weft.iouring;

import weft.ProviderEventLoopPolicy;

/**
 * Makes every loop an io_uring loop, as {@code uvloop.EventLoopPolicy} makes it a uvloop loop.
 * Creating a loop fails with reason and remedy where io_uring does not work.
 */
public final class IoUringEventLoopPolicy extends ProviderEventLoopPolicy {
    /** Creates the policy. */
    public IoUringEventLoopPolicy() {
        super(new IoUringEventLoopProvider());
    }
}
