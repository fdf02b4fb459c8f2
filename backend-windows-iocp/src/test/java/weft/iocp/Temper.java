package weft.iocp;

/**
 * How a {@link FakeWindows} behaves where Windows may do one thing or another. Probabilities are
 * from 0 to 1.
 *
 * @param atOnce how likely a call that can be over at once is
 * @param progress how likely an operation that can go on does so at a look at the port
 * @param partial how likely fewer bytes move than could
 * @param shuffle whether packets of different sockets overtake each other
 * @param stray how likely a packet for nobody comes along with a look at the port
 * @param kernelHandles whether the sockets' provider claims to have no layer in between
 */
record Temper(
        double atOnce,
        double progress,
        double partial,
        boolean shuffle,
        double stray,
        boolean kernelHandles) {
    /** Everything as soon and as much as possible, as on an idle machine. */
    static final Temper EAGER = new Temper(1, 1, 0, false, 0, true);

    /** Nothing at once, everything a little later. */
    static final Temper LATE = new Temper(0, 0.4, 0, false, 0, true);

    /** Now this, now that, and packets that nobody waits for. */
    static final Temper WILD = new Temper(0.5, 0.6, 0.5, true, 0.2, true);

    /** A provider whose calls queue a packet even when they were over at once. */
    static final Temper LAYERED = new Temper(0.7, 0.7, 0.3, true, 0.1, false);
}
