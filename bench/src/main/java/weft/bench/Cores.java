package weft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where servers and load generators run: on a core each, so that neither takes the other's time.
 *
 * @param server the servers' core, -1 when processes are not pinned
 * @param client the load generators' core, -1 when processes are not pinned
 * @param note why processes are not pinned, empty when they are
 */
record Cores(int server, int client, String note) {
    /** Picks two of the cores this process may use, preferably not threads of one physical core. */
    static Cores choose() {
        if (Programs.find("taskset").isEmpty()) {
            return new Cores(-1, -1, "taskset is missing: servers and clients share all cores");
        }
        List<Integer> allowed;
        try {
            allowed = allowed();
        } catch (IOException failure) {
            return new Cores(-1, -1, "cores are not known (" + failure.getMessage() + ")");
        }
        if (allowed.size() < 2) {
            return new Cores(-1, -1, "one core only: servers and clients share it");
        }
        int server = allowed.getFirst();
        int client =
                allowed.stream()
                        .filter(core -> core != server && !areSiblings(server, core))
                        .findFirst()
                        .orElse(allowed.getLast());
        return new Cores(server, client, "");
    }

    /** Reads a list such as {@code 0-3,8}. */
    static List<Integer> parseList(String text) {
        var cores = new ArrayList<Integer>();
        for (String part : text.strip().split(",", -1)) {
            String[] ends = part.split("-", -1);
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int core = Integer.parseInt(ends[0]); core <= last; core++) {
                cores.add(core);
            }
        }
        return List.copyOf(cores);
    }

    List<String> onServerCore(List<String> command) {
        return pinned(server, command);
    }

    List<String> onClientCore(List<String> command) {
        return pinned(client, command);
    }

    private static List<String> pinned(int core, List<String> command) {
        if (core < 0) {
            return command;
        }
        var pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
        pinned.addAll(command);
        return pinned;
    }

    private static List<Integer> allowed() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("Cpus_allowed_list:")) {
                return parseList(line.substring(line.indexOf(':') + 1));
            }
        }
        throw new IOException("no Cpus_allowed_list in /proc/self/status");
    }

    private static boolean areSiblings(int first, int second) {
        Path path =
                Path.of("/sys/devices/system/cpu/cpu" + first + "/topology/thread_siblings_list");
        try {
            return parseList(Files.readString(path)).contains(second);
        } catch (IOException unknown) {
            return false; // No topology is told here: all cores count as physical ones.
        }
    }
}
