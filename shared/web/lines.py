"""Sockets that cost little: one client is a file descriptor and a few small objects, not four greenlets.

Engine.IO as it comes keeps for each websocket the greenlet of its request, one that writes, one that reads and one
that waits to ping; and a broadcast goes through a queue, a wake-up and a frame for each of them. Here the event loop
itself calls when something has arrived, and a broadcast is framed once and handed to the kernel for one client after
the other. Handshake, namespaces, rooms and events stay python-socketio's, frames are wsproto's.

What is sent to a room is news: a whole value that makes the one before it worthless. Whoever does not read gets the
newest when they do, never a backlog; for a stuck client nothing but a reference to everybody's frame is kept.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from errno import EAGAIN
from secrets import randbelow
from typing import Any, cast

import gevent
from engineio.packet import CLOSE, MESSAGE, PING, Packet
from flask_socketio import SocketIO
from socketio.packet import EVENT
from wsproto.frame_protocol import CloseReason, Frame, FrameProtocol, Opcode, ParseFailed
from wsproto.utilities import generate_accept_token

from shared.clock import now
from shared.web.sites import NAMED

log = logging.getLogger("tonsai.web")
MOST = 10_000
"""Sockets of one process; whoever comes after them is asked to come again."""
READ, WRITE = 1, 2
"""The loop's names for what it watches a file descriptor for."""
RECEIVE = 4096
BREATH = 256
"""After so many sends others have their turn: a broadcast to thousands must not hold up a ticket."""
KEPT = (
    "REQUEST_METHOD", "PATH_INFO", "SCRIPT_NAME", "QUERY_STRING", "SERVER_NAME", "SERVER_PORT", "REMOTE_ADDR",
    "HTTP_HOST", "HTTP_COOKIE", "wsgi.url_scheme", "flask.app",
    NAMED,
)  # fmt: skip
"""What is still needed of a handshake when the client says who it is, and when it leaves."""
_TRANSPORT_CLOSE = "transport close"


class Line:
    """One client's websocket: engine.io's queue of packets and its transport in one.

    All of it happens in the event loop itself, and nothing here waits: what the kernel does not take at once is sent
    when it can, and what a client says is heard in a greenlet of its own.
    """

    __slots__ = (
        "_engine",
        "_fd",
        "_frames",
        "_heard",
        "_later",
        "_reading",
        "_socket",
        "_timer",
        "_unsent",
        "_writing",
    )

    def __init__(self, fd: int, socket: Any, engine: Any) -> None:
        """`fd` is ours from now on; `socket` is engine.io's."""
        self._fd = fd
        self._socket = socket
        self._engine = engine
        self._frames = FrameProtocol(client=False, extensions=[])
        self._heard = ""
        self._unsent = b""
        self._later: dict[str, bytes] = {}
        loop = gevent.get_hub().loop
        self._reading = loop.io(fd, READ)
        self._writing: Any = None
        # After a restart thousands come in the same second; their pings must not come in one second for ever after.
        first = engine.ping_interval * (200 + randbelow(800)) / 1000
        self._timer = loop.timer(first, engine.ping_interval)

    def begin(self) -> None:
        """Take over from the queue that engine.io began with, and listen."""
        early, self._socket.queue = self._socket.queue, self
        self._socket.connected = self._socket.upgraded = True
        self._socket.schedule_ping = self._answered
        while not early.empty():
            self.put(early.get_nowait())
        self._reading.start(self._readable)
        self._timer.start(self._ping)

    def put(self, packet: Packet | None) -> None:
        """Send one of engine.io's packets; None is its word for the end."""
        if packet is None:
            self._hang_up(CloseReason.NORMAL_CLOSURE)
        else:
            self.send(frame_of(packet.encode()))

    def join(self) -> None:
        """Nothing is left to wait for: a packet is with the kernel, or nobody will read it."""

    def send(self, frame: bytes, *, news: str = "") -> None:
        """Send a frame. `news` names a value of which only the newest counts to a client that does not keep up."""
        if self._fd < 0:
            return
        if not self._unsent:
            taken = self._write(frame)
            if taken < len(frame) and self._fd >= 0:
                self._unsent = frame[taken:]
                self._writing = gevent.get_hub().loop.io(self._fd, WRITE)
                self._writing.start(self._writable)
        elif news:
            self._later[news] = frame
        else:
            self._unsent += frame

    def _write(self, data: bytes) -> int:
        """Return how many bytes the kernel took."""
        try:
            return os.write(self._fd, data)
        except OSError as error:
            if error.errno != EAGAIN:
                self._lose()
            return 0

    def _writable(self) -> None:
        self._unsent = self._unsent[self._write(self._unsent) :]
        if not self._unsent and self._later:
            self._unsent = b"".join(self._later.values())
            self._later = {}
        if not self._unsent and self._writing is not None:
            self._writing.close()
            self._writing = None

    def _readable(self) -> None:
        try:
            data = os.read(self._fd, RECEIVE)
        except OSError as error:
            if error.errno == EAGAIN:
                return
            data = b""
        if not data:
            self._lose()
            return
        try:
            self._frames.receive_bytes(data)
            for frame in self._frames.received_frames():
                self._take(frame)
        except Exception as error:  # rubbish of any kind, and whatever engine.io thinks of it
            log.warning("refused socket.rubbish: %s", error)
            self._lose(error.code if isinstance(error, ParseFailed) else CloseReason.PROTOCOL_ERROR)

    def _take(self, frame: Frame) -> None:
        if frame.opcode is Opcode.TEXT:
            self._heard += str(frame.payload)
            if len(self._heard) > self._engine.max_http_buffer_size:
                self._lose(CloseReason.MESSAGE_TOO_BIG)
            elif frame.message_finished:
                text, self._heard = self._heard, ""
                self._receive(Packet(encoded_packet=text))
        elif frame.opcode is Opcode.PING:
            self.send(bytes(FrameProtocol(client=False, extensions=[]).pong(cast("bytes", frame.payload))))
        elif frame.opcode is not Opcode.PONG:
            self._lose(CloseReason.NORMAL_CLOSURE)

    def _receive(self, packet: Packet) -> None:
        if self._fd < 0:
            return
        if packet.packet_type == CLOSE:
            self._lose(CloseReason.NORMAL_CLOSURE)
        elif (
            packet.packet_type == MESSAGE
        ):  # who it is: that asks the database, which may have to be waited for
            gevent.spawn(self._socket.receive, packet)
        else:
            self._socket.receive(packet)

    def _ping(self) -> None:
        """Ask whether the client lives; engine.io looks through all of them for those who do not answer in time."""
        if not self._socket.last_ping and not self._socket.closed:
            self._socket.last_ping = now().timestamp()
            self._socket.send(Packet(PING))

    def _answered(self) -> None:
        self._socket.last_ping = None

    def _lose(self, reason: CloseReason | None = None) -> None:
        """Close from this side of engine.io, and let it know: its handlers may wait, so not here in the loop."""
        if self._fd >= 0:
            self._hang_up(reason)
            gevent.spawn(self._socket.close, wait=False, abort=True, reason=_TRANSPORT_CLOSE)

    def _hang_up(self, reason: CloseReason | None) -> None:
        if self._fd < 0:
            return
        if reason is not None and not self._unsent:
            with suppress(OSError):
                os.write(self._fd, bytes(FrameProtocol(client=False, extensions=[]).close(reason)))
        fd, self._fd = (
            self._fd,
            -1,
        )  # before it is closed: its number may be another client's in the next moment
        self._unsent, self._later = b"", {}
        for watcher in (self._reading, self._writing, self._timer):
            if watcher is not None:
                watcher.stop()
                watcher.close()
        self._writing = None
        os.close(fd)
        self._engine.sockets.pop(self._socket.sid, None)


