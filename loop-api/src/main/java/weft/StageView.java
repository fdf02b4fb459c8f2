package weft;

import org.jspecify.annotations.Nullable;

import weft.spi.RunningLoop;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A future as a {@link CompletionStage} whose dependent stages all run through {@code callSoon},
 * also those that would run in the completing thread or at once.
 */
final class StageView<T extends @Nullable Object> extends CompletableFuture<T> {
    private final Executor onLoop;

    private StageView(Executor onLoop) {
        this.onLoop = onLoop;
    }

    static <T extends @Nullable Object> CompletionStage<T> of(Future<T> future) {
        AbstractEventLoop loop = future.getLoop();
        StageView<T> view =
                new StageView<>(
                        runnable -> {
                            if (RunningLoop.current() == loop) {
                                loop.callSoon(runnable);
                            } else {
                                loop.callSoonThreadsafe(runnable);
                            }
                        });
        future.addDoneCallback(done -> view.end(future));
        return view;
    }

    private void end(Future<T> future) {
        if (future.cancelled()) {
            CancellationException cancelled =
                    new CancellationException(future.cancelledError().getMessage());
            completeExceptionally(cancelled);
            return;
        }
        Throwable problem = future.exception();
        if (problem != null) {
            completeExceptionally(problem);
        } else {
            complete(future.result());
        }
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new StageView<>(onLoop);
    }

    @Override
    public Executor defaultExecutor() {
        return onLoop;
    }

    /** Returns a copy, so that completing it leaves the view alone. */
    @Override
    public CompletableFuture<T> toCompletableFuture() {
        return copy();
    }

    @Override
    public <U> CompletableFuture<U> thenApply(Function<? super T, ? extends U> function) {
        return thenApplyAsync(function, onLoop);
    }

    @Override
    public CompletableFuture<Void> thenAccept(Consumer<? super T> action) {
        return thenAcceptAsync(action, onLoop);
    }

    @Override
    public CompletableFuture<Void> thenRun(Runnable action) {
        return thenRunAsync(action, onLoop);
    }

    @Override
    public <U, V> CompletableFuture<V> thenCombine(
            CompletionStage<? extends U> other,
            BiFunction<? super T, ? super U, ? extends V> function) {
        return thenCombineAsync(other, function, onLoop);
    }

    @Override
    public <U> CompletableFuture<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return thenAcceptBothAsync(other, action, onLoop);
    }

    @Override
    public CompletableFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
        return runAfterBothAsync(other, action, onLoop);
    }

    @Override
    public <U> CompletableFuture<U> applyToEither(
            CompletionStage<? extends T> other, Function<? super T, U> function) {
        return applyToEitherAsync(other, function, onLoop);
    }

    @Override
    public CompletableFuture<Void> acceptEither(
            CompletionStage<? extends T> other, Consumer<? super T> action) {
        return acceptEitherAsync(other, action, onLoop);
    }

    @Override
    public CompletableFuture<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
        return runAfterEitherAsync(other, action, onLoop);
    }

    @Override
    public <U> CompletableFuture<U> thenCompose(
            Function<? super T, ? extends CompletionStage<U>> function) {
        return thenComposeAsync(function, onLoop);
    }

    @Override
    public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
        return whenCompleteAsync(action, onLoop);
    }

    @Override
    public <U> CompletableFuture<U> handle(BiFunction<? super T, Throwable, ? extends U> function) {
        return handleAsync(function, onLoop);
    }

    @Override
    public CompletableFuture<T> exceptionally(Function<Throwable, ? extends T> function) {
        return exceptionallyAsync(function, onLoop);
    }

    @Override
    public CompletableFuture<T> exceptionallyCompose(
            Function<Throwable, ? extends CompletionStage<T>> function) {
        return exceptionallyComposeAsync(function, onLoop);
    }
}
