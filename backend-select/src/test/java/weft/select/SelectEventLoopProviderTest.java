package weft.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.EventLoopPolicies;
import weft.spi.EventLoopProvider;

import java.util.ServiceLoader;

class SelectEventLoopProviderTest {
    @Test
    void itIsFoundAsAService() {
        EventLoopProvider found =
                ServiceLoader.load(EventLoopProvider.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(provider -> provider.name().equals("select"))
                        .findFirst()
                        .orElseThrow();
        assertInstanceOf(SelectEventLoopProvider.class, found);
        assertEquals(100, found.priority());
        assertTrue(found.availability().usable());
    }

    @Test
    void thePolicyMakesLoopsThatRun() {
        EventLoopPolicies.set(new SelectorEventLoopPolicy());
        try {
            assertEquals(3, Asyncio.run(() -> 1 + Asyncio.createTask(() -> 2).await()));
        } finally {
            EventLoopPolicies.set(null);
        }
        try (AbstractEventLoop loop = new SelectorEventLoopPolicy().newEventLoop()) {
            assertTrue(!loop.isRunning());
        }
    }
}
