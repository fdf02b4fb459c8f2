package weft.testkit.coroutines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static weft.Asyncio.createTask;
import static weft.Asyncio.getRunningLoop;
import static weft.Asyncio.sleep;
import static weft.testkit.coroutines.CoroutineFixture.assertCancelled;
import static weft.testkit.coroutines.CoroutineFixture.turn;
import static weft.testkit.coroutines.CoroutineFixture.turns;

import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.Asyncio;
import weft.ExceptionContext;
import weft.Generator;
import weft.Publishers;
import weft.Task;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;

/** Rules of {@link Publishers}: demand, cancellation, errors, one signal at a time. */
interface PublisherRules extends GeneratorFixture {
    /** A publisher whose signals the test sends, and that notes what it is asked for. */
    final class Probe<T> implements Flow.Publisher<T>, Flow.Subscription {
        final List<String> log = new ArrayList<>();
        Flow.Subscriber<? super T> subscriber;

        @Override
        public void subscribe(Flow.Subscriber<? super T> newSubscriber) {
            subscriber = newSubscriber;
            newSubscriber.onSubscribe(this);
        }

        @Override
        public void request(long count) {
            log.add("request " + count);
        }

        @Override
        public void cancel() {
            log.add("cancel");
        }
    }

    /** A subscriber that does only what the test does with its subscription. */
    class Recorder<T> implements Flow.Subscriber<T> {
        final List<Object> log = new ArrayList<>();
        Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription newSubscription) {
            subscription = newSubscription;
            log.add("subscribed");
        }

        @Override
        public void onNext(T item) {
            log.add(item);
        }

        @Override
        public void onError(Throwable problem) {
            log.add(problem);
        }

