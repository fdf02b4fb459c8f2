package weft.bench.million;

import java.io.IOException;

/** Holds the memory that its JVM was told to touch, until its input ends. */
public final class MemoryHolder {
    private MemoryHolder() {}

    /**
     * Says that the memory has been touched, and waits.
     *
     * @param arguments none
     * @throws IOException if the input cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        System.out.println("holding");
        while (System.in.read() >= 0) {
            // Nobody writes anything.
        }
    }
}
