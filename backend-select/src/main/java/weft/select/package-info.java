/** The backend over {@code java.nio.channels.Selector}. */
@NullMarked
package weft.select;

import org.jspecify.annotations.NullMarked;
