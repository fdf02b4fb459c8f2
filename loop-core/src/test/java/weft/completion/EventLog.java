package weft.completion;

import weft.spi.ListenerEvents;
import weft.spi.Operation;
import weft.spi.StreamEndpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Notes a listener's events. */
final class EventLog implements ListenerEvents {
    final List<String> events = new ArrayList<>();

    @Override
    public void onAccepted(StreamEndpoint endpoint) {
        events.add("accepted");
    }

    @Override
    public void onFailure(Operation operation, IOException cause) {
        events.add(operation + " failed: " + cause.getMessage());
    }

    @Override
    public void onClosed() {
        events.add("closed");
    }
}
