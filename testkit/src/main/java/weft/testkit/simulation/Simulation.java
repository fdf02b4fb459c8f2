package weft.testkit.simulation;

/**
 * Describes a simulated network: how large its buffers are, how long things take, what goes wrong
 * and how often. A mutable builder, for one thread; {@link #newNetwork} makes networks of it.
 *
 * <p>The same description with the same seed gives the same run, event for event, as long as what
 * runs on it is deterministic itself.
 */
public final class Simulation implements Cloneable {
    private static final int DEFAULT_CHUNK_BYTES = 16 * 1024;
    private static final int DEFAULT_PIPE_BYTES = 256 * 1024;
    private static final long DEFAULT_ITERATION_NANOS = 1_000;
    private static final int DEFAULT_DESCRIPTOR_LIMIT = 65_536;

    final long seed;
    int loops = 1;
    int chunkBytes = DEFAULT_CHUNK_BYTES;
    int pipeBytes = DEFAULT_PIPE_BYTES;
    int descriptorLimit = DEFAULT_DESCRIPTOR_LIMIT;
    long iterationNanos = DEFAULT_ITERATION_NANOS;
    long leastLatencyNanos;
    long mostLatencyNanos;
    boolean shuffled;
    boolean failOnDeadlock;
    double shortReceives;
    double shortSends;
    double pendingSends;
    double lateEvents;
    double slowCloses;
    double resets;
    double refusals;
    double datagramLoss;
    double datagramReordering;

    private Simulation(long seed) {
        this.seed = seed;
    }

    /**
     * Describes a network on which nothing goes wrong and nothing takes time.
     *
     * @param seed what random choices follow from
     * @return a new description
     */
    public static Simulation calm(long seed) {
        return new Simulation(seed);
    }

    /**
     * Describes a network that does everything a correct program has to survive without noticing:
     * short and pending transfers, shuffled completions, latency, late events, slow closes. Nothing
     * is lost, refused or reset.
     *
     * @param seed what random choices follow from
     * @return a new description
     */
    public static Simulation rough(long seed) {
        return new Simulation(seed)
                .shuffled(true)
                .latency(0, 100_000)
                .shortReceives(0.3)
                .shortSends(0.3)
                .pendingSends(0.2)
                .lateEvents(0.3)
                .slowCloses(0.5);
    }

    /**
     * Sets how many loops take part, each in its own thread. They take turns, and the clock moves
     * only when all of them wait, so that the run stays repeatable; from its first poll until its
     * backend is closed a loop must keep polling. With 1, the default, several backends may share
     * the network in one thread.
     *
     * @param count how many, at least 1
     * @return this
     */
    public Simulation loops(int count) {
        loops = atLeast(1, count, "loops");
        return this;
    }

    /**
     * Sets the largest piece that one receive delivers.
     *
     * @param bytes at least 1; 16 KiB by default
     * @return this
     */
    public Simulation chunkBytes(int bytes) {
        chunkBytes = atLeast(1, bytes, "chunkBytes");
        return this;
    }

    /**
     * Sets how much a connection holds in each direction before sends have to wait.
     *
     * @param bytes at least 1; 256 KiB by default
     * @return this
     */
    public Simulation pipeBytes(int bytes) {
        pipeBytes = atLeast(1, bytes, "pipeBytes");
        return this;
    }

    /**
     * Sets how many descriptors may be open at a time, as {@code RLIMIT_NOFILE} does.
     *
     * @param count at least 1; 65,536 by default
     * @return this
     */
    public Simulation descriptorLimit(int count) {
        descriptorLimit = atLeast(1, count, "descriptorLimit");
        return this;
    }

    /**
     * Sets how far the clock moves between two polls, so that a loop that is never idle sees time
     * pass.
     *
     * @param nanos at least 0; 1,000 by default
     * @return this
     */
    public Simulation iterationNanos(long nanos) {
        iterationNanos = nanos;
        return this;
    }

    /**
     * Sets how long bytes, connections and completions take.
     *
     * @param leastNanos the shortest time
     * @param mostNanos the longest time
     * @return this
     */
    public Simulation latency(long leastNanos, long mostNanos) {
        if (leastNanos < 0 || mostNanos < leastNanos) {
            throw new IllegalArgumentException(
                    "latency from " + leastNanos + " to " + mostNanos + " ns");
        }
        leastLatencyNanos = leastNanos;
        mostLatencyNanos = mostNanos;
        return this;
    }

    /**
     * Sets whether endpoints that are ready at once report in random order instead of by age.
     *
     * @param random whether the order is random
     * @return this
     */
    public Simulation shuffled(boolean random) {
        shuffled = random;
        return this;
    }

    /**
     * Sets what a poll without timeout does when nothing can ever happen any more: fail, or wait
     * for {@code wakeup()} from another thread, which is the default.
     *
     * @param fail whether to fail
     * @return this
     */
    public Simulation failOnDeadlock(boolean fail) {
        failOnDeadlock = fail;
        return this;
    }

    /**
     * Sets how often a receive delivers less than is there.
     *
     * @param probability 0 to 1
     * @return this
     */
    public Simulation shortReceives(double probability) {
        shortReceives = probability(probability);
        return this;
    }

    /**
     * Sets how often a send takes less than there is room for.
     *
     * @param probability 0 to 1
     * @return this
     */
    public Simulation shortSends(double probability) {
        shortSends = probability(probability);
        return this;
    }

    /**
     * Sets how often a send is pending although there is room.
     *
     * @param probability 0 to 1
     * @return this
     */
    public Simulation pendingSends(double probability) {
        pendingSends = probability(probability);
        return this;
    }

    /**
     * Sets how often what was already underway arrives after receiving or accepting was stopped.
     *
     * @param probability 0 to 1
     * @return this
     */
    public Simulation lateEvents(double probability) {
        lateEvents = probability(probability);
        return this;
    }

    /**
     * Sets how often a close with an operation in flight takes a latency longer to end.
     *
     * @param probability 0 to 1
     * @return this
     */
    public Simulation slowCloses(double probability) {
        slowCloses = probability(probability);
        return this;
    }

    /**
     * Sets how often a send resets its connection instead.
     *
     * @param probability 0 to 1
     * @return this
     */
    public Simulation resets(double probability) {
        resets = probability(probability);
        return this;
    }

    /**
     * Sets how often connecting is refused although somebody listens.
     *
     * @param probability 0 to 1
     * @return this
     */
    public Simulation refusals(double probability) {
        refusals = probability(probability);
        return this;
    }

    /**
     * Sets how often a datagram is lost.
     *
     * @param probability 0 to 1
     * @return this
     */
    public Simulation datagramLoss(double probability) {
        datagramLoss = probability(probability);
        return this;
    }

    /**
     * Sets how often a datagram overtakes those before it.
     *
     * @param probability 0 to 1
     * @return this
     */
    public Simulation datagramReordering(double probability) {
        datagramReordering = probability(probability);
        return this;
    }

    /**
     * Builds a network as described. Later changes of this description do not reach it.
     *
     * @return a new network
     */
    public SimulatedNetwork newNetwork() {
        return new SimulatedNetwork(snapshot());
    }

    @Override
    public String toString() {
        return "simulation with seed " + seed;
    }

    private Simulation snapshot() {
        try {
            return (Simulation) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("this class is Cloneable", e);
        }
    }

    private static int atLeast(int least, int value, String what) {
        if (value < least) {
            throw new IllegalArgumentException(what + " " + value + " is below " + least);
        }
        return value;
    }

    private static double probability(double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("probability " + value + " is not within 0 and 1");
        }
        return value;
    }
}
