/** The engine that turns any backend into an event loop. */
@NullMarked
package weft.core;

import org.jspecify.annotations.NullMarked;
