package weft.epoll;

import weft.linux.NativeAccess;
import weft.readiness.ReadinessBackend;
import weft.spi.Availability;
import weft.spi.AvailabilityMemory.Answer;
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

    /** Tells whether an operating system has epoll and ppoll. */
    static boolean existOn(String systemName) {
        return systemName.equals("Linux");
    }

    /**
     * Tries to open a backend and to poll it once. What the system refuses here is descriptors or
     * memory, so that it may be granted later.
     */
    static Answer ask(String name, Attempt attempt) {
        String system = System.getProperty("os.name");
        if (!existOn(system)) {
            return refused(name + " exists on Linux only; this is " + system, "");
        }
        if (ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
            return refused(name + " needs a 64-bit JVM here", "use a 64-bit JDK");
        }
        try (Backend backend = attempt.open()) {
            backend.wakeup();
            backend.poll(1);
            String found = "Linux " + System.getProperty("os.version");
            return Answer.definite(Availability.usable(found));
        } catch (IOException refused) {
            // Its message names the limit and the remedy where there is one.
            String reason = String.valueOf(refused.getMessage());
            return Answer.passing(Availability.unusable(reason, ""));
        } catch (IllegalCallerException | LinkageError e) {
            return refused(
                    NativeAccess.refusal(e),
                    "add --enable-native-access=ALL-UNNAMED on the class path, or"
                            + " --enable-native-access=weft.linux on the module path");
        }
    }

    private static Answer refused(String reason, String remedy) {
        return Answer.definite(Availability.unusable(reason, remedy));
    }
}
