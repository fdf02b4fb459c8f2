package weft.core;

/** Stands for a runtime without a flight recorder. */
final class NoRecorder implements Recorder {
    @Override
    public boolean wantsIterations() {
        return false;
    }

    @Override
    public boolean wantsSlowCallbacks() {
        return false;
    }

    @Override
    public boolean wantsTasks() {
        return false;
    }

    @Override
    public Object batchBegins(int entries) {
        throw new IllegalStateException("nobody wants it");
    }

    @Override
    public void batchEnded(Object event) {}

    @Override
    public void slowCallback(String what, long tookNanos) {}

    @Override
    public void taskCreated(long number, String name, String coroutine) {}

    @Override
    public void taskDone(long number, String name, String state) {}
}
