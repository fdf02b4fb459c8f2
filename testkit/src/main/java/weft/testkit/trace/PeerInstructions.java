package weft.testkit.trace;

import weft.Server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The instructions on peers outside the loop. */
final class PeerInstructions {
    private final Stage stage;
    private final TracePeers peers;

    private PeerInstructions(Stage stage, TracePeers peers) {
        this.stage = stage;
        this.peers = peers;
    }

    static void define(Stage stage, TracePeers peers) {
        PeerInstructions here = new PeerInstructions(stage, peers);
        stage.define("peer", here::connect);
        stage.define("peer_send", i -> here.peer(i).send(ByteBuffer.wrap(i.bytes(1))));
        stage.define("peer_eof", i -> here.peer(i).shutdownOutput());
        stage.define("peer_close", i -> here.peer(i).close());
        stage.define("peer_reset", i -> here.peer(i).reset());
        stage.define("peer_read", here::read);
        stage.define("settle", i -> peers.settle());
    }

    private TracePeers.Peer peer(Instruction instruction) {
        return stage.get(instruction.text(0), TracePeers.Peer.class);
    }

    private void connect(Instruction instruction) throws IOException {
        Server server = stage.get(instruction.text(1), Server.class);
        stage.name(instruction.text(0), peers.connect(server.sockets().getFirst()));
    }

    private void read(Instruction instruction) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(instruction.number(1));
        peer(instruction).receive(bytes);
        String text = StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        stage.log(instruction.text(0) + " read " + (text.isEmpty() ? "nothing" : text));
    }
}
