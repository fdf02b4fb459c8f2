package weft.testkit.trace;

/** What an instruction does that does not ask what was caught. */
@FunctionalInterface
interface PlainOperation {
    /**
     * Does it.
     *
     * @param instruction the name and the arguments
     * @throws Exception whatever the scenario is about
     */
    void run(Instruction instruction) throws Exception;
}
