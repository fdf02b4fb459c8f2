package weft.core;

import java.io.IOException;

/** Receives how connecting a transport ends. Called inside the backend's poll. */
interface ConnectEvents {
    /** Reports that the connection is established. */
    void connected();

    /** Reports that it cannot be. */
    void connectFailed(IOException cause);
}
