package weft.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import weft.Future;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.List;

class ResolverTest {
    private final ScriptedLoop scripted = new ScriptedLoop();

    @AfterEach
    void close() {
        scripted.close();
    }

    private Future<List<InetSocketAddress>> resolve(String host) {
        return Resolver.resolve(scripted.loop, host, 80, null);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, /127.0.0.1:80",
        "255.255.255.255, /255.255.255.255:80",
        "::1, '/[0:0:0:0:0:0:0:1]:80'",
        "[::1], '/[0:0:0:0:0:0:0:1]:80'",
        "::ffff:1.2.3.4, /1.2.3.4:80",
        "fe80::1%1, '/[fe80:0:0:0:0:0:0:1%1]:80'"
    })
    void literalAddressesAreReadAtOnce(String host, String expected) {
        Future<List<InetSocketAddress>> found = resolve(host);
        assertTrue(found.done());
        assertEquals(expected, found.result().get(0).toString());
    }

    @Test
    void scopeIsKept() {
        Inet6Address address = (Inet6Address) resolve("fe80::1%1").result().get(0).getAddress();
        assertEquals(1, address.getScopeId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"::x", "1:2:3", "fe80::1%no-such-interface", "host:80"})
    void whatCanOnlyBeAnAddressIsNeverLookedUp(String host) {
        Future<List<InetSocketAddress>> found = resolve(host);
        assertTrue(found.done());
        Throwable failure = found.exception();
        assertInstanceOf(UnknownHostException.class, failure);
        assertTrue(failure.getMessage().contains("\"" + host + "\""), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "256.1.1.1", "127.1", "1.2.3.4.5", "a.b.c.d"})
    void namesAreNotLiterals(String host) {
        assertEquals(false, Resolver.isLiteral(host));
    }

    @Test
    void wildcardsRespectTheFamily() throws UnknownHostException {
        assertEquals(
                List.of(new InetSocketAddress("::", 1)),
                Resolver.wildcards(1, StandardProtocolFamily.INET6));
        assertEquals(2, Resolver.wildcards(1, null).size());
    }
}
