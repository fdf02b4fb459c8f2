package weft.epoll;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Knows which pollable has registered a descriptor's number last. One that registered the same
 * number before has lost its descriptor, by a close of the user's, and must not touch what the
 * number stands for now.
 */
final class NumberOwners {
    private @Nullable EpollPollable[] owners = new @Nullable EpollPollable[64];

    void set(EpollPollable pollable) {
        if (pollable.fd >= owners.length) {
            owners = Arrays.copyOf(owners, Math.max(pollable.fd + 1, 2 * owners.length));
        }
        owners[pollable.fd] = pollable;
    }

    boolean isOwner(EpollPollable pollable) {
        return pollable.fd < owners.length && owners[pollable.fd] == pollable;
    }

    /** Forgets a pollable; returns false if its number is somebody else's by now. */
    boolean remove(EpollPollable pollable) {
        if (!isOwner(pollable)) {
            return false;
        }
        owners[pollable.fd] = null;
        return true;
    }
}
