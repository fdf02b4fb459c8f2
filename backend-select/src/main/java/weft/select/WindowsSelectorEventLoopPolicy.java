package weft.select;

/**
 * Makes {@code select} loops on Windows, where completion ports are the default: for programs that
 * need what a proactor lacks. The counterpart of {@code asyncio.WindowsSelectorEventLoopPolicy};
 * unlike that one it may be used on any system, as {@link SelectorEventLoopPolicy} may.
 */
public class WindowsSelectorEventLoopPolicy extends SelectorEventLoopPolicy {
    /** Creates the policy. */
    public WindowsSelectorEventLoopPolicy() {}
}
