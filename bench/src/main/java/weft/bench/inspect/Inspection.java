package weft.bench.inspect;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Asks a running program for its loops and tasks.
 *
 * <p>Through the JVM's own local management connector, started by attaching: it needs no flag in
 * the target, loads no agent of ours (which the JVM would warn of), and the program pays nothing
 * until somebody asks. The bean that answers is a class of the engine, which management makes by
 * its name.
 */
final class Inspection {
    private static final String INSPECTOR = "weft.core.LoopInspector";
    private static final String BEAN = "weft:type=LoopInspector";

    // A loop that takes longer is shown as it hangs.
    private static final long PATIENCE_MILLIS = 1000;

    private Inspection() {}

    /**
     * Returns the loops of a process.
     *
     * @throws IOException if there is no such process, it is no JVM, it may not be looked into, or
     *     it has no weft; the message says which
     */
    @SuppressWarnings("BanJNDI") // the address is the one that the JVM itself has just told us
    static List<LoopRow> of(long pid) throws IOException {
        requireJvm(pid);
        VirtualMachine machine;
        try {
            machine = VirtualMachine.attach(Long.toString(pid));
        } catch (AttachNotSupportedException e) {
            throw new IOException(
                    "process " + pid + " does not let itself be attached to: " + e, e);
        } catch (IOException e) {
            throw new IOException(
                    "cannot attach to process " + pid + ": " + e.getMessage() + owner(pid), e);
        }
        try {
            JMXServiceURL address = new JMXServiceURL(machine.startLocalManagementAgent());
            try (JMXConnector connector = JMXConnectorFactory.connect(address)) {
                return ask(pid, connector.getMBeanServerConnection());
            }
        } finally {
            machine.detach();
        }
    }

    private static List<LoopRow> ask(long pid, MBeanServerConnection server) throws IOException {
        try {
            ObjectName name = new ObjectName(BEAN);
            try {
                server.createMBean(INSPECTOR, name);
            } catch (InstanceAlreadyExistsException e) {
                // From somebody who looked before, or looks at the same time.
                server.getObjectInstance(name);
            }
            Object answer =
                    server.invoke(
                            name,
                            "snapshot",
                            new Object[] {PATIENCE_MILLIS},
                            new String[] {long.class.getName()});
            return LoopRow.read((String[][]) answer);
        } catch (ReflectionException e) {
            if (e.getCause() instanceof ClassNotFoundException) {
                throw new IOException(
                        "process " + pid + " has no weft on its class path or module path", e);
            }
            throw new IOException("cannot look into process " + pid + ": " + e.getCause(), e);
        } catch (JMException e) {
            throw new IOException("cannot look into process " + pid + ": " + e, e);
        }
    }

    /**
     * Checks that a process is a JVM before anything is sent to it: attaching starts with a signal
     * that ends other programs.
     */
    private static void requireJvm(long pid) throws IOException {
        if (pid <= 0 || ProcessHandle.of(pid).isEmpty()) {
            throw new IOException("there is no process " + pid);
        }
        boolean isListed =
                VirtualMachine.list().stream()
                        .map(VirtualMachineDescriptor::id)
                        .anyMatch(Long.toString(pid)::equals);
        if (!isListed && !mapsLibjvm(pid)) {
            throw new IOException("process " + pid + " is no Java program");
        }
    }

    /** Tells whether a process that hides its performance data has loaded a JVM. Linux. */
    private static boolean mapsLibjvm(long pid) throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc", Long.toString(pid), "maps"))) {
            return maps.anyMatch(line -> line.endsWith("/libjvm.so"));
        } catch (NoSuchFileException e) {
            return false;
        } catch (AccessDeniedException e) {
            throw new IOException("cannot look into process " + pid + owner(pid), e);
        }
    }

    private static String owner(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().user())
                .map(user -> "; it belongs to " + user + ", run this as that user")
                .orElse("");
    }
}
