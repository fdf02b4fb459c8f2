"""Serves echo with gevent, a greenlet for each connection: PORT."""

import signal
import sys

import gevent
from gevent import socket
from gevent.server import StreamServer


def serve(connection, _):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        while data := connection.recv(64 * 1024):
            connection.sendall(data)
    except OSError as failure:
        print(f"connection lost: {failure}", file=sys.stderr)


def main(port):
    server = StreamServer(("127.0.0.1", port), serve, backlog=4096)
    gevent.signal_handler(signal.SIGTERM, server.stop)
    server.start()
    print(f"listening on 127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
