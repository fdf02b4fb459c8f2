package weft.examples.generators;

import weft.Generator;
import weft.StopIteration;

/**
 * A generator in the middle passes values both ways between its caller and another generator, whose
 * result it gets in the end. Python writes {@code yield from}.
 */
public final class YieldFrom {
    private YieldFrom() {}

    private static Generator<Integer, Integer, Integer> inner() {
        return Generator.returning(
                out -> {
                    int a = out.yield(1);
                    System.out.println("a: " + a);
                    int b = out.yield(2);
                    System.out.println("b: " + b);
                    int c = out.yield(3);
                    System.out.println("c: " + c);
                    return 4;
                });
    }

    private static Generator<Integer, Integer, String> middle() {
        return Generator.returning(
                out -> {
                    int result = out.yieldFrom(inner());
                    System.out.println("result: " + result);
                    return "middle is done";
                });
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        var generator = middle();
        System.out.println(generator.send(null));
        for (int i = 1; i < 4; i++) {
            try {
                System.out.println(generator.send(i));
            } catch (StopIteration e) {
                System.out.println("returned: " + e.value());
            }
        }
    }
}
