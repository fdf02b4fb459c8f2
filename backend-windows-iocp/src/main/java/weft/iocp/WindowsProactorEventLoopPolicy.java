package weft.iocp;

import weft.ProviderEventLoopPolicy;

/**
 * Makes every loop one over a completion port, the counterpart of {@code
 * asyncio.WindowsProactorEventLoopPolicy}. Creating a loop fails with the reason where there are no
 * completion ports, which is everywhere but on Windows.
 */
public class WindowsProactorEventLoopPolicy extends ProviderEventLoopPolicy {
    /** Creates the policy. */
    public WindowsProactorEventLoopPolicy() {
        super(new IocpEventLoopProvider());
    }
}
