package weft.examples.iteration;

import static weft.Asyncio.run;
import static weft.Asyncio.sleep;

import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * An iterator whose {@code next} suspends. Python needs {@code __aiter__}, {@code __anext__} and
 * {@code async for}; here an iterator may simply await, and the loop over it is a plain one.
 */
public final class CountingReader implements Iterable<Integer> {
    private static final int END = 100;

    private int count;

    private CountingReader() {}

    private int readLine() {
        sleep(Duration.ofMillis(1));
        count++;
        return count;
    }

    @Override
    public Iterator<Integer> iterator() {
        return new Iterator<>() {
            private int line = readLine();

            @Override
            public boolean hasNext() {
                return line != END;
            }

            @Override
            public Integer next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                int read = line;
                line = readLine();
                return read;
            }
        };
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(
                () -> {
                    for (int line : new CountingReader()) {
                        System.out.println(line);
                    }
                });
    }
}
