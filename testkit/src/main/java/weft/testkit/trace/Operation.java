package weft.testkit.trace;

import org.jspecify.annotations.Nullable;

/** What an instruction does. */
@FunctionalInterface
interface Operation {
    /**
     * Does it.
     *
     * @param instruction the name and the arguments
     * @param caught what the clause around it caught, or null
     * @throws Exception whatever the scenario is about
     */
    void run(Instruction instruction, @Nullable Throwable caught) throws Exception;
}
