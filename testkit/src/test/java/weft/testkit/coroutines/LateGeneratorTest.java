package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.getRunningLoop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import weft.Asyncio;
import weft.Generator;
import weft.VoidCoroutine;
import weft.testkit.LeakCheck;

import java.util.List;

/** What is said of a generator that is begun when its loop has closed all there were. */
@ExtendWith(LeakCheck.class)
class LateGeneratorTest {
    private static final String WORDS = "was begun after shutdownAsyncgens()";

    @RegisterExtension final CapturedLog logged = new CapturedLog();

    private static void run(VoidCoroutine main) {
        Asyncio.run(main.toCoroutine(), null, SimulatedLoops::newLoop);
    }

    private static Generator<Integer, Void, Void> oneTwo() {
        return Generator.of(
                out -> {
                    out.yield(1);
                    out.yield(2);
                });
    }

    @Test
    void generatorBegunAfterTheShutdownIsNamed() {
        run(
                () -> {
                    Generator<Integer, Void, Void> early = oneTwo();
                    early.next();
                    getRunningLoop().shutdownAsyncgens();
                    assertEquals(List.of(), logged.about(WORDS));
                    Generator<Integer, Void, Void> late = oneTwo();
                    assertEquals(1, late.next());
                    assertEquals(2, late.next());
                    List<String> warnings = logged.about(WORDS);
                    assertEquals(1, warnings.size(), logged::toString);
                    assertTrue(
                            warnings.getFirst()
                                    .startsWith("generator <generator LateGeneratorTest.lambda"),
                            warnings::getFirst);
                });
    }

    @Test
    void generatorOfOrdinaryProgramIsNotNamed() {
        run(() -> assertEquals(1, oneTwo().next()));
        assertEquals(List.of(), logged.about(WORDS));
    }
}
