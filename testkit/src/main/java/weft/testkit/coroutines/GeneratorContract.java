package weft.testkit.coroutines;

import org.junit.jupiter.api.extension.ExtendWith;

import weft.testkit.LeakCheck;

/**
 * Checks generators, greenlets and publishers, on a loop and off it. An implementation supplies the
 * loop; the rules are the interfaces.
 */
@ExtendWith(LeakCheck.class)
public interface GeneratorContract
        extends GeneratorRules,
                GeneratorThreadRules,
                GeneratorInterruptRules,
                DelegationRules,
                AsyncGeneratorRules,
                GreenletRules,
                PublisherRules {}
