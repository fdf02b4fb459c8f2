package weft.iouring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

import weft.AbstractEventLoop;
import weft.ProviderEventLoopPolicy;
import weft.linux.Errno;
import weft.linux.LibC;
import weft.spi.Availability;
import weft.spi.AvailabilityMemory;
import weft.spi.AvailabilityMemory.Answer;
import weft.spi.EventLoopProvider;
import weft.testkit.LeakCheck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What is said when io_uring is refused, and that nothing is left behind. */
@ExtendWith(LeakCheck.class)
class RefusalTest {
    private final IoUringEventLoopProvider provider = new IoUringEventLoopProvider();

    @Test
    void seccompIsNamedWithItsRemedy() throws Exception {
        Availability refused = definitely(Errno.EPERM);
        assertFalse(refused.usable());
        assertTrue(refused.reason().contains("EPERM"), refused.reason());
        assertTrue(refused.reason().contains("seccomp"), refused.reason());
        assertTrue(refused.remedy().contains("seccomp profile"), refused.remedy());
    }

    @Test
    void missingSystemCallIsNamedWithItsRemedy() throws Exception {
        Availability refused = definitely(Errno.ENOSYS);
        assertFalse(refused.usable());
        assertTrue(refused.reason().contains("ENOSYS"), refused.reason());
        assertTrue(refused.remedy().contains("Linux 6.0"), refused.remedy());
    }

    @Test
    void lockedMemoryIsNamedWithItsRemedy() throws Exception {
        Availability refused = forNow(Errno.ENOMEM);
        assertFalse(refused.usable());
        assertTrue(refused.remedy().contains("ulimit -l"), refused.remedy());
    }

    @Test
    void oldKernelIsNamedWithItsRemedy() throws Exception {
        Availability refused = definitely(Errno.EINVAL);
        assertFalse(refused.usable());
        assertTrue(refused.remedy().contains("Linux 6.0"), refused.remedy());
    }

    @Test
    void exhaustedDescriptorsAreNamedWithTheirRemedy() throws Exception {
        Availability refused = forNow(Errno.EMFILE);
        assertFalse(refused.usable());
        assertTrue(refused.remedy().contains("ulimit -n"), refused.remedy());
    }

    private static Availability definitely(int errno) throws Exception {
        Answer answer = Seccomp.refusing(errno, Probe::ask);
        assertTrue(answer.definite(), "asked again for every loop");
        return answer.availability();
    }

    private static Availability forNow(int errno) throws Exception {
        Answer answer = Seccomp.refusing(errno, Probe::ask);
        assertFalse(answer.definite(), "a shortage passes");
        return answer.availability();
    }

    /** However often it is asked and by whichever provider, the kernel is asked once. */
    @Test
    void aLoopCostsOneRing() throws Exception {
        AtomicInteger probes = new AtomicInteger();
        AvailabilityMemory memory =
                new AvailabilityMemory(
                        () -> {
                            probes.incrementAndGet();
                            return Probe.ask();
                        });
        List<AbstractEventLoop> loops = new ArrayList<>();
        Assumptions.assumeTrue(memory.get().usable(), memory.get().reason());
        long before = openRings();
        for (int i = 0; i < 3; i++) {
            var policy = new ProviderEventLoopPolicy(new IoUringEventLoopProvider(memory));
            loops.add(policy.newEventLoop());
            assertEquals(before + i + 1, openRings());
        }
        loops.forEach(AbstractEventLoop::close);
        assertEquals(before, openRings());
        assertEquals(1, probes.get());
    }

    /** The shortage of one moment does not keep later loops from working. */
    @Test
    void aShortageIsNotRemembered() {
        AtomicInteger attempts = new AtomicInteger();
        AvailabilityMemory memory =
                new AvailabilityMemory(
                        () ->
                                Probe.ask(
                                        () -> {
                                            if (attempts.incrementAndGet() == 1) {
                                                throw RingRefusedException.of(
                                                        Errno.ENFILE, "io_uring_setup");
                                            }
                                            return Availability.usable("after all");
                                        }));
        assertFalse(memory.get().usable());
        assertTrue(memory.get().usable());
        assertTrue(memory.get().usable());
        assertEquals(2, attempts.get());
    }

    /** What memory said yes to can be refused later; then the backend says so, with the remedy. */
    @Test
    void shortagesAreReportedByTheBackendItself() throws Exception {
        var usable = Answer.definite(Availability.usable("earlier"));
        var remembering = new IoUringEventLoopProvider(new AvailabilityMemory(() -> usable));
        var policy = new ProviderEventLoopPolicy(remembering);
        UncheckedIOException failure =
                Seccomp.refusing(
                        Errno.EMFILE,
                        () -> assertThrows(UncheckedIOException.class, policy::newEventLoop));
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains("EMFILE") || message.contains("ulimit -n"), message);
    }

    private static long openRings() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(RefusalTest::isRing).count();
        }
    }

    private static boolean isRing(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("[io_uring]");
        } catch (IOException gone) {
            return false; // the listing's own descriptor
        }
    }

    @Test
    void refusedBackendThrowsAndLeaksNothing() throws Exception {
        IOException failure =
                Seccomp.refusing(
                        Errno.EPERM, () -> assertThrows(IOException.class, provider::newBackend));
        assertTrue(String.valueOf(failure.getMessage()).contains("EPERM"));
    }

    /** What was mapped before the kernel refused the rest is unmapped again. */
    @Test
    @EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
    void refusedMappingLeavesNothingMapped() throws Exception {
        long before = mappedRings();
        IOException failure =
                Seccomp.refusingMap(
                        Errno.ENOMEM,
                        Abi.IORING_OFF_SQES,
                        () -> assertThrows(IOException.class, () -> new Ring(new LibC(), 4, 8)));
        assertTrue(String.valueOf(failure.getMessage()).contains("mapping the rings"));
        assertEquals(before, mappedRings());
        try (Ring ring = new Ring(new LibC(), 4, 8)) {
            assertEquals(before + 2, mappedRings(), "not seen in the maps: " + ring.fd());
        }
        assertEquals(before, mappedRings());
    }

    private static long mappedRings() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("[io_uring]")).count();
        }
    }

    @Test
    void availabilityNamesWhatWasFound() {
        Availability availability = provider.availability();
        if (availability.usable()) {
            assertTrue(availability.reason().startsWith("Linux "), availability.reason());
            assertEquals("", availability.remedy());
        } else {
            assertFalse(availability.remedy().isEmpty(), availability.reason());
        }
    }

    @Test
    void providerIsFoundByTheServiceLoader() {
        EventLoopProvider found =
                ServiceLoader.load(EventLoopProvider.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(candidate -> candidate.name().equals("io_uring"))
                        .findFirst()
                        .orElseThrow();
        assertEquals(IoUringEventLoopProvider.class, found.getClass());
        assertEquals(400, found.priority());
    }
}
