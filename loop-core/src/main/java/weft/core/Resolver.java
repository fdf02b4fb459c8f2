package weft.core;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;
import weft.Context;
import weft.Future;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Turns hosts into addresses. Literal addresses are read at once; names are looked up on the loop's
 * pool, because a look-up blocks its thread, virtual or not.
 */
final class Resolver {
    private static final Pattern DOTTED_QUAD = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final int MAX_PORT = 65_535;
    private static final int MAX_BYTE = 255;

    private Resolver() {}

    /**
     * Resolves a host.
     *
     * @param host a name or an address, not empty
     * @param family the only family wanted, or null for all
     * @return a future of at least one address, without duplicates, in the system's order; done
     *     already if the host is an address
     */
    static Future<List<InetSocketAddress>> resolve(
            AbstractEventLoop loop, String host, int port, @Nullable ProtocolFamily family) {
        if (!isLiteral(host)) {
            return loop.runInExecutor(null, () -> filtered(lookUp(host), host, port, family));
        }
        Future<List<InetSocketAddress>> done = loop.createFuture();
        try {
            done.setResult(filtered(List.of(parse(host)), host, port, family));
        } catch (UnknownHostException unusable) {
            done.setException(unusable);
        }
        return done;
    }

    /**
     * Goes on with what was found, at once if it is there. What went wrong goes to the future that
     * everything is done for; if that is done already, nothing happens.
     *
     * @param found what {@link #resolve} returned
     * @param result the future that everything is done for
     * @param context what to go on in
     * @param next what to do with the addresses
     */
    static void whenFound(
            Future<List<InetSocketAddress>> found,
            Future<?> result,
            Context context,
            Consumer<List<InetSocketAddress>> next) {
        if (found.done()) {
            goOn(found, result, next);
        } else {
            found.addDoneCallback(done -> goOn(found, result, next), context);
        }
    }

    /** Returns the addresses that stand for all interfaces. */
    static List<InetSocketAddress> wildcards(int port, @Nullable ProtocolFamily family)
            throws UnknownHostException {
        List<InetAddress> both =
                List.of(
                        InetAddress.getByAddress(new byte[4]),
                        InetAddress.getByAddress(new byte[16]));
        return filtered(both, "", port, family);
    }

    static ProtocolFamily familyOf(InetSocketAddress address) {
        return familyOf(address.getAddress());
    }

    /**
     * Checks a port.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    static void checkPort(int port, int lowest) {
        if (port < lowest || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "port " + port + " is not in " + lowest + ".." + MAX_PORT);
        }
    }

    /** Tells whether a host can only be an address: it has a colon, or is four decimal bytes. */
    static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0
                || (DOTTED_QUAD.matcher(host).matches()
                        && Arrays.stream(host.split("\\."))
                                .allMatch(part -> Integer.parseInt(part) <= MAX_BYTE));
    }

    private static void goOn(
            Future<List<InetSocketAddress>> found,
            Future<?> result,
            Consumer<List<InetSocketAddress>> next) {
        if (result.done()) {
            return;
        }
        if (found.cancelled()) {
            result.cancel();
            return;
        }
        Throwable failure = found.exception();
        if (failure != null) {
            result.setException(failure);
        } else {
            next.accept(found.result());
        }
    }

    private static ProtocolFamily familyOf(InetAddress address) {
        return address instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6;
    }

    private static InetAddress parse(String host) throws UnknownHostException {
        if (host.indexOf(':') < 0) {
            String[] parts = host.split("\\.");
            byte[] bytes = new byte[parts.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) Integer.parseInt(parts[i]);
            }
            return InetAddress.getByAddress(bytes);
        }
        // In brackets nothing but an IPv6 address is accepted, so that no look-up follows.
        String bracketed = host.startsWith("[") ? host : "[" + host + "]";
        try {
            return InetAddress.getByName(bracketed);
        } catch (UnknownHostException invalid) {
            throw unknown(host, "not a valid IPv6 address or scope", invalid);
        }
    }

    private static List<InetAddress> lookUp(String host) throws UnknownHostException {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException failure) {
            throw unknown(host, "the look-up found nothing", failure);
        }
    }

    private static List<InetSocketAddress> filtered(
            List<InetAddress> addresses, String host, int port, @Nullable ProtocolFamily family)
            throws UnknownHostException {
        Set<InetSocketAddress> wanted = new LinkedHashSet<>();
        for (InetAddress address : addresses) {
            if (family == null || familyOf(address) == family) {
                wanted.add(new InetSocketAddress(address, port));
            }
        }
        if (wanted.isEmpty()) {
            throw unknown(host, "no address of family " + family, null);
        }
        return new ArrayList<>(wanted);
    }

    private static UnknownHostException unknown(
            String host, String reason, @Nullable UnknownHostException cause) {
        UnknownHostException failure =
                new UnknownHostException("unknown host \"" + host + "\": " + reason);
        if (cause != null) {
            failure.initCause(cause);
        }
        return failure;
    }
}
