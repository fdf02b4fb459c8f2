package weft.testkit.coroutines;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Takes what loops log during a test, in place of the console. */
final class CapturedLog extends Handler implements BeforeEachCallback, AfterEachCallback {
    private static final Logger LOGGER = Logger.getLogger("weft");

    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<Throwable> thrown = new CopyOnWriteArrayList<>();
    private boolean failing;
    private boolean failed;

    @Override
    public void beforeEach(ExtensionContext test) {
        LOGGER.addHandler(this);
        LOGGER.setUseParentHandlers(false);
    }

    @Override
    public void afterEach(ExtensionContext test) {
        LOGGER.removeHandler(this);
        LOGGER.setUseParentHandlers(true);
    }

    /** Returns the messages with these words in them, oldest first. */
    List<String> about(String words) {
        return messages.stream().filter(each -> each.contains(words)).toList();
    }

    /** Returns the exceptions that were logged, oldest first. */
    List<Throwable> thrown() {
        return List.copyOf(thrown);
    }

    /** Has the next attempt to log fail. */
    void failNext() {
        failing = true;
    }

    /** Tells whether an attempt to log has failed as asked for. */
    boolean hasFailed() {
        return failed;
    }

    @Override
    public void publish(LogRecord record) {
        if (failing) {
            failing = false;
            failed = true;
            throw new IllegalStateException("the log is full");
        }
        messages.add(record.getMessage());
        if (record.getThrown() != null) {
            thrown.add(record.getThrown());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
        return messages.toString();
    }
}
