/** Linux system calls and structures, in C's terms, over {@code java.lang.foreign}. */
@NullMarked
package weft.linux;

import org.jspecify.annotations.NullMarked;
