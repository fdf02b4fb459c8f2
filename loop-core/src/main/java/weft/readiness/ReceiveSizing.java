package weft.readiness;

/**
 * Finds the size of cell that a connection's reads fill: up at once when a read filled its cell,
 * down when so many in a row would have fitted the next smaller one. Kept as two bytes in the
 * endpoint, hence static.
 */
final class ReceiveSizing {
    /** Reads in a row that have to be small before a connection gets smaller cells. */
    static final int SMALL_READS_TO_SHRINK = 16;

    private static final int LARGEST = ChunkPool.CELL_BYTES.length - 1;

    private ReceiveSizing() {}

    /** Returns the class of cell for the next read. */
    static byte classAfter(byte sizeClass, byte smallReads, int bytes) {
        if (bytes >= ChunkPool.CELL_BYTES[sizeClass]) {
            return (byte) Math.min(sizeClass + 1, LARGEST);
        }
        return smallReads + 1 >= SMALL_READS_TO_SHRINK && isSmall(sizeClass, bytes)
                ? (byte) (sizeClass - 1)
                : sizeClass;
    }

    /** Returns how many reads in a row were small, this one included. */
    static byte smallReadsAfter(byte sizeClass, byte smallReads, int bytes) {
        if (!isSmall(sizeClass, bytes)) {
            return 0;
        }
        return (byte) ((smallReads + 1) % SMALL_READS_TO_SHRINK);
    }

    private static boolean isSmall(byte sizeClass, int bytes) {
        return sizeClass > 0 && bytes <= ChunkPool.CELL_BYTES[sizeClass - 1];
    }
}
