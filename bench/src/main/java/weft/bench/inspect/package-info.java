/** Looks into running programs: their loops, their tasks, and who awaits whom. */
@NullMarked
package weft.bench.inspect;

import org.jspecify.annotations.NullMarked;
