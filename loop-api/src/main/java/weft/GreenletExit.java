package weft;

/**
 * Ends a {@link Greenlet} into which it is thrown; unlike any other exception it does not go on to
 * the parent, whose switch returns null. An {@link Error}, so that {@code catch (Exception)} does
 * not swallow it. The counterpart is {@code greenlet.GreenletExit}.
 */
public class GreenletExit extends Error {
    private static final long serialVersionUID = 1L;

    /** Creates an error. */
    public GreenletExit() {}
}
