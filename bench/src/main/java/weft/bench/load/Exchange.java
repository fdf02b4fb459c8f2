package weft.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;

/** Sends a message over a blocking socket and takes it back. */
final class Exchange {
    /** Never more under way than any socket holds. */
    private static final int PART_BYTES = 16 * 1024;

    private Exchange() {}

    /**
     * Sends and receives; returns where in the pattern the next message begins.
     *
     * @throws IOException if the connection is lost, or another byte comes back than was sent
     */
    static int once(Socket socket, int start, int sizeBytes, Tally tally) throws IOException {
        InputStream in = socket.getInputStream();
        int position = start;
        int remaining = sizeBytes;
        while (remaining > 0) {
            int length = Math.min(remaining, PART_BYTES);
            byte[] part = new byte[length];
            Pattern.run(position, length).get(part);
            socket.getOutputStream().write(part);
            byte[] received = in.readNBytes(length);
            if (received.length < length) {
                throw new IOException("closed by the server");
            }
            if (Pattern.matching(position, ByteBuffer.wrap(received)) < length) {
                throw new IOException("a wrong byte came back");
            }
            tally.received(length);
            position = Pattern.advance(position, length);
            remaining -= length;
        }
        return position;
    }
}
