package weft.spi;

/**
 * A callback that neither looks at its context nor lets anybody else do so: a loop may run it in
 * any context of its own, and need not copy the current one for it. The loop's thread.
 */
public interface ContextFree extends Runnable {}
