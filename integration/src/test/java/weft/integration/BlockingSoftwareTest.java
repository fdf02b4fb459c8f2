package weft.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.EventLoopPolicies;
import weft.ExceptionContext;
import weft.ProviderEventLoopPolicy;
import weft.Runner;
import weft.VoidCoroutine;
import weft.policy.LoopCatalog;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Software that blocks and knows nothing of loops, on one: 500 calls at a time on a single thread,
 * while a callback every 10 ms keeps its rhythm.
 */
@Tag("long")
class BlockingSoftwareTest {
    private static final String HOST = "127.0.0.1";
    private static final int SOCKET_TIMEOUT_MILLIS = 60_000;

    // A fifth of the calls: the others block in the pool.
    private static final int POOLED_CONNECTIONS = 100;

    // Its installation takes longer than what it is needed for.
    private static @Nullable LocalServer mariaDb;

    @AfterAll
    static void stopMariaDb() throws IOException {
        if (mariaDb != null) {
            mariaDb.close();
        }
    }

    private static void runOn(String loopName, VoidCoroutine main) {
        List<ExceptionContext> reports = new ArrayList<>();
        try (Runner runner = new Runner(null, () -> newLoop(loopName))) {
            runner.getLoop().setExceptionHandler((loop, context) -> reports.add(context));
            runner.run(main);
        }
        assertEquals(List.of(), reports);
    }

    private static AbstractEventLoop newLoop(String name) {
        return name.equals("default")
                ? EventLoopPolicies.get().newEventLoop()
                : ProviderEventLoopPolicy.newEventLoop(LoopCatalog.load().provider(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "select", "epoll"})
    void redis(String loopName) throws Exception {
        try (LocalServer server = Servers.redis()) {
            int port = server.port();
            runOn(
                    loopName,
                    () -> {
                        try (ExecutorService executor =
                                        Asyncio.getRunningLoop().coroutineExecutor();
                                Jedis own = new Jedis(HOST, port)) {
                            List<String> values =
                                    new Crowd()
                                            .run(
                                                    "Redis",
                                                    executor,
                                                    i -> () -> pop(port, "key " + i),
                                                    new RedisGate(own));
                            assertEquals(
                                    IntStream.range(0, Crowd.CALLS)
                                            .mapToObj(i -> "value " + i)
                                            .toList(),
                                    values);
                        }
                    });
        }
    }

    private static String pop(int port, String key) {
        try (Jedis jedis = new Jedis(HOST, port, SOCKET_TIMEOUT_MILLIS)) {
            return jedis.blpop(0, key).get(1);
        }
    }

    /** Keeps calls waiting for an element of a list. */
    private record RedisGate(Jedis own) implements Crowd.Gate {
        @Override
        public int held() {
            return own.info("clients")
                    .lines()
                    .filter(line -> line.startsWith("blocked_clients:"))
                    .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1)))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void open() {
            try (Pipeline pipeline = own.pipelined()) {
                for (int i = 0; i < Crowd.CALLS; i++) {
                    pipeline.rpush("key " + i, "value " + i);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "select", "epoll"})
    void mariaDb(String loopName) throws Exception {
        if (mariaDb == null) {
            mariaDb = Servers.mariaDb();
        }
        String url = Servers.mariaDbUrl(mariaDb.port());
        runOn(
                loopName,
                () -> {
                    HikariConfig config = new HikariConfig();
                    config.setJdbcUrl(url);
                    config.setMaximumPoolSize(POOLED_CONNECTIONS + 1); // and our own
                    config.setMinimumIdle(1);
                    config.setConnectionTimeout(SOCKET_TIMEOUT_MILLIS);
                    config.setThreadFactory(Asyncio.getRunningLoop().threadFactory());
                    try (HikariDataSource pool = new HikariDataSource(config);
                            Connection own = pool.getConnection()) {
                        queryTable(pool, own);
                    }
                });
    }

    private static void queryTable(HikariDataSource pool, Connection own) throws Exception {
        try (Statement statement = own.createStatement()) {
            statement.execute(
                    "CREATE OR REPLACE TABLE numbers (number INT PRIMARY KEY, square INT)");
            for (int i = 0; i < Crowd.CALLS; i++) {
                statement.addBatch("INSERT INTO numbers VALUES (" + i + ", " + i * i + ")");
            }
            statement.executeBatch();
            statement.execute("LOCK TABLES numbers WRITE");
        }
        // A pool of threads as any library would make it, of threads on the loop.
        try (ExecutorService threads =
                Executors.newFixedThreadPool(
                        Crowd.CALLS, Asyncio.getRunningLoop().threadFactory())) {
            List<Integer> squares =
                    new Crowd()
                            .run(
                                    "MariaDB",
                                    threads,
                                    i -> () -> square(pool, i),
                                    new MariaDbGate(pool, own));
            assertEquals(IntStream.range(0, Crowd.CALLS).map(i -> i * i).boxed().toList(), squares);
        }
    }

    private static int square(HikariDataSource pool, int number) throws Exception {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT square FROM numbers WHERE number = ?")) {
            statement.setInt(1, number);
            return firstOf(statement.executeQuery());
        }
    }

