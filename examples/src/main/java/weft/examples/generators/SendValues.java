package weft.examples.generators;

import weft.Generator;
import weft.StopIteration;

/**
 * {@code send} passes a value in and gets the next one out. The first has to be null, since no
 * yield waits for it yet; what the body returns comes with {@code StopIteration}.
 */
public final class SendValues {
    private SendValues() {}

    private static Generator<Integer, Integer, String> conversation() {
        return Generator.returning(
                out -> {
                    int a = out.yield(1);
                    System.out.println("a: " + a);
                    int b = out.yield(2);
                    System.out.println("b: " + b);
                    int c = out.yield(3);
                    System.out.println("c: " + c);
                    return "finish";
                });
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        var generator = conversation();
        try {
            generator.send(1);
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
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
