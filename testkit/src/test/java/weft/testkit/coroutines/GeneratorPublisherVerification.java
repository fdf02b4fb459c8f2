package weft.testkit.coroutines;

import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

import weft.Asyncio;
import weft.Generator;
import weft.Publishers;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Flow;

/** The kit's rules of publishers, for one that is made of generators. Public for TestNG. */
public final class GeneratorPublisherVerification extends FlowPublisherVerification<Long> {
    /** How long the kit waits for a signal, and for none. */
    private static final long SIGNAL_MILLIS = 2_000;

    private static final long SILENCE_MILLIS = 50;

    /** How often it looks for an error while it waits; else it looks when the time is over. */
    private static final long POLL_MILLIS = 5;

    /** Creates the verification; TestNG does this. */
    public GeneratorPublisherVerification() {
        super(new TestEnvironment(SIGNAL_MILLIS, SILENCE_MILLIS, POLL_MILLIS));
    }

    @Override
    public Flow.Publisher<Long> createFlowPublisher(long count) {
        return Publishers.of(
                ReactiveStreamsTest.loop(),
                () ->
                        Generator.<Long, Void>of(
                                out -> {
                                    for (long i = 0; i < count; i++) {
                                        if (i % 3 == 0) {
                                            Asyncio.sleep(Duration.ZERO);
                                        }
                                        out.yield(i);
                                    }
                                }));
    }

    @Override
    public Flow.Publisher<Long> createFailedFlowPublisher() {
        return Publishers.of(
                ReactiveStreamsTest.loop(),
                () -> {
                    throw new IllegalStateException(new IOException("no generator"));
                });
    }
}
