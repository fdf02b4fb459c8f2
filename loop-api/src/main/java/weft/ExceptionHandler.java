package weft;

/**
 * Receives what went wrong where no caller could be told. The asyncio counterpart is the argument
 * of {@code loop.set_exception_handler}.
 */
@FunctionalInterface
public interface ExceptionHandler {
    /**
     * Handles one report, on the loop's thread and in the context of the task or handle that the
     * report names, or of the caller if it names none. What it throws is itself reported, once.
     *
     * @param loop the loop
     * @param context what happened
     */
    void handle(AbstractEventLoop loop, ExceptionContext context);
}
