package weft.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;

class SocketAddressesTest {
    private final MemorySegment memory =
            Arena.ofAuto().allocate(Structs.SOCKADDR_MAX_BYTES, Long.BYTES);

    @Test
    void internetAddressesSurviveTheRoundTrip() throws Exception {
        for (String host : new String[] {"127.0.0.1", "255.254.253.252", "::1", "2001:db8::ff"}) {
            SocketAddress address = new InetSocketAddress(InetAddress.ofLiteral(host), 65_535);
            int family = SocketAddresses.family(address);
            int length = SocketAddresses.encode(address, family, memory);
            assertEquals(family == Constants.AF_INET ? 16 : 28, length);
            assertEquals(address, SocketAddresses.decode(memory, length));
        }
    }

    @Test
    void portAndAddressAreInNetworkOrder() throws Exception {
        SocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("1.2.3.4"), 0x1234);
        SocketAddresses.encode(address, Constants.AF_INET, memory);
        byte[] encoded = memory.asSlice(0, 16).toArray(ValueLayout.JAVA_BYTE);
        byte[] expected = {2, 0, 0x12, 0x34, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0};
        assertArrayEquals(expected, encoded);
    }

    @Test
    void scopeOfALinkLocalAddressSurvives() throws Exception {
        byte[] bytes = InetAddress.ofLiteral("fe80::1").getAddress();
        Inet6Address scoped = Inet6Address.getByAddress(null, bytes, 7);
        int length =
                SocketAddresses.encode(
                        new InetSocketAddress(scoped, 1), Constants.AF_INET6, memory);
        InetSocketAddress decoded = (InetSocketAddress) SocketAddresses.decode(memory, length);
        assertEquals(7, ((Inet6Address) decoded.getAddress()).getScopeId());
    }

    @Test
    void ipv4ReachedThroughAnIpv6SocketIsMapped() throws Exception {
        SocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("10.1.2.3"), 80);
        int length = SocketAddresses.encode(address, Constants.AF_INET6, memory);
        assertEquals(28, length);
        assertEquals((byte) 0xff, memory.get(ValueLayout.JAVA_BYTE, 8 + 10));
        assertEquals(address, SocketAddresses.decode(memory, length));
    }

    @Test
    void ipv4WildcardBecomesTheIpv6Wildcard() throws Exception {
        SocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 80);
        int length = SocketAddresses.encode(address, Constants.AF_INET6, memory);
        InetSocketAddress decoded = (InetSocketAddress) SocketAddresses.decode(memory, length);
        assertEquals(InetAddress.ofLiteral("::"), decoded.getAddress());
    }

    @Test
    void familyThatCannotReachTheAddressIsRefused() {
        SocketAddress ipv6 = new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 80);
        SocketException failure =
                assertThrows(
                        SocketException.class,
                        () -> SocketAddresses.encode(ipv6, Constants.AF_INET, memory));
        assertTrue(failure.getMessage().contains("2001:db8"), failure::getMessage);
        assertThrows(
                IllegalArgumentException.class,
                () -> SocketAddresses.family(InetSocketAddress.createUnresolved("nowhere", 1)));
    }

    @Test
    void unixPathsAndNamesSurviveTheRoundTrip() throws Exception {
        SocketAddress path = UnixDomainSocketAddress.of("/run/some.sock");
        int length = SocketAddresses.encode(path, Constants.AF_UNIX, memory);
        assertEquals(path, SocketAddresses.decode(memory, length));

        byte[] name = "\0abstract".getBytes(StandardCharsets.UTF_8);
        length = SocketAddresses.encodeUnix(name, memory);
        assertArrayEquals(name, SocketAddresses.decodeUnix(memory, length));

        length = SocketAddresses.encodeUnix(new byte[0], memory);
        assertEquals(2, length);
        assertEquals(UnixDomainSocketAddress.of(""), SocketAddresses.decode(memory, length));
    }

    @Test
    void longUnixPathIsRefusedWithItsLimit() throws Exception {
        byte[] longest = new byte[107];
        java.util.Arrays.fill(longest, (byte) 'a');
        assertEquals(110, SocketAddresses.encodeUnix(longest, memory));
        byte[] tooLong = java.util.Arrays.copyOf(longest, 108);
        tooLong[107] = 'a';
        SocketException failure =
                assertThrows(
                        SocketException.class, () -> SocketAddresses.encodeUnix(tooLong, memory));
        assertTrue(failure.getMessage().contains("at most 107"), failure::getMessage);
    }
}
