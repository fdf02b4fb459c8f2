package weft.epoll;

import weft.linux.NativeAccess;
import weft.readiness.ReadinessBackend;
import weft.spi.Availability;
import weft.spi.Backend;

import java.io.IOException;
import java.lang.foreign.ValueLayout;

/** Makes backends of this module, and finds out whether they work here. */
final class Loops {
    static final String LEVEL = "epoll";
    static final String EDGE = "epoll-et";
    static final String POLL = "poll";

    private Loops() {}

    static Backend epoll(Trigger trigger) throws IOException {
        String name = trigger == Trigger.EDGE ? EDGE : LEVEL;
        return new ReadinessBackend(
                new EpollFacility(
                        name, (libc, arena) -> new EpollMultiplexer(libc, arena, trigger, true)));
    }

    static Backend poll() throws IOException {
        return new ReadinessBackend(new EpollFacility(POLL, PollMultiplexer::new));
    }

    /** Makes a backend to try. */
    @FunctionalInterface
    interface Attempt {
        Backend open() throws IOException;
    }

    /** Tries to open a backend and to poll it once. */
    static Availability availability(String name, Attempt attempt) {
        String system = System.getProperty("os.name");
        if (!"Linux".equals(system)) {
            return Availability.unusable(name + " exists on Linux only; this is " + system, "");
        }
        if (ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
            return Availability.unusable(name + " needs a 64-bit JVM here", "use a 64-bit JDK");
        }
        try (Backend backend = attempt.open()) {
            backend.wakeup();
            backend.poll(1);
            return Availability.usable("Linux " + System.getProperty("os.version"));
        } catch (IOException refused) {
            // Its message names the limit and the remedy where there is one.
            return Availability.unusable(String.valueOf(refused.getMessage()), "");
        } catch (IllegalCallerException | LinkageError e) {
            return Availability.unusable(
                    NativeAccess.refusal(e),
                    "add --enable-native-access=ALL-UNNAMED on the class path, or"
                            + " --enable-native-access=weft.linux on the module path");
        }
    }
}
