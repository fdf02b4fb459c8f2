package weft.select;

import weft.ProviderEventLoopPolicy;

/**
 * Makes {@code select} loops. The asyncio counterpart is {@code WindowsSelectorEventLoopPolicy}, or
 * the default policy of other systems.
 */
public class SelectorEventLoopPolicy extends ProviderEventLoopPolicy {
    /** Creates the policy. */
    public SelectorEventLoopPolicy() {
        super(new SelectEventLoopProvider());
    }
}
