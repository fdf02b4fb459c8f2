package weft.bench.jmh;

import com.sun.jna.Library;
import com.sun.jna.Native;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.TimeUnit;

/**
 * What a call of C costs from Java, by the ways there are: java.lang.foreign, JNA's interfaces,
 * JNA's direct mapping, and JNI as Netty's libraries use it. Once with a function that does nothing
 * worth mentioning, which is the way itself; once with a system call, the one that wakes a loop.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
public class NativeCallBenchmark {
    private static final Linker LINKER = Linker.nativeLinker();

    private static final MethodHandle ABS =
            handle("abs", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private static final MethodHandle ABS_CRITICAL =
            handle(
                    "abs",
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                    Linker.Option.critical(false));

    private static final FunctionDescriptor EVENTFD_WRITE_TYPE =
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG);

    private static final MethodHandle EVENTFD_WRITE = handle("eventfd_write", EVENTFD_WRITE_TYPE);

    private static final MethodHandle EVENTFD_WRITE_ERRNO =
            handle("eventfd_write", EVENTFD_WRITE_TYPE, Linker.Option.captureCallState("errno"));

    private static final CLibrary INTERFACE = Native.load("c", CLibrary.class);

    private final MemorySegment callState =
            Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
    private @Nullable FileDescriptor event;
    private int descriptor;
    private int number = -42;

    /** For the generated code. */
    public NativeCallBenchmark() {}

    /** The C library as JNA's interface mapping sees it. */
    public interface CLibrary extends Library {
        /** Calls the function of that name. */
        int abs(int number);

        /** Calls the function of that name. */
        int eventfd_write(int descriptor, long value);
    }

    /** The C library as JNA's direct mapping sees it. */
    static final class Direct {
        static {
            Native.register("c");
        }

        private Direct() {}

        static native int abs(int number);

        static native int eventfd_write(int descriptor, long value);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(
            String name, FunctionDescriptor type, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
    }

    /** Opens the descriptor that the calls write to. */
    @Setup
    public void open() {
        Epoll.ensureAvailability();
        event = io.netty.channel.epoll.Native.newEventFd();
        descriptor = event.intValue();
    }

    /** Closes it. */
    @TearDown
    public void close() throws IOException {
        if (event != null) {
            event.close();
        }
    }

    /** The way itself, through java.lang.foreign. */
    @Benchmark
    public int bareForeign() throws Throwable {
        return (int) ABS.invokeExact(number);
    }

    /** The same without the change of the thread's state, which forbids calls that block. */
    @Benchmark
    public int bareForeignCritical() throws Throwable {
        return (int) ABS_CRITICAL.invokeExact(number);
    }

    /** The way itself, through an interface that JNA implements. */
    @Benchmark
    public int bareJnaInterface() {
        return INTERFACE.abs(number);
    }

    /** The way itself, through a native method that JNA registered. */
    @Benchmark
    public int bareJnaDirect() {
        return Direct.abs(number);
    }

    /** The way itself, through a native method of Netty's library that returns a constant. */
    @Benchmark
    public int bareNettyJni() {
        return io.netty.channel.epoll.Native.sizeofEpollEvent();
    }

    /** A wake-up through java.lang.foreign. */
    @Benchmark
    public int wakeForeign() throws Throwable {
        return (int) EVENTFD_WRITE.invokeExact(descriptor, 1L);
    }

    /** The same with errno kept, as this project's loops call it. */
    @Benchmark
    public int wakeForeignErrno() throws Throwable {
        return (int) EVENTFD_WRITE_ERRNO.invokeExact(callState, descriptor, 1L);
    }

    /** A wake-up through an interface that JNA implements. */
    @Benchmark
    public int wakeJnaInterface() {
        return INTERFACE.eventfd_write(descriptor, 1);
    }

    /** A wake-up through a native method that JNA registered. */
    @Benchmark
    public int wakeJnaDirect() {
        return Direct.eventfd_write(descriptor, 1);
    }

    /** A wake-up through Netty's library. */
    @Benchmark
    public void wakeNettyJni() {
        io.netty.channel.epoll.Native.eventFdWrite(descriptor, 1);
    }
}
