/**
 * Replays what CPython's asyncio does first, second and third on another event loop. The scenarios,
 * the recordings and their format are in the resources under {@code weft/testkit/traces}.
 *
 * <p>A backend is checked by extending {@link weft.testkit.trace.TraceContract}.
 */
@NullMarked
package weft.testkit.trace;

import org.jspecify.annotations.NullMarked;
