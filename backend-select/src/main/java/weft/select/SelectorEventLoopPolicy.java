package weft.select;

import weft.ProviderEventLoopPolicy;

/**
 * Makes {@code select} loops. The asyncio counterpart is a policy of {@code SelectorEventLoop}s.
 */
public class SelectorEventLoopPolicy extends ProviderEventLoopPolicy {
    /** Creates the policy. */
    public SelectorEventLoopPolicy() {
        super(new SelectEventLoopProvider());
    }
}
