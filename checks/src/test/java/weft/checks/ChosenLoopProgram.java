package weft.checks;

import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.run;

/** A program that leaves the choice of its loop to who starts it, and tells which it got. */
final class ChosenLoopProgram {
    private ChosenLoopProgram() {}

    public static void main(String[] args) {
        System.out.println(run(() -> getRunningLoop().toString().split(" ", 3)[1]));
    }
}
