package weft.core;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs virtual threads that are resumed after their loop has closed. The JDK must never see a
 * refusal, and a thread that holds a lock must be able to let go of it.
 */
final class LateResumes {
    // Created with the first survivor; most programs have none.
    private static final class Holder {
        static final ExecutorService THREAD =
                Executors.newSingleThreadExecutor(
                        task -> {
                            Thread thread = new Thread(task, "weft-late-resumes");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    private LateResumes() {}

    static void run(Runnable resumption) {
        Holder.THREAD.execute(resumption);
    }
}
