package weft.iouring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

import weft.linux.Errno;
import weft.linux.LibC;
import weft.spi.Availability;
import weft.spi.EventLoopProvider;
import weft.testkit.LeakCheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** What is said when io_uring is refused, and that nothing is left behind. */
@ExtendWith(LeakCheck.class)
class RefusalTest {
    private final IoUringEventLoopProvider provider = new IoUringEventLoopProvider();

    @Test
    void seccompIsNamedWithItsRemedy() throws Exception {
        Availability refused = Seccomp.refusing(Errno.EPERM, provider::availability);
        assertFalse(refused.usable());
        assertTrue(refused.reason().contains("EPERM"), refused.reason());
        assertTrue(refused.reason().contains("seccomp"), refused.reason());
        assertTrue(refused.remedy().contains("seccomp profile"), refused.remedy());
    }

    @Test
    void missingSystemCallIsNamedWithItsRemedy() throws Exception {
        Availability refused = Seccomp.refusing(Errno.ENOSYS, provider::availability);
        assertFalse(refused.usable());
        assertTrue(refused.reason().contains("ENOSYS"), refused.reason());
        assertTrue(refused.remedy().contains("Linux 6.0"), refused.remedy());
    }

    @Test
    void lockedMemoryIsNamedWithItsRemedy() throws Exception {
        Availability refused = Seccomp.refusing(Errno.ENOMEM, provider::availability);
        assertFalse(refused.usable());
        assertTrue(refused.remedy().contains("ulimit -l"), refused.remedy());
    }

    @Test
    void oldKernelIsNamedWithItsRemedy() throws Exception {
        Availability refused = Seccomp.refusing(Errno.EINVAL, provider::availability);
        assertFalse(refused.usable());
        assertTrue(refused.remedy().contains("Linux 6.0"), refused.remedy());
    }

    @Test
    void exhaustedDescriptorsAreNamedWithTheirRemedy() throws Exception {
        Availability refused = Seccomp.refusing(Errno.EMFILE, provider::availability);
        assertFalse(refused.usable());
        assertTrue(refused.remedy().contains("ulimit -n"), refused.remedy());
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
