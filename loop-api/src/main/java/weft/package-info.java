/**
 * The event-loop contract: loops, futures, tasks, transports and protocols, named as in asyncio.
 */
@NullMarked
package weft;

import org.jspecify.annotations.NullMarked;
