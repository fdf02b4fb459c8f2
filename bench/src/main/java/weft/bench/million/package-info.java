/**
 * Programs that hold a great many sleepers, each run by the benchmark in a process of its own, and
 * the lines in which such a program and the benchmark speak to each other.
 */
@NullMarked
package weft.bench.million;

import org.jspecify.annotations.NullMarked;
