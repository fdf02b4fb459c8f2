package weft.bench.inspect;

import weft.Asyncio;
import weft.Future;
import weft.TaskGroup;
import weft.TaskOptions;
import weft.core.CoreEngine;
import weft.select.SelectEventLoopProvider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** A program to look into, which ends when its input does. {@link InspectionTest} starts it. */
final class InspectedProgram {
    private InspectedProgram() {}

    public static void main(String[] args) {
        Thread.ofPlatform().daemon().start(InspectedProgram::endWithInput);
        Asyncio.run(
                () -> {
                    album(args[0]);
                    return null;
                },
                null,
                () -> {
                    try {
                        return new CoreEngine()
                                .newEventLoop(new SelectEventLoopProvider().newBackend());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private static void endWithInput() {
        try {
            System.in.readAllBytes();
        } catch (IOException e) {
            System.out.println(e);
        }
        Runtime.getRuntime().halt(0);
    }

    private static void album(String how) {
        Asyncio.currentTask().setName("album");
        TaskGroup.run(
                group -> {
                    group.createTask(() -> play(), TaskOptions.named("first track"));
                    group.createTask(() -> play(), TaskOptions.named("second track"));
                    Asyncio.getRunningLoop().callSoon(() -> goOn(how));
                });
    }

    private static void play() {
        Asyncio.sleep(Duration.ofDays(1));
    }

    private static void goOn(String how) {
        if (how.equals("circle")) {
            Future<?>[] tasks = new Future<?>[2];
            tasks[0] = Asyncio.createTask(() -> tasks[1].await(), TaskOptions.named("hen"));
            tasks[1] = Asyncio.createTask(() -> tasks[0].await(), TaskOptions.named("egg"));
        }
        Asyncio.getRunningLoop().callLater(Duration.ofMillis(1), () -> ready(how));
    }

    private static void ready(String how) {
        System.out.println("ready");
        if (how.equals("hanging")) {
            holdTheLoop();
        }
    }

    private static void holdTheLoop() {
        while (true) {
            Thread.onSpinWait();
        }
    }
}
