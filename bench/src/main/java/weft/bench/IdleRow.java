package weft.bench;

/**
 * What a server's idle connections cost.
 *
 * @param name the contender
 * @param bytesPerConnection growth of the process's resident memory for each
 * @param cpuNanos CPU time of the whole process while nothing was sent
 * @param switches context switches of all its threads meanwhile
 * @param busiest the thread that switched most, empty when none did
 * @param serving what the thread alone did meanwhile that was busiest when the connections were
 *     opened: the loop's, where there is one
 * @param problem why there are no figures, empty when there are
 */
record IdleRow(
        String name,
        double bytesPerConnection,
        long cpuNanos,
        long switches,
        String busiest,
        Threads.State serving,
        String problem) {
    static IdleRow failed(String name, String problem) {
        return new IdleRow(name, Double.NaN, 0, 0, "", Threads.State.NONE, problem);
    }
}
