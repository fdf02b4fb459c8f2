package weft.examples.loops;

import static weft.Asyncio.newEventLoop;
import static weft.Asyncio.run;

import weft.AbstractEventLoop;
import weft.Runner;

/**
 * A runner keeps one loop for several runs, and takes it from a factory if it is given one. This
 * one asks the policy; {@code new IoUringEventLoopPolicy()::newEventLoop} is a factory, too, and
 * leaves the rest of the program its own loops.
 */
public final class LoopFactory {
    private static int total;

    private LoopFactory() {}

    private static AbstractEventLoop makeLoop() {
        System.out.println("making a loop");
        return newEventLoop();
    }

    private static int add(int number) {
        total += number;
        return total;
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        total = 0;
        AbstractEventLoop first;
        try (Runner runner = new Runner(null, LoopFactory::makeLoop)) {
            first = runner.getLoop();
            System.out.println(runner.run(() -> add(1)));
            System.out.println(runner.run(() -> add(2)));
            System.out.println("the same loop: " + (runner.getLoop() == first));
        }
        System.out.println("closed: " + first.isClosed());
        System.out.println(run(() -> add(3)));
    }
}
