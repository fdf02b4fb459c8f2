package weft;

import org.jspecify.annotations.Nullable;

/**
 * Says how to create a task. The asyncio counterparts are the keyword arguments of {@code
 * create_task}.
 *
 * @param name the task's name, or null for {@code Task-N}
 * @param context the context it runs in, or null for a copy of the current one
 * @param eagerStart whether to run it at once until it first suspends
 */
public record TaskOptions(@Nullable String name, @Nullable Context context, boolean eagerStart) {
    /** Neither a name nor a context, started in its turn. */
    public static final TaskOptions DEFAULTS = new TaskOptions(null, null, false);

    /**
     * Returns default options with a name.
     *
     * @param name the task's name
     * @return the options
     */
    public static TaskOptions named(String name) {
        return new TaskOptions(name, null, false);
    }

    /**
     * Returns the same options with another context.
     *
     * @param newContext the context the task runs in
     * @return the options
     */
    public TaskOptions withContext(Context newContext) {
        return new TaskOptions(name, newContext, eagerStart);
    }

    /**
     * Returns the same options with or without an eager start.
     *
     * @param eager whether to run the task at once until it first suspends
     * @return the options
     */
    public TaskOptions withEagerStart(boolean eager) {
        return new TaskOptions(name, context, eager);
    }
}
