package weft.testkit;

import weft.AbstractEventLoop;
import weft.Generator;
import weft.Greenlet;
import weft.ProviderEventLoopPolicy;
import weft.spi.EventLoopProvider;

/**
 * Runs in a JVM without the flag that coroutines need: prints that callbacks work, and with which
 * message the first coroutine fails. The argument is the class of the provider.
 */
final class MissingFlagProgram {
    private MissingFlagProgram() {}

    private static void printRefusal(Runnable action) {
        try {
            action.run();
            System.out.println("it ran");
        } catch (IllegalStateException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }

    public static void main(String[] args) throws ReflectiveOperationException {
        EventLoopProvider provider =
                Class.forName(args[0])
                        .asSubclass(EventLoopProvider.class)
                        .getDeclaredConstructor()
                        .newInstance();
        try (AbstractEventLoop loop = ProviderEventLoopPolicy.newEventLoop(provider)) {
            loop.callSoon(
                    () -> {
                        System.out.println("callback ran");
                        loop.stop();
                    });
            loop.runForever();
            try {
                loop.createTask(() -> {});
                System.out.println("the coroutine was accepted");
            } catch (IllegalStateException e) {
                System.out.println("refused: " + e.getMessage());
            }
            printRefusal(loop::threadFactory);
            printRefusal(loop::coroutineExecutor);
            printRefusal(() -> Generator.of(out -> {}).next());
            printRefusal(() -> new Greenlet<>(first -> first).switchTo(null));
        }
    }
}
