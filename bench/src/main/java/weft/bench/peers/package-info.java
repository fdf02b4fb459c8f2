/**
 * Echo servers written with something else than this project, each a program of its own that the
 * benchmark starts as a separate process and compares with.
 */
@NullMarked
package weft.bench.peers;

import org.jspecify.annotations.NullMarked;
