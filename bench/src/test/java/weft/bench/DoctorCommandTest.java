package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DoctorCommandTest {
    @Test
    void nativeModulesAreThoseOfTheSystem() {
        assertEquals("weft.iocp", DoctorCommand.nativeModules("Windows 10"));
        assertEquals("weft.linux,weft.iouring", DoctorCommand.nativeModules("Linux"));
    }
}
