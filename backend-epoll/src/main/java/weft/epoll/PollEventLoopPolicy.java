package weft.epoll;

import weft.ProviderEventLoopPolicy;

/**
 * Makes every loop a loop over poll(2). Creating a loop fails with reason and remedy where it
 * cannot be called.
 */
public class PollEventLoopPolicy extends ProviderEventLoopPolicy {
    /** Creates the policy. */
    public PollEventLoopPolicy() {
        super(new PollEventLoopProvider());
    }
}
