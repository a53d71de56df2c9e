"""As much of a WebSocket client (RFC 6455) as it takes to talk with a browser on this machine."""

from __future__ import annotations

import base64
import os
import socket
import struct

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class WebSocket:
    """A connection that carries texts. Texts may be sent and received by two threads."""

    def __init__(self, port: int, path: str, patience: float):
        self._socket = socket.create_connection(("127.0.0.1", port), patience)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self._stream = self._socket.makefile("rb")
        status = self._stream.readline().decode(errors="replace")
        while self._stream.readline().strip():
            pass
        if " 101 " not in status:
            raise OSError(f"no WebSocket: {status.strip()}")
        self._socket.settimeout(None)

    def send(self, text: str) -> None:
        self._frame(TEXT, text.encode())

    def receive(self) -> str | None:
        """The next text; none at the end."""
        text = b""
        while True:
            head = self._stream.read(2)
            if len(head) < 2:
                return None
            kind, length = head[0] & 0x0F, head[1] & 0x7F
            if length == 126:
                (length,) = struct.unpack(">H", self._stream.read(2))
            elif length == 127:
                (length,) = struct.unpack(">Q", self._stream.read(8))
            data = self._stream.read(length)
            if kind == CLOSE or len(data) < length:
                return None
            if kind == PING:
                self._frame(PONG, data)
            elif kind != PONG:
                text += data
                if head[0] & 0x80:
                    return text.decode()

    def close(self) -> None:
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._socket.close()

    def _frame(self, kind: int, data: bytes) -> None:
        # What a client sends is masked, so that it can't be taken for something else on its way.
        mask = os.urandom(4)
        count = -(-len(data) // 4)
        number = int.from_bytes(data, "little") ^ int.from_bytes(mask * count, "little")
        masked = number.to_bytes(4 * count, "little")[: len(data)]
        if len(data) < 126:
            length = bytes([0x80 | len(data)])
        elif len(data) < 1 << 16:
            length = bytes([0x80 | 126]) + struct.pack(">H", len(data))
        else:
            length = bytes([0x80 | 127]) + struct.pack(">Q", len(data))
        self._socket.sendall(bytes([0x80 | kind]) + length + mask + masked)
