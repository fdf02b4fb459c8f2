package weft.bench.netty;

import weft.spi.Availability;
import weft.spi.Backend;

import java.io.IOException;

/** Finds out whether a loop of Netty's works here. */
final class NettyLoops {
    private NettyLoops() {}

    static boolean existOn(String systemName) {
        return systemName.equals("Linux");
    }

    /** Makes a backend to try. */
    @FunctionalInterface
    interface Attempt {
        Backend open() throws IOException;
    }

    /** Tries to open a backend and to poll it once. */
    static Availability availability(String name, Attempt attempt) {
        String system = System.getProperty("os.name");
        if (!existOn(system)) {
            return Availability.unusable(name + " exists on Linux only; this is " + system, "");
        }
        try (Backend backend = attempt.open()) {
            backend.wakeup();
            backend.poll(1);
            return Availability.usable("Netty's transport on Linux " + version());
        } catch (IOException | RuntimeException refused) {
            return Availability.unusable(String.valueOf(refused.getMessage()), "");
        } catch (LinkageError e) {
            return Availability.unusable(
                    "Netty's native library does not load: " + reason(e),
                    "put the netty-transport-native jar of this processor on the class path");
        }
    }

    private static String version() {
        return System.getProperty("os.version");
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
