package weft.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The load generator's program: it opens its connections, prints a line of JSON, and answers each
 * command on standard input with another. The commands are {@code run WARM_MILLIS MEASURE_MILLIS},
 * {@code count WARM_MILLIS MESSAGES}, {@code once}, {@code hold MILLIS} and {@code quit}.
 */
public final class LoadMain {
    private LoadMain() {}

    /**
     * Runs until standard input ends or says {@code quit}; ends the process with 1 when it cannot
     * connect and with 2 for arguments or commands that make no sense.
     *
     * @param arguments {@code --port}, and optionally {@code --host}, {@code --pid}, {@code
     *     --connections}, {@code --idle}, {@code --size}, {@code --depth} and {@code --rate}, each
     *     with its value; {@code --connect} for a connection per message, {@code --blocking} for
     *     blocking sockets
     * @throws IOException if the machine has no selector to offer
     * @throws InterruptedException if interrupted while holding
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            int status = serve(LoadOptions.parse(arguments), input, System.out);
            if (status != 0) {
                System.exit(status);
            }
        } catch (IllegalArgumentException mistake) {
            System.err.println("load: " + mistake.getMessage());
            System.exit(2);
        }
    }

    /** Obeys commands until there are no more; returns the exit status. */
    static int serve(LoadOptions options, BufferedReader input, PrintStream output)
            throws IOException, InterruptedException {
        var opening = new Tally(options);
        opening.restart();
        try (Load load = open(options, opening)) {
            answer(output, opening.toJson("open", opening.stop()));
            if (opening.errors() > 0) {
                return 1;
            }
            for (String line; (line = input.readLine()) != null && !line.equals("quit"); ) {
                var tally = new Tally(options);
                String[] words = line.strip().split(" +");
                answer(output, tally.toJson(words[0], obey(words, load, tally)));
            }
        }
        return 0;
    }

    private static Load open(LoadOptions options, Tally tally) throws IOException {
        if (options.reconnect()) {
            return new ReconnectLoad(options);
        }
        return options.blocking() ? new BlockingLoad(options, tally) : new EchoLoad(options, tally);
    }

    private static Tally.Counts obey(String[] words, Load load, Tally tally)
            throws IOException, InterruptedException {
        return switch (words[0]) {
            case "run" -> load.run(nanos(words, 1), nanos(words, 2), tally);
            case "count" -> load.count(nanos(words, 1), (int) number(words, 2), tally);
            case "once" -> load.once(tally);
            case "hold" -> {
                tally.restart();
                Thread.sleep(nanos(words, 1) / 1_000_000);
                yield tally.stop();
            }
            default -> throw new IllegalArgumentException("unknown command: " + words[0]);
        };
    }

    private static long nanos(String[] words, int index) {
        return number(words, index) * 1_000_000;
    }

    private static long number(String[] words, int index) {
        if (index >= words.length) {
            throw new IllegalArgumentException("too few numbers: " + String.join(" ", words));
        }
        return Long.parseLong(words[index]);
    }

    private static void answer(PrintStream output, String json) {
        output.println(json);
        output.flush();
    }
}
