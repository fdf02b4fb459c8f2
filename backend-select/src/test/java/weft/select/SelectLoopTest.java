package weft.select;

import weft.spi.EventLoopProvider;
import weft.testkit.LoopContract;

/** The contract of event loops, on a selector. */
class SelectLoopTest extends LoopContract {
    @Override
    protected EventLoopProvider provider() {
        return new SelectEventLoopProvider();
    }
}