class Lines:
    """The sockets of a server on gevent, and the way to all of a room."""

    def __init__(self, socketio: SocketIO) -> None:
        self._server: Any = socketio.server  # type: ignore[attr-defined]  # its published types are older
        self._engine = self._server.eio

    def take_over(self) -> None:
        """Serve websockets with lines from now on."""
        greet = self._engine.handlers["connect"]

        def connected(sid: str, environ: dict[str, Any]) -> Any:
            self._engine.sockets[
                sid
            ].last_ping = None  # the line pings by itself: no greenlet needs to wait for it
            return greet(sid, environ)

        self._engine.on("connect", connected)
        self._engine._async = {**self._engine._async, "websocket": self._upgrade}

    def send(self, event: str, payload: Any, *, room: str, namespace: str) -> None:
        """Send news to a room: written once, framed once."""
        manager = self._server.manager
        packet = self._server.packet_class(EVENT, namespace=namespace, data=[event, payload], binary=False)
        frame = frame_of(f"4{packet.encode()}")
        sockets = self._engine.sockets
        listeners = [sid for _, sid in manager.get_participants(namespace, room)]
        for first in range(0, len(listeners), BREATH):
            if first:
                gevent.sleep(0)
            for sid in listeners[first : first + BREATH]:
                socket = sockets.get(sid)
                if socket is not None:
                    socket.queue.send(frame, news=event)

    def _upgrade(self, handler: Any, engine: Any) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
        """Stand in for engine.io's own transport; its handler is a method of the socket it is for."""
        socket = handler.__self__

        def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "")
            version = environ.get("HTTP_SEC_WEBSOCKET_VERSION")
            full = len(engine.sockets) > MOST
            if not key or version != "13" or full:
                socket.close(wait=False, abort=True)
                status = "503 Service Unavailable" if full else "400 Bad Request"
                start_response(status, [("Sec-WebSocket-Version", "13"), ("Content-Length", "0")])
                return []
            self._server.environ[socket.sid] = {name: environ[name] for name in KEPT if name in environ}
            fd = environ["gunicorn.socket"].detach()
            os.write(fd, _accepted(key))
            Line(fd, socket, engine).begin()
            raise StopIteration  # gunicorn's word for a connection that is none of its business any more

        return answer


def anybody_in(socketio: SocketIO, room: str, namespace: str) -> bool:
    """True when somebody listens in a room."""
    server: Any = socketio.server  # type: ignore[attr-defined]  # its published types are older
    return room in server.manager.rooms.get(namespace, {})


def frame_of(text: str | bytes) -> bytes:
    """Return the frame of a text message; a server's frames are the same for every client."""
    words = text if isinstance(text, str) else text.decode()
    return bytes(FrameProtocol(client=False, extensions=[]).send_data(words))


def _accepted(key: str) -> bytes:
    accept = generate_accept_token(key.encode()).decode()
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\n\r\n"
    ).encode()
