/**
 * The load generator in Java, for machines without a C compiler. It takes the same options, obeys the
 * same commands and prints the same lines as the one in C.
 */
@NullMarked
package weft.bench.load;

import org.jspecify.annotations.NullMarked;
