/** Command line, echo servers and benchmarks. */
@NullMarked
package weft.bench;

import org.jspecify.annotations.NullMarked;
