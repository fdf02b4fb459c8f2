"""The instructions that need I/O: servers, transports and peers outside the loop."""

import asyncio
import socket
import struct
import time

from trace_protocol import protocol_for
from trace_words import show

BARRIER_TICKS = 1000
HOST = "127.0.0.1"
PEER_TIMEOUT_SECONDS = 5.0
SETTLE_SECONDS = 0.002


class IoInstructions:
    """A part of the interpreter: uses its _loop, _names, _protocols, log and op_sleep."""

    # ---- instructions: servers and transports --------------------------------

    async def op_serve(self, name, prefix, spec):
        accepted = 0

        def factory():
            nonlocal accepted
            accepted += 1
            return protocol_for(self, f"{prefix}{accepted}", spec)

        self._names[name] = await self._loop.create_server(factory, HOST, 0)

    def op_close_server(self, name):
        self._names[name].close()

    async def op_connect(self, name, server, spec):
        port = self._names[server].sockets[0].getsockname()[1]
        await self._loop.create_connection(lambda: protocol_for(self, name, spec), HOST, port)

    async def op_connect_refused(self):
        with socket.socket() as unlistened:
            unlistened.bind((HOST, 0))
            port = unlistened.getsockname()[1]
            await self._loop.create_connection(asyncio.Protocol, HOST, port)

    async def op_pair(self, client, client_spec, server, server_spec):
        accepted = self._loop.create_future()

        def factory():
            accepted.set_result(None)
            return protocol_for(self, server, server_spec)

        listener = await self._loop.create_server(factory, HOST, 0)
        port = listener.sockets[0].getsockname()[1]
        await self._loop.create_connection(
            lambda: protocol_for(self, client, client_spec), HOST, port
        )
        await accepted
        listener.close()
        await self.op_sleep(BARRIER_TICKS)

    async def op_barrier(self):
        await self.op_sleep(BARRIER_TICKS)

    def op_write(self, name, text):
        self._names[name].write(text.encode())

    def op_write_size(self, name, size_bytes):
        self._names[name].write(bytes(size_bytes))

    def op_writelines(self, name, texts):
        self._names[name].writelines([text.encode() for text in texts])

    def op_write_eof(self, name):
        self._names[name].write_eof()

    def op_close(self, name):
        self._names[name].close()

    def op_abort(self, name):
        self._names[name].abort()

    def op_is_closing(self, name):
        self.log(f"{name} closing {show(self._names[name].is_closing())}")

    def op_is_reading(self, name):
        self.log(f"{name} reading {show(self._names[name].is_reading())}")

    def op_pause_reading(self, name):
        self._names[name].pause_reading()

    def op_resume_reading(self, name):
        self._names[name].resume_reading()

    def op_limits(self, name, high_bytes, low_bytes=None):
        self._names[name].set_write_buffer_limits(high_bytes, low_bytes)

    def op_get_limits(self, name):
        low, high = self._names[name].get_write_buffer_limits()
        self.log(f"{name} limits {low} {high}")

    def op_buffer_empty(self, name):
        self.log(f"{name} empty {show(self._names[name].get_write_buffer_size() == 0)}")

    def op_received(self, name):
        self.log(f"{name} received {self._protocols[name].total_bytes}")

    def op_set_protocol(self, name, protocol_name, spec):
        protocol = protocol_for(self, protocol_name, spec)
        self._names[name].set_protocol(protocol)

    # ---- instructions: a peer outside the loop --------------------------------

    def op_peer(self, name, server):
        address = self._names[server].sockets[0].getsockname()
        self._names[name] = socket.create_connection(address, PEER_TIMEOUT_SECONDS)

    def op_peer_send(self, name, text):
        self._names[name].sendall(text.encode())

    def op_peer_eof(self, name):
        self._names[name].shutdown(socket.SHUT_WR)

    def op_peer_close(self, name):
        self._names[name].close()

    def op_peer_reset(self, name):
        lingering_none = struct.pack("ii", 1, 0)
        self._names[name].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, lingering_none)
        self._names[name].close()

    def op_peer_read(self, name, size_bytes):
        received = b""
        while len(received) < size_bytes:
            chunk = self._names[name].recv(size_bytes - len(received))
            if not chunk:
                break
            received += chunk
        self.log(f"{name} read {received.decode() or 'nothing'}")

    def op_settle(self):
        """Holds the loop thread until what the peer did has arrived."""
        time.sleep(SETTLE_SECONDS)
