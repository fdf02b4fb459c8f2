"""Protocols that log what the transport tells them and run a scenario's bodies."""

import asyncio

BUFFER_BYTES = 4096
SHOWN_BYTES = 64


def protocol_for(interpreter, name, spec):
    return (_Buffered if spec.get("buffered") else _Streaming)(interpreter, name, spec)


class _Common(asyncio.BaseProtocol):
    def __init__(self, interpreter, name, spec):
        self._interpreter = interpreter
        self._name = name
        self._spec = spec
        self._pending = b""
        self.total_bytes = 0
        self.lost = False

    def connection_made(self, transport):
        self._interpreter.connected(self._name, transport, self)
        self._event("made", "made")

    def connection_lost(self, error):
        self.lost = True
        self._event("lost", "lost" if error is None else "lost with an error")

    def pause_writing(self):
        self._event("pause", "pause")

    def resume_writing(self):
        self._event("resume", "resume")

    def eof_received(self):
        self._event("eof", "eof")
        return self._spec.get("keep_open", False)

    def _received(self, data):
        self.total_bytes += len(data)
        self._pending += data
        if len(self._pending) < self._spec.get("at_least", 1):
            return
        shown, self._pending = self._pending, b""
        text = shown.decode() if len(shown) <= SHOWN_BYTES else f"{len(shown)} bytes"
        self._event("data", "data " + text)

    def _event(self, kind, text):
        if kind not in self._spec.get("silent", []):
            self._interpreter.log(f"{self._name} {text}")
        self._interpreter.call(self._spec.get(kind, []))


class _Streaming(_Common, asyncio.Protocol):
    def data_received(self, data):
        self._received(data)


class _Buffered(_Common, asyncio.BufferedProtocol):
    def __init__(self, interpreter, name, spec):
        super().__init__(interpreter, name, spec)
        self._buffer = bytearray(BUFFER_BYTES)

    def get_buffer(self, sizehint):
        return self._buffer

    def buffer_updated(self, nbytes):
        self._received(bytes(self._buffer[:nbytes]))
