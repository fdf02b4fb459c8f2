/** What every loop's coroutines, futures, locks and combinators have to do, as JUnit suites. */
@NullMarked
package weft.testkit.coroutines;

import org.jspecify.annotations.NullMarked;
