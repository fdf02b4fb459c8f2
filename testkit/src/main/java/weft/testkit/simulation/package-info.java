/**
 * An in-memory network with a virtual clock, faults on demand and runs that a seed repeats exactly.
 *
 * <p>Start with {@link weft.testkit.simulation.Simulation}.
 */
@NullMarked
package weft.testkit.simulation;

import org.jspecify.annotations.NullMarked;
