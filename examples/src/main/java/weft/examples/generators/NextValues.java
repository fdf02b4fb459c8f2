package weft.examples.generators;

import weft.Generator;

/** Values are asked for one by one; in between the generator is suspended. */
public final class NextValues {
    private NextValues() {}

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
        try (var generator = values()) {
            System.out.println(generator.next());
            System.out.println(generator.next());
            System.out.println("in between");
            System.out.println(generator.next());
        }
    }
}