    private static int firstOf(ResultSet rows) throws Exception {
        try (rows) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** Keeps calls waiting for a table that is locked, or for a connection that waits for it. */
    private record MariaDbGate(HikariDataSource pool, Connection own) implements Crowd.Gate {
        @Override
        public int held() throws Exception {
            try (Statement statement = own.createStatement()) {
                int inServer =
                        firstOf(
                                statement.executeQuery(
                                        "SELECT COUNT(*) FROM information_schema.processlist"
                                                + " WHERE state ="
                                                + " 'Waiting for table metadata lock'"));
                // As long as connections are being made, who waits for one is not held by the gate.
                return inServer < POOLED_CONNECTIONS
                        ? inServer
                        : inServer + pool.getHikariPoolMXBean().getThreadsAwaitingConnection();
            }
        }

        @Override
        public void open() throws Exception {
            try (Statement statement = own.createStatement()) {
                statement.execute("UNLOCK TABLES");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "select", "epoll"})
    void httpClient(String loopName) throws Exception {
        HttpGate gate = new HttpGate();
        try (ExecutorService serving = Executors.newVirtualThreadPerTaskExecutor()) {
            InetAddress loopback = InetAddress.getByName(HOST);
            HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), Crowd.CALLS);
            server.setExecutor(serving);
            server.createContext("/", gate::handle);
            server.start();
            try {
                runOn(loopName, () -> askAll(server.getAddress().getPort(), gate));
            } finally {
                gate.open();
                server.stop(0);
            }
        }
    }

    private static void askAll(int port, HttpGate gate) throws Exception {
        Crowd crowd = new Crowd();
        try (ExecutorService executor = Asyncio.getRunningLoop().coroutineExecutor();
                HttpClient client =
                        HttpClient.newBuilder()
                                .executor(executor)
                                .version(HttpClient.Version.HTTP_1_1)
                                .build()) {
            List<String> bodies =
                    crowd.run(
                            "HttpClient",
                            executor,
                            i -> () -> ask(client, port, "/" + i, crowd),
                            gate);
            assertEquals(
                    IntStream.range(0, Crowd.CALLS).mapToObj(i -> "you asked for /" + i).toList(),
                    bodies);
        }
    }

    private static String ask(HttpClient client, int port, String path, Crowd crowd)
            throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + port + path))
                        .timeout(Duration.ofMillis(SOCKET_TIMEOUT_MILLIS))
                        .build();
        HttpResponse<String> response =
                client.send(
                        request,
                        info -> {
                            crowd.noteCarrier(); // what the client does, it does on the loop
                            return HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
                        });
        assertEquals(200, response.statusCode());
        return response.body();
    }

    /** Keeps calls waiting for the answer to their request. */
    private static final class HttpGate implements Crowd.Gate {
        private final CountDownLatch opened = new CountDownLatch(1);
        private final AtomicInteger waiting = new AtomicInteger();

        void handle(HttpExchange exchange) throws IOException {
            try (exchange) {
                waiting.incrementAndGet();
                opened.await();
                byte[] body =
                        ("you asked for " + exchange.getRequestURI().getPath())
                                .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the test is over");
            } finally {
                waiting.decrementAndGet();
            }
        }

        @Override
        public int held() {
            return waiting.get();
        }

        @Override
        public void open() {
            opened.countDown();
        }
    }
}
