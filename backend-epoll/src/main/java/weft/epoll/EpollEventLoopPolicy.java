package weft.epoll;

import weft.ProviderEventLoopPolicy;

/**
 * Makes every loop an epoll loop. Creating a loop fails with reason and remedy where epoll cannot
 * be called. The asyncio counterpart is the default policy on Linux.
 */
public class EpollEventLoopPolicy extends ProviderEventLoopPolicy {
    /** Creates a policy that makes level-triggered loops. */
    public EpollEventLoopPolicy() {
        this(Trigger.LEVEL);
    }

    /**
     * Creates a policy.
     *
     * @param trigger when the loops are told of readiness
     */
    public EpollEventLoopPolicy(Trigger trigger) {
        super(
                trigger == Trigger.EDGE
                        ? new EdgeTriggeredEpollEventLoopProvider()
                        : new EpollEventLoopProvider());
    }
}
