package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class VersionsTest {
    private static final String JARS =
            String.join(
                    File.pathSeparator,
                    "/a/classes",
                    "/a/netty-common-4.1.116.Final.jar",
                    "/a/netty-buffer-4.1.116.Final.jar",
                    "/a/vertx-core-logging-5.0.12.jar",
                    "/a/vertx-core-5.0.12.jar");

    @Test
    void jarsTellTheirVersions() {
        assertEquals(
                "netty-common 4.1.116.Final, vertx-core 5.0.12",
                Versions.ofJars(List.of("java", "-Dx=y", "-cp", JARS, "Main")));
        assertEquals("", Versions.ofJars(List.of("java", "Main.java")));
    }

    @Test
    void ofJarsThatManyServersHaveTheVersionsAreToldOnce() throws InterruptedException {
        List<String> own = Contenders.java(List.of(), Main.class, List.of("echo"));
        Map<String, String> versions =
                Versions.of(
                        List.of(
                                Contender.warming("first", own),
                                Contender.warming("second", List.of("java", "-cp", JARS, "Main")),
                                Contender.warming("third", List.of("java", "-cp", JARS, "Main")),
                                Contender.absent("fourth", "not installed")),
                        Optional.empty());

        assertEquals(List.of("jars", "jars of second"), List.copyOf(versions.keySet()));
        assertTrue(versions.get("jars").startsWith("netty-common 4."), versions.toString());
    }

    @Test
    void ofALibraryOfCsTheVersionIsAskedFor() throws InterruptedException {
        Map<String, String> versions =
                Versions.of(
                        List.of(Contender.steady("in C", List.of("/some/where/echo_libuv", "0"))),
                        Optional.empty());

        // Where it is not installed, or nobody tells, that is what the report says.
        assertTrue(versions.get("libuv").matches("\\d+\\.\\d+.*|unknown: .*"), versions::toString);
    }
}
