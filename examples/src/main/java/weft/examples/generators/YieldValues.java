package weft.examples.generators;

import weft.Generator;

/** A generator is run through by a loop; its body goes on where it was each time. */
public final class YieldValues {
    private YieldValues() {}

    private static Generator<Integer, Void, Void> values() {
        return Generator.of(
                out -> {
                    out.yield(1);
                    out.yield(2);
                    out.yield(3);
                });
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        for (int value : values()) {
            System.out.println(value);
        }
    }
}
