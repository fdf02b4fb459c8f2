/** The layer that turns readiness events into completions, for selector-like backends. */
@NullMarked
package weft.readiness;

import org.jspecify.annotations.NullMarked;
