"""Serves echo with asyncio: PORT [protocol|streams [asyncio|uvloop]]."""

import asyncio
import signal
import sys


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)

    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()


async def serve_stream(reader, writer):
    while data := await reader.read(64 * 1024):
        writer.write(data)
        await writer.drain()
    writer.close()


async def main(port, mode):
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    if mode == "streams":
        server = await asyncio.start_server(serve_stream, "127.0.0.1", port, backlog=4096)
    else:
        server = await loop.create_server(Echo, "127.0.0.1", port, backlog=4096)
    host, port = server.sockets[0].getsockname()[:2]
    print(f"listening on {host}:{port}", flush=True)
    await stopped.wait()


if __name__ == "__main__":
    # asyncio receives into 256 KiB. Until a process has given back a block of that size for the first
    # time, glibc maps each from the kernel anew, which costs four times the rest; one that has worked
    # for a while does not pay that, and neither shall this one.
    bytes(4 * 1024 * 1024)
    mode = sys.argv[2] if len(sys.argv) > 2 else "protocol"
    if len(sys.argv) > 3 and sys.argv[3] == "uvloop":
        import uvloop

        uvloop.install()
    asyncio.run(main(int(sys.argv[1]), mode))
