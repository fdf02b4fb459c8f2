package weft.iouring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import weft.linux.Errno;
import weft.spi.Availability;
import weft.spi.EventLoopProvider;
import weft.testkit.LeakCheck;

import java.io.IOException;
import java.util.ServiceLoader;

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
