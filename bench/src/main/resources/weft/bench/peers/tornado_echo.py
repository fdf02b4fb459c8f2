"""Serves echo with Tornado's streams: PORT."""

import asyncio
import signal
import sys

from tornado.iostream import StreamClosedError
from tornado.netutil import bind_sockets
from tornado.tcpserver import TCPServer


class Echo(TCPServer):
    async def handle_stream(self, stream, address):
        stream.set_nodelay(True)
        try:
            while True:
                await stream.write(await stream.read_bytes(64 * 1024, partial=True))
        except StreamClosedError:
            stream.close()


async def main(port):
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    sockets = bind_sockets(port, "127.0.0.1", backlog=4096)
    server = Echo()
    server.add_sockets(sockets)
    print(f"listening on 127.0.0.1:{sockets[0].getsockname()[1]}", flush=True)
    await stopped.wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
