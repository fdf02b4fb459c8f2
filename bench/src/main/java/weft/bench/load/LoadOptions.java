package weft.bench.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What a load generator is told on its command line.
 *
 * @param server where to connect
 * @param pid the server's process, 0 when its CPU time is not wanted
 * @param connections connections to open
 * @param sizeBytes bytes of one message
 * @param depth messages in flight on each connection
 * @param reconnect whether each message has a connection of its own, one at a time
 * @param blocking whether each connection is a blocking socket with a thread of its own
 * @param ratePerSecond messages that become due each second, 0 to follow the answers instead
 * @param idle further connections, on which nothing is ever sent
 * @param patienceSeconds time without any answer after which a run is given up
 */
record LoadOptions(
        InetSocketAddress server,
        long pid,
        int connections,
        int sizeBytes,
        int depth,
        boolean reconnect,
        boolean blocking,
        int ratePerSecond,
        int idle,
        int patienceSeconds) {
    /**
     * Reads {@code --name value} pairs.
     *
     * @throws IllegalArgumentException if an option is unknown, or lacks a sensible value
     */
    static LoadOptions parse(String... arguments) {
        String host = "127.0.0.1";
        int port = 0;
        long pid = 0;
        int connections = 10;
        int sizeBytes = 1024;
        int depth = 1;
        int patience = 5;
        int rate = 0;
        int idle = 0;
        boolean reconnect = false;
        boolean blocking = false;
        for (int i = 0; i < arguments.length; i += 2) {
            if (arguments[i].equals("--connect") || arguments[i].equals("--blocking")) {
                reconnect |= arguments[i].equals("--connect");
                blocking |= arguments[i].equals("--blocking");
                i--; // These two have no value.
                continue;
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException("no value: " + arguments[i]);
            }
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--host" -> host = value;
                case "--port" -> port = number(arguments[i], value, 65_535);
                case "--pid" -> pid = number(arguments[i], value, Integer.MAX_VALUE);
                case "--connections" -> connections = number(arguments[i], value, 60_000);
                case "--size" -> sizeBytes = number(arguments[i], value, 64 << 20);
                case "--depth" -> depth = number(arguments[i], value, 65_536);
                case "--rate" -> rate = number(arguments[i], value, 100_000_000);
                case "--idle" -> idle = number(arguments[i], value, 60_000);
                case "--patience" -> patience = number(arguments[i], value, 3_600);
                default -> throw new IllegalArgumentException("unknown option: " + arguments[i]);
            }
        }
        if (port == 0) {
            throw new IllegalArgumentException("missing: --port");
        }
        return new LoadOptions(
                new InetSocketAddress(InetAddress.ofLiteral(host), port),
                pid,
                connections,
                sizeBytes,
                depth,
                reconnect,
                blocking,
                rate,
                idle,
                patience);
    }

    private static int number(String name, String text, int high) {
        int value = Integer.parseInt(text);
        if (value < 1 || value > high) {
            throw new IllegalArgumentException(name + " not in 1.." + high + ": " + text);
        }
        return value;
    }
}
