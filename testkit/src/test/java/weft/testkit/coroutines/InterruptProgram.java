package weft.testkit.coroutines;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.CancelledError;
import weft.Coroutine;
import weft.spi.Signals;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Interrupts itself, as Ctrl-C does, in the way its argument says. {@link InterruptTest} runs it.
 */
final class InterruptProgram {
    private static final CountDownLatch HANDLED = new CountDownLatch(1);

    private InterruptProgram() {}

    public static void main(String[] args) {
        if (args[0].equals("own")) {
            Signals.handle("INT", HANDLED::countDown);
        }
        Coroutine<String> main =
                switch (args[0]) {
                    case "once" -> InterruptProgram::waitAndCleanUp;
                    case "own" -> InterruptProgram::waitForTheProgram;
                    case "twice" -> InterruptProgram::waitAgain;
                    case "hanging" -> InterruptProgram::hang;
                    case "swallowed" -> InterruptProgram::swallow;
                    case "after" -> () -> "ran";
                    default -> throw new IllegalArgumentException(args[0]);
                };
        try {
            System.out.println(Asyncio.run(main, null, SimulatedLoops::newLoop));
        } catch (Exception e) {
            System.out.println("run threw " + e);
        }
        if (args[0].equals("after")) {
            interruptAndWait();
        }
    }

    private static void interrupt() {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Object signal = type.getConstructor(String.class).newInstance("INT");
            type.getMethod("raise", type).invoke(null, signal);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Interrupts until the process ends; the calling thread does nothing else any more. */
    private static void interruptAndWait() {
        while (true) {
            interrupt();
            Thread.onSpinWait();
        }
    }

    private static void waitForEver() {
        AbstractEventLoop loop = Asyncio.getRunningLoop();
        loop.createFuture().await();
    }

    private static String waitAndCleanUp() {
        Asyncio.getRunningLoop().callSoon(InterruptProgram::interrupt);
        try {
            waitForEver();
        } finally {
            System.out.println("cleaned up");
        }
        return "not reached";
    }

    private static String waitAgain() {
        Asyncio.getRunningLoop().callSoon(InterruptProgram::interrupt);
        try {
            waitForEver();
        } catch (CancelledError e) {
            System.out.println("cancelled once");
            Asyncio.getRunningLoop().callSoon(InterruptProgram::interrupt);
            waitForEver();
        }
        return "not reached";
    }

    private static String waitForTheProgram() throws InterruptedException {
        interrupt();
        HANDLED.await();
        Asyncio.sleep(Duration.ZERO);
        return "handled by the program";
    }

    private static String hang() {
        Asyncio.getRunningLoop().callSoon(InterruptProgram::interruptAndWait);
        waitForEver();
        return "not reached";
    }

    private static String swallow() {
        Asyncio.getRunningLoop().callSoon(InterruptProgram::interrupt);
        try {
            waitForEver();
        } catch (CancelledError e) {
            return "swallowed";
        }
        return "not reached";
    }
}
