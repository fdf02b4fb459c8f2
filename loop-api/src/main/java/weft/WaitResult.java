package weft;

import java.util.Set;

/**
 * What {@link Asyncio#wait} found when it returned. The sets are the caller's, in the order in
 * which the futures were given.
 *
 * @param <F> the type of the futures
 * @param done those that were done or cancelled
 * @param pending those that were not
 */
public record WaitResult<F extends Future<?>>(Set<F> done, Set<F> pending) {}
