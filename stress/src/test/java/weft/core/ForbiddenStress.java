package weft.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Goes wrong on purpose: nothing orders the two writes before the two reads. */
@JCStressTest
@Outcome(id = "never", expect = ACCEPTABLE, desc = "what cannot be")
@State
public class ForbiddenStress {
    private int one;
    private int other;

    /** Writes the one and reads the other. */
    @Actor
    public void writeOne(II_Result result) {
        one = 1;
        result.r1 = other;
    }

    /** Writes the other and reads the one. */
    @Actor
    public void writeOther(II_Result result) {
        other = 1;
        result.r2 = one;
    }
}
