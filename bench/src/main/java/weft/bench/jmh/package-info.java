/** Micro-benchmarks: what single operations cost inside one process. */
@NullMarked
package weft.bench.jmh;

import org.jspecify.annotations.NullMarked;
