/** Event-loop policies and the selection of a backend. */
@NullMarked
package weft.policy;

import org.jspecify.annotations.NullMarked;
