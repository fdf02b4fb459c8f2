package weft.bench;

import com.google.gson.JsonObject;

import weft.bench.million.SleeperPlan;

/**
 * What a number of sleepers cost in one program.
 *
 * @param name what they are
 * @param plan how many there were, and when they woke
 * @param residentBytes memory in RAM after all had woken
 * @param peakBytes the most there ever was
 * @param bytesEach what the memory had grown by when all slept, since before the warm-up, divided
 *     by their number
 * @param cpuNanos CPU time of the whole process
 * @param figures what the program said itself
 * @param problem why there are no figures, or what is wrong with them; empty if all is well
 */
record SleeperRow(
        String name,
        SleeperPlan plan,
        long residentBytes,
        long peakBytes,
        double bytesEach,
        long cpuNanos,
        JsonObject figures,
        String problem) {

    static SleeperRow failed(String name, SleeperPlan plan, String problem) {
        return new SleeperRow(name, plan, 0, 0, 0, 0, new JsonObject(), problem);
    }

    boolean hasFigures() {
        return peakBytes > 0;
    }

    /** Returns one of the program's own figures, 0 if it has none of this name. */
    long figure(String figure) {
        return figures.has(figure) ? figures.get(figure).getAsLong() : 0;
    }

    double nanosToMakeEach() {
        return (double) figure("makingNanos") / plan.count();
    }

    JsonObject json() {
        var object = figures.deepCopy();
        object.addProperty("name", name);
        object.addProperty("count", plan.count());
        object.addProperty("settleMillis", plan.settleMillis());
        object.addProperty("spreadMillis", plan.spreadMillis());
        object.addProperty("problem", problem);
        if (hasFigures()) {
            object.addProperty("residentBytes", residentBytes);
            object.addProperty("peakBytes", peakBytes);
            object.addProperty("bytesEach", bytesEach);
            object.addProperty("cpuNanos", cpuNanos);
            object.addProperty("nanosToMakeEach", nanosToMakeEach());
        }
        return object;
    }
}
