package weft.spi;

import org.jspecify.annotations.Nullable;

import weft.AbstractEventLoop;

/**
 * A stack that control can be handed to, and that is suspended while it has handed control on: what
 * generators and greenlets are made of. Either the stack of a thread of its own, the bottom, or one
 * made by {@link LoopEngine#newStrand}, which runs on the thread at the bottom of whoever switched
 * to it, and sees that thread's loop, task and context.
 *
 * <p>Exactly one of the strands above one bottom runs at a time. A suspended strand that was made
 * may go on above another bottom, except between virtual threads that belong to no loop and all
 * others. The caller sees to it that nobody switches to a strand that is not suspended.
 */
public interface Strand {
    /**
     * Hands control from this strand, which is the calling one, to another one. Returns when a
     * strand switches to this one.
     *
     * @param target a suspended or new strand
     * @throws IllegalStateException if this is not the calling strand, if the target is the bottom
     *     of another thread or cannot go on here, or if the calling stack is pinned, by a native
     *     frame for example; nothing has run then
     */
    void switchTo(Strand target);

    /**
     * Tells whether this is the calling strand.
     *
     * @return whether the calling code runs on this stack
     */
    boolean isCurrent();

    /**
     * Returns what carries this strand, now or when it last ran. Itself for a thread's own stack.
     *
     * @return the strand at the bottom, or null if this strand never ran
     */
    @Nullable Strand bottom();

    /**
     * Returns the thread whose stack this is. Every strand has a thread of its own.
     *
     * @return the thread
     */
    Thread thread();

    /**
     * Returns what was attached to this strand.
     *
     * @return the object, or null
     */
    @Nullable Object attachment();

    /**
     * Attaches an object to this strand, for whoever builds on strands.
     *
     * @param object the object, or null
     */
    void attach(@Nullable Object object);

    /**
     * Returns the loop that this strand runs on.
     *
     * @return the loop, or null if there is none
     */
    @Nullable AbstractEventLoop loop();
}
