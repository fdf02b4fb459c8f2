package weft;

/**
 * Thrown into a generator that is being closed, at the place where it yielded. An {@link Error}, so
 * that {@code catch (Exception)} does not swallow it. The asyncio counterpart is {@code
 * GeneratorExit}, a {@code BaseException} for the same reason.
 */
public class GeneratorExit extends Error {
    private static final long serialVersionUID = 1L;

    /** Creates an error. */
    public GeneratorExit() {}
}
