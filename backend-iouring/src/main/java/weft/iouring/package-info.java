/** The backend over io_uring. */
@NullMarked
package weft.iouring;

import org.jspecify.annotations.NullMarked;
