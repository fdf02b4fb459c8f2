package weft;

import weft.spi.Strand;

/** A thread or coroutine as the home of greenlets. */
final class GreenletThread {
    private Greenlet<?> running;

    private GreenletThread() {
        running = new Greenlet<>(this);
    }

    static GreenletThread current() {
        Strand bottom = Strands.current().bottom();
        assert bottom != null; // this code runs
        if (bottom.attachment() instanceof GreenletThread known) {
            return known;
        }
        GreenletThread created = new GreenletThread();
        bottom.attach(created);
        return created;
    }

    Greenlet<?> running() {
        return running;
    }

    void setRunning(Greenlet<?> greenlet) {
        running = greenlet;
    }
}
