package weft.spi;

import java.io.IOException;

/** Supplies a {@link Backend}, to be driven by the engine. The usual way to add a platform. */
public non-sealed interface BackendProvider extends EventLoopProvider {
    /**
     * Creates a backend for one loop. It may be used on another thread than this call's, but only
     * on one.
     *
     * @return a new backend
     * @throws IOException if the system refuses, with reason and remedy
     */
    Backend newBackend() throws IOException;
}
