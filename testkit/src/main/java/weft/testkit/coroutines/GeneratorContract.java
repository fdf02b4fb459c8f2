package weft.testkit.coroutines;

import org.junit.jupiter.api.extension.ExtendWith;

import weft.AbstractEventLoop;
import weft.testkit.LeakCheck;

/**
 * Checks generators, greenlets and publishers, on a loop and off it. A subclass supplies the loop;
 * the rules are the interfaces.
 */
@ExtendWith(LeakCheck.class)
public abstract class GeneratorContract
        implements GeneratorRules,
                GeneratorThreadRules,
                GeneratorInterruptRules,
                DelegationRules,
                AsyncGeneratorRules,
                GreenletRules,
                PublisherRules {
    /** Creates the suite. */
    protected GeneratorContract() {}

    @Override
    public abstract AbstractEventLoop newLoop();
}
