/** Test support: a simulated backend, a virtual clock and the suites every backend passes. */
@NullMarked
package weft.testkit;

import org.jspecify.annotations.NullMarked;
