/** What a backend supplies: one completion-based interface to an operating-system I/O facility. */
@NullMarked
package weft.spi;

import org.jspecify.annotations.NullMarked;
