package weft.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import weft.spi.Availability;
import weft.spi.EventLoopProvider;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class LoopCatalogTest {
    @TempDir private Path directory;

    /** Found through the services file that a test writes. */
    public static final class Working extends FakeProvider {
        /** Creates the provider. */
        public Working() {
            super("working", 70);
        }
    }

    /** Cannot be created. */
    public static final class Throwing extends FakeProvider {
        /** Throws. */
        public Throwing() {
            super("throwing", 900);
            throw new IllegalStateException("this machine is too small");
        }
    }

    @Test
    void entriesAreListedBestFirstWithTheChosenOne() {
        FakeProvider fast =
                new FakeProvider("fast", 400, Availability.unusable("not here", "move"));
        FakeProvider plain = new FakeProvider("plain", 100);
        LoopCatalog catalog = LoopCatalog.of(List.of(plain, fast));
        assertEquals(
                List.of(
                        new LoopEntry("fast", 400, fast.availability(), false),
                        new LoopEntry("plain", 100, plain.availability(), true)),
                catalog.entries());
        assertSame(plain, catalog.provider("plain"));
        assertSame(fast, catalog.provider("fast"));
        assertThrows(IllegalArgumentException.class, () -> catalog.provider("none"));
    }

    @Test
    void theChoiceIsToldWithWhoMadeIt() {
        LoopCatalog catalog =
                LoopCatalog.of(
                        List.of(
                                new FakeProvider("plain", 100),
                                new FakeProvider(
                                        "fast", 400, Availability.unusable("not here", "move"))));
        assertEquals("the default loop is plain, the best that works here", catalog.choice(null));
        assertEquals(
                "WEFT_LOOP names the loop plain",
                catalog.choice(new LoopRequest("plain", "WEFT_LOOP")));
        assertEquals(
                "-Dweft.loop names the loop fast, which does not work here: not here; move",
                catalog.choice(new LoopRequest("fast", "-Dweft.loop")));
        assertEquals(
                "WEFT_LOOP names the loop slow, which does not exist; there are fast, plain",
                catalog.choice(new LoopRequest("slow", "WEFT_LOOP")));
        assertEquals(
                "no loop works here: none is on the class path or module path",
                LoopCatalog.of(List.of()).choice(null));
    }

    @Test
    void aProbeThatThrowsMakesItsLoopUnusable() {
        FakeProvider rude =
                new FakeProvider("rude", 1) {
                    @Override
                    public Availability availability() {
                        throw new UnsatisfiedLinkError("libmissing");
                    }
                };
        LoopEntry entry = LoopCatalog.of(List.of(rude)).entries().getFirst();
        assertFalse(entry.availability().usable());
        assertTrue(entry.availability().reason().contains("libmissing"), entry.toString());
    }

    @Test
    void brokenProvidersAreListedWithTheirReasonAndHideNoOther() throws IOException {
        LoopCatalog catalog =
                catalogOf("no.such.Provider", Throwing.class.getName(), Working.class.getName());
        List<LoopEntry> entries = catalog.entries();
        LoopEntry working = entry(entries, "working");
        assertTrue(working.availability().usable());
        LoopEntry throwing = entry(entries, Throwing.class.getName());
        assertFalse(throwing.availability().usable());
        assertTrue(
                throwing.availability().reason().contains("this machine is too small"),
                throwing.toString());
        assertTrue(
                entries.stream()
                        .anyMatch(e -> e.availability().reason().contains("no.such.Provider")),
                entries.toString());
        IllegalStateException e =
                assertThrows(
                        IllegalStateException.class,
                        () -> catalog.provider(Throwing.class.getName()));
        assertTrue(e.getMessage().contains("this machine is too small"), e.getMessage());
    }

    @Test
    void aBrokenProviderIsPassedOverVisibly() throws IOException {
        List<String> log = new ArrayList<>();
        LoopCatalog catalog = catalogOf(Throwing.class.getName(), Working.class.getName());
        new DefaultEventLoopPolicy(catalog, () -> null, log::add).newEventLoop().close();
        assertEquals(1, log.size());
        assertTrue(log.getFirst().contains("this machine is too small"), log.getFirst());
    }

    private static LoopEntry entry(List<LoopEntry> entries, String name) {
        return entries.stream().filter(e -> e.name().equals(name)).findFirst().orElseThrow();
    }

    private LoopCatalog catalogOf(String... providers) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.write(services.resolve(EventLoopProvider.class.getName()), List.of(providers));
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        URL[] urls = {directory.toUri().toURL()};
        try (URLClassLoader loader =
                new URLClassLoader(urls, LoopCatalogTest.class.getClassLoader())) {
            thread.setContextClassLoader(loader);
            return LoopCatalog.load();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
