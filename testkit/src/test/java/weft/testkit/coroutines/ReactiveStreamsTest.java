package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;

import weft.AbstractEventLoop;
import weft.testkit.LeakCheck;
import weft.testkit.simulation.Seeds;

import java.util.List;

/** The compatibility kit of Reactive Streams, on publishers and subscribers made of generators. */
@ExtendWith({Seeds.class, LeakCheck.class})
@Tag("slow")
final class ReactiveStreamsTest {
    private static volatile AbstractEventLoop loop;

    private Thread thread;

    /** Returns the loop of the test that runs, for the kit's classes, which TestNG makes. */
    static AbstractEventLoop loop() {
        return loop;
    }

    @BeforeEach
    void runALoop() {
        loop = SimulatedLoops.newLoop();
        thread = Thread.ofPlatform().name("loop").start(loop::runForever);
    }

    @AfterEach
    void stopTheLoop() throws InterruptedException {
        loop.callSoonThreadsafe(loop::stop);
        thread.join();
        loop.close();
    }

    @Test
    void publishersOfGeneratorsKeepTheRules() {
        verify(GeneratorPublisherVerification.class, 25);
    }

    @Test
    void subscribersOfCoroutinesKeepTheRules() {
        verify(ItemSubscriberVerification.class, 10);
    }

    /** Runs a class of the kit. Rules that it cannot check of what it knows count as skipped. */
    private static void verify(Class<?> verification, int atLeast) {
        TestListenerAdapter results = new TestListenerAdapter();
        TestNG kit = new TestNG(false);
        kit.setVerbose(0);
        kit.setTestClasses(new Class<?>[] {verification});
        kit.addListener(results);
        kit.run();
        assertEquals(
                List.of(),
                results.getFailedTests().stream().map(ReactiveStreamsTest::describe).toList());
        assertTrue(
                results.getPassedTests().size() >= atLeast,
                () -> "only " + results.getPassedTests().size() + " rules were checked");
    }

    private static String describe(ITestResult result) {
        return result.getName() + ": " + result.getThrowable();
    }
}
