package weft.integration;

import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Assumptions;

import redis.clients.jedis.Jedis;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Starts the servers that these tests need, of the Debian packages of the same names. */
final class Servers {
    // Debian keeps servers where only root's path leads.
    private static final List<String> MORE_DIRECTORIES = List.of("/usr/sbin", "/usr/local/sbin");

    private Servers() {}

    static LocalServer redis() throws Exception {
        String program = program("redis-server", "redis-server", required());
        return LocalServer.start(
                "redis",
                (directory, port) ->
                        List.of(
                                program,
                                "--bind",
                                "127.0.0.1",
                                "--port",
                                Integer.toString(port),
                                "--dir",
                                directory.toString(),
                                "--save",
                                ""),
                port -> {
                    try (Jedis jedis = new Jedis("127.0.0.1", port)) {
                        jedis.ping();
                    }
                });
    }

    static LocalServer mariaDb() throws Exception {
        String program = program("mariadbd", "mariadb-server", required());
        String installer = program("mariadb-install-db", "mariadb-server", required());
        return LocalServer.start(
                "mariadb",
                (directory, port) -> {
                    List<String> options = new ArrayList<>();
                    options.add("--no-defaults");
                    options.add("--datadir=" + directory.resolve("data"));
                    if (System.getProperty("user.name").equals("root")) {
                        options.add("--user=root"); // it refuses to be root unless told to
                    }
                    List<String> install = new ArrayList<>(List.of(installer));
                    install.addAll(options);
                    install.add("--auth-root-authentication-method=normal");
                    install.add("--skip-test-db");
                    LocalServer.run(install, directory.resolve("install.log"));
                    List<String> serve = new ArrayList<>(List.of(program));
                    serve.addAll(options);
                    serve.add("--bind-address=127.0.0.1");
                    serve.add("--port=" + port);
                    serve.add("--socket=" + directory.resolve("socket"));
                    serve.add("--pid-file=" + directory.resolve("pid"));
                    serve.add("--skip-name-resolve");
                    serve.add("--max-connections=600");
                    serve.add("--back-log=600");
                    serve.add("--table-open-cache=1200");
                    return serve;
                },
                port -> {
                    try (Connection connection = DriverManager.getConnection(mariaDbUrl(port))) {
                        connection.isValid(1);
                    }
                });
    }

    /** Returns the address of the server's own schema, for its administrator. */
    static String mariaDbUrl(int port) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/mysql?user=root";
    }

    private static boolean required() {
        return Boolean.getBoolean("weft.requireServers")
                || "1".equals(System.getenv("WEFT_REQUIRE_SERVERS"));
    }

    /**
     * Returns the path of a program. Without it the calling test fails or, unless it is required,
     * is skipped with a message that {@code ./weft test} shows.
     */
    static String program(String name, String debianPackage, boolean required) {
        Stream<String> path = Stream.of(System.getenv("PATH").split(File.pathSeparator));
        return Stream.concat(path, MORE_DIRECTORIES.stream())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseGet(() -> missing(name, debianPackage, required));
    }

    private static String missing(String name, String debianPackage, boolean required) {
        String message = "NOT TESTED: no " + name + " here; install the package " + debianPackage;
        if (required) {
            return fail(message);
        }
        System.err.println(message);
        return Assumptions.abort(message);
    }
}
