package weft.examples.generators;

import weft.Generator;

/** A generator yields some values of its own and, in the middle, those of another. */
public final class YieldFromInTheMiddle {
    private YieldFromInTheMiddle() {}

    private static Generator<Integer, Void, Void> outer() {
        return Generator.of(
                out -> {
                    out.yield(1);
                    out.yieldFrom(inner());
                    out.yield(2);
                });
    }

    private static Generator<Integer, Void, Void> inner() {
        return Generator.of(
                out -> {
                    out.yield(3);
                    out.yield(4);
                });
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        for (int item : outer()) {
            System.out.println(item);
        }
    }
}
