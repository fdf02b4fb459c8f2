package weft.bench.report;

/**
 * One row of a chart.
 *
 * @param name what stands left of it
 * @param value where the bar ends
 * @param low where its spread begins, the first quartile
 * @param high where its spread ends, the third quartile
 * @param kind decides the colour
 */
record Bar(String name, double value, double low, double high, Kind kind) {
    /** What a row is about. */
    enum Kind {
        /** What everything is compared with, and the same once more. */
        REFERENCE,
        /** A loop of this project. */
        OWN,
        /** Something else a user could pick. */
        PEER;

        /** Tells the kind from the name in the report. */
        static Kind of(String name) {
            if (name.contains("reference")) {
                return REFERENCE;
            }
            return name.startsWith("weft ") ? OWN : PEER;
        }
    }
}
