package weft.testkit.coroutines;

import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;

import weft.Asyncio;
import weft.Publishers;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** The kit's rules of subscribers, for a coroutine that iterates. Public for TestNG. */
public final class ItemSubscriberVerification extends FlowSubscriberBlackboxVerification<Integer> {
    /** How long the kit waits for a signal, and for none. */
    private static final long SIGNAL_MILLIS = 2_000;

    private static final long SILENCE_MILLIS = 50;

    /** How often it looks for an error while it waits; else it looks when the time is over. */
    private static final long POLL_MILLIS = 5;

    /** Creates the verification; TestNG does this. */
    public ItemSubscriberVerification() {
        super(new TestEnvironment(SIGNAL_MILLIS, SILENCE_MILLIS, POLL_MILLIS));
    }

    @Override
    public Flow.Subscriber<Integer> createFlowSubscriber() {
        CompletableFuture<Flow.Subscriber<? super Integer>> subscriber = new CompletableFuture<>();
        Flow.Publisher<Integer> publisher = subscriber::complete;
        CompletableFuture<Integer> unused =
                Asyncio.runCoroutineThreadsafe(
                        () -> {
                            int count = 0;
                            for (Integer item : Publishers.iterate(publisher)) {
                                count += item;
                            }
                            return count;
                        },
                        ReactiveStreamsTest.loop());
        @SuppressWarnings("unchecked") // it takes what the publisher publishes
        Flow.Subscriber<Integer> made = (Flow.Subscriber<Integer>) subscriber.join();
        return made;
    }

    @Override
    public Integer createElement(int element) {
        return element;
    }
}
