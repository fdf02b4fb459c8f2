package weft.bench.million;

/**
 * When sleepers wake. All are made at once; the first is due after a time in which they can be, and
 * the others follow in the order in which they were made, evenly, in whole milliseconds. Whole
 * ones, because a loop that is woken for each sleeper by itself would measure how fast the kernel
 * switches.
 *
 * @param count how many there are
 * @param settleMillis from the beginning until the first is due
 * @param spreadMillis from the first that is due until the last
 */
public record SleeperPlan(int count, long settleMillis, long spreadMillis) {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Checks the figures. */
    public SleeperPlan {
        if (count < 1 || settleMillis < 0 || spreadMillis < 0) {
            throw new IllegalArgumentException(
                    "no such sleepers: " + count + ", " + settleMillis + ", " + spreadMillis);
        }
    }

    /** Reads what {@link #arguments} wrote, from the end of a program's arguments. */
    static SleeperPlan parse(String[] arguments) {
        int last = arguments.length - 1;
        return new SleeperPlan(
                Integer.parseInt(arguments[last - 2]),
                Long.parseLong(arguments[last - 1]),
                Long.parseLong(arguments[last]));
    }

    /** Returns the plan as the last arguments of a program. */
    public String[] arguments() {
        return new String[] {
            Integer.toString(count), Long.toString(settleMillis), Long.toString(spreadMillis)
        };
    }

    /** Returns when a sleeper is due, in nanoseconds since the beginning. */
    long dueNanos(int index) {
        return (settleMillis + spreadMillis * index / count) * NANOS_PER_MILLI;
    }
}
