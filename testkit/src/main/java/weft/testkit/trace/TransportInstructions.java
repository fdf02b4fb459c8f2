package weft.testkit.trace;

import org.jspecify.annotations.Nullable;

import weft.Future;
import weft.Protocol;
import weft.Server;
import weft.StreamProtocol;
import weft.Transport;
import weft.WriteBufferLimits;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The instructions on servers and transports. */
final class TransportInstructions {
    private static final String HOST = "127.0.0.1";

    private final Stage stage;

    private TransportInstructions(Stage stage) {
        this.stage = stage;
    }

    static void define(Stage stage) {
        TransportInstructions here = new TransportInstructions(stage);
        stage.define("serve", here::serve);
        stage.define("close_server", i -> stage.get(i.text(0), Server.class).close());
        stage.define("connect", here::connect);
        stage.define("connect_refused", i -> here.connectRefused());
        stage.define("pair", here::pair);
        here.defineCalls();
        here.defineQuestions();
    }

    private void defineCalls() {
        stage.define("write", i -> transport(i).write(i.bytes(1)));
        stage.define("write_size", i -> transport(i).write(new byte[i.number(1)]));
        stage.define("writelines", i -> transport(i).writelines(buffers(i.texts(1))));
        stage.define("write_eof", i -> transport(i).writeEof());
        stage.define("close", i -> transport(i).close());
        stage.define("abort", i -> transport(i).abort());
        stage.define("pause_reading", i -> transport(i).pauseReading());
        stage.define("resume_reading", i -> transport(i).resumeReading());
        stage.define("limits", this::setLimits);
        stage.define("set_protocol", this::setProtocol);
    }

    private void defineQuestions() {
        stage.define("is_closing", i -> answer(i, "closing", transport(i).isClosing()));
        stage.define("is_reading", i -> answer(i, "reading", transport(i).isReading()));
        stage.define("get_limits", i -> answer(i, "limits", limits(transport(i))));
        stage.define(
                "buffer_empty", i -> answer(i, "empty", transport(i).getWriteBufferSize() == 0));
        stage.define(
                "received",
                i -> answer(i, "received", LoggedConnection.totalBytes(stage, i.text(0))));
    }

    private Transport transport(Instruction instruction) {
        return stage.get(instruction.text(0), Transport.class);
    }

    private void answer(Instruction instruction, String question, Object answer) {
        stage.log(instruction.text(0) + " " + question + " " + answer);
    }

    private static String limits(Transport transport) {
        WriteBufferLimits limits = transport.getWriteBufferLimits();
        return limits.low() + " " + limits.high();
    }

    private static List<ByteBuffer> buffers(List<String> texts) {
        return texts.stream()
                .map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private StreamProtocol protocol(String name, Instruction instruction, int specIndex) {
        return LoggedConnection.protocol(
                stage, name, new ProtocolSpec(instruction.object(specIndex)));
    }

    private void serve(Instruction instruction) {
        String prefix = instruction.text(1);
        AtomicInteger accepted = new AtomicInteger();
        Server server =
                stage.loop()
                        .createServer(
                                () -> protocol(prefix + accepted.incrementAndGet(), instruction, 2),
                                HOST,
                                0);
        stage.name(instruction.text(0), server);
    }

    private void connect(Instruction instruction) {
        Server server = stage.get(instruction.text(1), Server.class);
        stage.loop()
                .createConnection(
                        () -> protocol(instruction.text(0), instruction, 2), HOST, port(server));
    }

    private static int port(Server server) {
        return ((InetSocketAddress) server.sockets().getFirst()).getPort();
    }

    /** Connects to a port that is bound, so that nobody else can take it, and not listening. */
    private void connectRefused() throws IOException {
        try (SocketChannel unlistened = SocketChannel.open()) {
            unlistened.bind(new InetSocketAddress(HOST, 0));
            int port = ((InetSocketAddress) unlistened.getLocalAddress()).getPort();
            stage.loop().createConnection(() -> new Protocol() {}, HOST, port);
        }
    }

    private void pair(Instruction instruction) {
        Future<@Nullable Void> accepted = stage.loop().createFuture();
        Server server =
                stage.loop()
                        .createServer(
                                () -> {
                                    accepted.setResult(null);
                                    return protocol(instruction.text(2), instruction, 3);
                                },
                                HOST,
                                0);
        stage.loop()
                .createConnection(
                        () -> protocol(instruction.text(0), instruction, 1), HOST, port(server));
        accepted.await();
        server.close();
        FutureInstructions.barrier();
    }

    private void setLimits(Instruction instruction) {
        int high = instruction.number(1);
        if (instruction.has(2)) {
            transport(instruction).setWriteBufferLimits(high, instruction.number(2));
        } else {
            transport(instruction).setWriteBufferLimits(high);
        }
    }

    private void setProtocol(Instruction instruction) {
        transport(instruction).setProtocol(protocol(instruction.text(1), instruction, 2));
    }
}
