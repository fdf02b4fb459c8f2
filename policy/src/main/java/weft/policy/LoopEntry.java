package weft.policy;

import weft.spi.Availability;

/**
 * Describes one loop of a {@link LoopCatalog}.
 *
 * @param name the name by which it is chosen, or the class that could not be loaded
 * @param priority its rank for the default choice; negative if it is never chosen by default
 * @param availability whether it works in this process, or why not and what would help
 * @param chosen whether the default policy picks it now
 */
public record LoopEntry(String name, int priority, Availability availability, boolean chosen) {}
