package weft.readiness;

/**
 * Takes the readiness of one {@link Pollable}. Implemented by the layer, called by a {@link
 * Facility} from inside {@link Facility#await} and nowhere else.
 */
public interface ReadyHandler {
    /**
     * Takes readiness. It may come for something nobody waits for any more, and after the pollable
     * was closed: the handler sees to that.
     *
     * @param operations what is ready, a union of {@link Pollable#READ}, {@link Pollable#WRITE} and
     *     {@link Pollable#END}
     */
    void onReady(int operations);

    /**
     * Tells whether readiness is to be reported when it begins only. Asked of facilities of edges;
     * of others the answer is no.
     *
     * @return false if it has to be reported in every wait for as long as it lasts
     */
    boolean reportsEdges();
}