        @Override
        public void onComplete() {
            log.add("complete");
        }
    }

    @Test
    default void publisherOfAnotherThreadIsIterated() {
        run(
                () -> {
                    SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>();
                    Generator<Integer, Void, Void> items = Publishers.iterate(publisher);
                    Task<Integer> sum =
                            createTask(() -> items.stream().mapToInt(Integer::intValue).sum());
                    turn();
                    assertTrue(publisher.hasSubscribers());
                    Asyncio.toThread(() -> submitUpTo(1_000, publisher));
                    assertEquals(500_500, sum.await());
                });
    }

    private static void submitUpTo(int last, SubmissionPublisher<Integer> publisher) {
        try (publisher) {
            for (int i = 1; i <= last; i++) {
                publisher.submit(i);
            }
        }
    }

    @Test
    default void publisherIsAskedForAFewItemsAtATime() {
        run(
                () -> {
                    Probe<Integer> probe = new Probe<>();
                    Generator<Integer, Void, Void> items = Publishers.iterate(probe, 4);
                    assertEquals(List.of(), probe.log); // nobody has asked for an item
                    Task<Integer> first = createTask(items::next);
                    turn();
                    assertEquals(List.of("request 4"), probe.log);
                    for (int i = 1; i <= 4; i++) {
                        probe.subscriber.onNext(i);
                    }
                    assertEquals(1, first.await());
                    assertEquals(List.of("request 4"), probe.log);
                    assertEquals(2, items.next());
                    assertEquals(List.of("request 4", "request 2"), probe.log);
                    assertEquals(3, items.next());
                    assertEquals(4, items.next());
                    assertEquals(List.of("request 4", "request 2", "request 2"), probe.log);
                    items.close();
                });
    }

    @Test
    default void publisherIsCancelledByAnEarlyBreak() {
        run(
                () -> {
                    Probe<Integer> probe = new Probe<>();
                    try (Generator<Integer, Void, Void> items = Publishers.iterate(probe, 1)) {
                        Task<Integer> first = createTask(items::next);
                        turn();
                        probe.subscriber.onNext(1);
                        assertEquals(1, first.await());
                        assertFalse(probe.log.contains("cancel"));
                    }
                    assertEquals("cancel", probe.log.getLast());
                    probe.subscriber.onNext(2); // one that was under way does no harm
                    probe.subscriber.onComplete();
                });
    }

    @Test
    default void publisherIsCancelledWithItsConsumer() {
        run(
                () -> {
                    Probe<Integer> probe = new Probe<>();
                    Generator<Integer, Void, Void> items = Publishers.iterate(probe);
                    Task<Integer> consumer = createTask(items::next);
                    turn();
                    consumer.cancel();
                    assertCancelled(consumer);
                    assertEquals("cancel", probe.log.getLast());
                });
    }

    @Test
    default void publisherErrorIsThrownAfterTheItems() {
        run(
                () -> {
                    Probe<Integer> probe = new Probe<>();
                    Generator<Integer, Void, Void> items = Publishers.iterate(probe);
                    Task<Integer> first = createTask(items::next);
                    turn();
                    IOException problem = new IOException();
                    probe.subscriber.onNext(1);
                    probe.subscriber.onNext(2);
                    probe.subscriber.onError(problem);
                    assertEquals(1, first.await());
                    assertEquals(2, items.next());
                    assertSame(problem, assertThrows(IOException.class, items::next));
                    assertFalse(probe.log.contains("cancel")); // it has ended by itself
                });
    }

    @Test
    default void publisherIsSubscribedToOnce() {
        run(
                () -> {
                    Probe<Integer> probe = new Probe<>();
                    Generator<Integer, Void, Void> items = Publishers.iterate(probe);
                    Task<Integer> first = createTask(items::next);
                    turn();
                    Probe<Integer> second = new Probe<>();
                    probe.subscriber.onSubscribe(second);
                    assertEquals(List.of("cancel"), second.log);
                    assertThrows(NullPointerException.class, () -> probe.subscriber.onNext(null));
                    assertThrows(NullPointerException.class, () -> probe.subscriber.onError(null));
                    assertThrows(
                            NullPointerException.class, () -> probe.subscriber.onSubscribe(null));
                    probe.subscriber.onNext(1);
                    assertEquals(1, first.await());
                    items.close();
                });
    }

    @Test
    default void publisherIsIteratedInCoroutinesOnly() {
        Generator<Integer, Void, Void> items = Publishers.iterate(new Probe<Integer>());
        assertThrows(IllegalStateException.class, items::next);
        assertThrows(
                IllegalArgumentException.class, () -> Publishers.iterate(new Probe<Integer>(), 0));
    }

    private static Generator<Integer, Void, Void> count(int last, List<Object> log) {
        return Generator.of(
                out -> {
                    try {
                        for (int i = 1; i <= last; i++) {
                            log.add("make " + i);
                            turn();
                            out.yield(i);
                        }
                    } finally {
                        turn();
                        log.add("closed");
                    }
                });
    }

    @Test
    default void generatorPublishesOnDemand() {
        run(
                () -> {
                    List<Object> made = new ArrayList<>();
                    Recorder<Integer> recorder = new Recorder<>();
                    Publishers.of(getRunningLoop(), () -> count(3, made)).subscribe(recorder);
                    turns(4);
                    assertEquals(List.of("subscribed"), recorder.log);
                    assertEquals(List.of(), made); // not even begun
                    recorder.subscription.request(2);
                    turns(10);
                    assertEquals(List.of("subscribed", 1, 2), recorder.log);
                    recorder.subscription.request(Long.MAX_VALUE);
                    recorder.subscription.request(1);
                    turns(10);
                    assertEquals(List.of("subscribed", 1, 2, 3, "complete"), recorder.log);
                    recorder.subscription.request(1); // after the end: nothing
                    recorder.subscription.cancel();
                    turns(4);
                    assertEquals(5, recorder.log.size());
                });
    }

    @Test
    default void generatorPublishesToEachSubscriberAnew() {
        run(
                () -> {
                    Flow.Publisher<Integer> publisher =
                            Publishers.of(getRunningLoop(), () -> count(2, new ArrayList<>()));
                    Recorder<Integer> one = new Recorder<>();
                    Recorder<Integer> two = new Recorder<>();
                    publisher.subscribe(one);
                    publisher.subscribe(two);
                    turns(2);
                    one.subscription.request(9);
                    two.subscription.request(9);
                    turns(10);
                    assertEquals(List.of("subscribed", 1, 2, "complete"), one.log);
                    assertEquals(one.log, two.log);
                });
    }

    @Test
    default void generatorIsClosedWhenItsSubscriberCancels() {
        run(
                () -> {
                    List<Object> made = new ArrayList<>();
                    Recorder<Integer> recorder =
                            new Recorder<>() {
                                @Override
                                public void onNext(Integer item) {
                                    super.onNext(item);
                                    subscription.cancel();
                                }
                            };
                    Publishers.of(getRunningLoop(), () -> count(9, made)).subscribe(recorder);
                    turns(2);
                    recorder.subscription.request(5);
                    turns(10);
                    assertEquals(List.of("subscribed", 1), recorder.log);
                    assertEquals(List.of("make 1", "closed"), made);
                });
    }

    @Test
    default void generatorThatAwaitsIsCancelledByItsSubscriber() {
        run(
                () -> {
                    List<String> log = new ArrayList<>();
                    Recorder<Integer> recorder = new Recorder<>();
                    Publishers.of(
                                    getRunningLoop(),
                                    () ->
                                            Generator.<Integer, Void>of(
                                                    out -> {
                                                        try {
                                                            sleep(NEVER);
                                                        } finally {
                                                            log.add("ended");
                                                        }
                                                    }))
                            .subscribe(recorder);
                    turns(2);
                    recorder.subscription.request(1);
                    turns(4);
                    recorder.subscription.cancel();
                    turns(4);
                    assertEquals(List.of("ended"), log);
                    assertEquals(List.of("subscribed"), recorder.log);
                });
    }

    @Test
    default void generatorPublishesItsFailure() {
        run(
                () -> {
                    IOException problem = new IOException();
                    Recorder<Integer> recorder = new Recorder<>();
                    Publishers.of(
                                    getRunningLoop(),
                                    () ->
                                            Generator.<Integer, Void>of(
                                                    out -> {
                                                        out.yield(1);
                                                        throw problem;
                                                    }))
                            .subscribe(recorder);
                    turns(2);
                    recorder.subscription.request(9);
                    turns(6);
                    assertEquals(List.of("subscribed", 1, problem), recorder.log);
                });
    }

    @Test
    default void generatorMustNotPublishNull() {
        run(
                () -> {
                    Recorder<Integer> recorder = new Recorder<>();
                    Publishers.of(
                                    getRunningLoop(),
                                    () ->
                                            Generator.<Integer, Void>of(
                                                    out -> {
                                                        out.yield(null);
                                                    }))
                            .subscribe(recorder);
                    turns(2);
                    recorder.subscription.request(9);
                    turns(6);
                    assertInstanceOf(NullPointerException.class, recorder.log.getLast());
                });
    }

    @Test
    default void subscriberMustRequestMoreThanNothing() {
        run(
                () -> {
                    for (long wrong : List.of(0L, -1L)) {
                        Recorder<Integer> recorder = new Recorder<>();
                        Publishers.of(getRunningLoop(), () -> count(2, new ArrayList<>()))
                                .subscribe(recorder);
                        turns(2);
                        recorder.subscription.request(wrong);
                        turns(6);
                        assertInstanceOf(IllegalArgumentException.class, recorder.log.getLast());
                    }
                });
    }

    @Test
    default void subscriberThatThrowsIsReported() {
        IllegalArgumentException problem = new IllegalArgumentException();
        List<Object> made = new ArrayList<>();
        List<ExceptionContext> reports =
                runReporting(
                        () -> {
                            Recorder<Integer> recorder =
                                    new Recorder<>() {
                                        @Override
                                        public void onNext(Integer item) {
                                            throw problem;
                                        }
                                    };
                            Publishers.of(getRunningLoop(), () -> count(2, made))
                                    .subscribe(recorder);
                            turns(2);
                            recorder.subscription.request(9);
                            turns(9);
                            assertEquals(List.of("subscribed"), recorder.log);
                        });
        assertEquals(List.of("make 1", "closed"), made);
        assertEquals(1, reports.size(), () -> "" + reports);
        assertSame(problem, reports.getFirst().exception());
    }

    @Test
    default void coroutinePublishesItsResult() {
        run(
                () -> {
                    List<Object> runs = new ArrayList<>();
                    Flow.Publisher<String> publisher =
                            Publishers.ofCoroutine(
                                    getRunningLoop(),
                                    () -> {
                                        runs.add("run");
                                        sleep(SOON);
                                        return "result";
                                    });
                    try (Generator<String, Void, Void> items = Publishers.iterate(publisher)) {
                        assertEquals(List.of("result"), items.stream().toList());
                    }
                    assertEquals(1, runs.size());
                    Flow.Publisher<String> nothing =
                            Publishers.ofCoroutine(getRunningLoop(), () -> null);
                    assertEquals(List.of(), Publishers.iterate(nothing).stream().toList());
                });
    }

    @Test
    default void publisherOfAClosedLoopFails() {
        AbstractEventLoop loop = newLoop();
        loop.close();
        Recorder<Integer> recorder = new Recorder<>();
        Publishers.of(loop, () -> count(1, new ArrayList<>())).subscribe(recorder);
        assertEquals("subscribed", recorder.log.getFirst());
        assertTrue(recorder.log.getLast() instanceof IllegalStateException);
        assertThrows(
                NullPointerException.class,
                () -> Publishers.of(loop, () -> count(1, new ArrayList<>())).subscribe(null));
    }
}
