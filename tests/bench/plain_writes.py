"""What the kernel alone takes for a broadcast: one frame, handed to one socket after the other, and nothing else done.

Run with a port and the size of the board beside it. No library and no event loop while it sends: no program written in
Python that gives each socket the whole board can be quicker.
"""

from __future__ import annotations

import base64
import hashlib
import os
import selectors
import socket
import sys

from tests.bench.clients import END_OF_HEAD, RECEIVE
from tests.bench.plain_websockets import MESSAGE

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""RFC 6455, 1.3."""
KEY = b"sec-websocket-key: "


def serve(port: int, size: int) -> None:
    """Serve for ever: whoever connects gets the message; any frame a client sends is the word to send it on."""
    selector = selectors.EpollSelector()
    door = socket.create_server(("127.0.0.1", port), backlog=4096)
    selector.register(door, selectors.EVENT_READ)
    here: list[int] = []
    seq = 0
    while True:
        for key, _ in selector.select():
            if key.fileobj is door:
                selector.register(door.accept()[0], selectors.EVENT_READ, "new")
                continue
            client = key.fileobj
            assert isinstance(client, socket.socket)
            said = client.recv(RECEIVE)
            if not said:
                selector.unregister(client)
                here = [fd for fd in here if fd != client.fileno()]
                client.close()
            elif key.data == "here":
                seq += 1
                frame = frame_of(MESSAGE.format(seq=seq, filled="x" * size).encode())
                for fd in here:
                    os.write(fd, frame)
            elif KEY in said.lower():
                client.sendall(accepted(said) + frame_of(MESSAGE.format(seq=seq, filled="").encode()))
                selector.modify(client, selectors.EVENT_READ, "here")
                here.append(client.fileno())
            else:
                client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


def accepted(head: bytes) -> bytes:
    """Return the answer to a handshake that came in one piece."""
    assert head.endswith(END_OF_HEAD)
    start = head.lower().index(KEY) + len(KEY)
    key = head[start : head.index(b"\r\n", start)]
    accept = base64.b64encode(hashlib.sha1(key + MAGIC, usedforsecurity=False).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "
        + accept
        + END_OF_HEAD
    )


def frame_of(text: bytes) -> bytes:
    """Return one whole text frame of a server."""
    return (bytes([0x81, len(text)]) if len(text) < 126 else b"\x81\x7e" + len(text).to_bytes(2)) + text


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
