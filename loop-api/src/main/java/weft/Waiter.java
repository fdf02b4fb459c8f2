package weft;

import org.jspecify.annotations.Nullable;

/** One coroutine's turn in a {@link WaiterList}. */
final class Waiter extends Future<@Nullable Void> {
    // Neighbours in the list, so that a cancelled waiter leaves the middle of it at no cost.
    @Nullable Waiter previous;
    @Nullable Waiter next;
    boolean listed;

    Waiter(AbstractEventLoop loop) {
        super(loop);
    }
}
