package weft.iocp;

import weft.spi.Availability;

import java.io.IOException;
import java.lang.foreign.ValueLayout;

/** Finds out whether completion ports work here, by opening one with everything a loop needs. */
final class Probe {
    private Probe() {}

    static boolean existsOn(String systemName) {
        return systemName.startsWith("Windows");
    }

    /**
     * @param system the operating system's name, as in the property {@code os.name}
     */
    static Availability availability(String system) {
        if (!existsOn(system)) {
            return Availability.unusable(
                    "I/O completion ports exist on Windows only; this is " + system,
                    "use another loop: ./weft doctor lists those that work");
        }
        if (ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
            return Availability.unusable("this backend needs a 64-bit JVM", "use a 64-bit JDK");
        }
        try {
            new IocpBackend(new NativeCalls()).close();
            return Availability.usable(system + " " + System.getProperty("os.version"));
        } catch (IOException refused) {
            return Availability.unusable(String.valueOf(refused.getMessage()), "");
        } catch (IllegalCallerException | LinkageError e) {
            return Availability.unusable(
                    "this launch may not call native code (" + e + ")",
                    "add --enable-native-access=ALL-UNNAMED on the class path, or"
                            + " --enable-native-access=weft.iocp on the module path");
        }
    }
}
