"""A client's line: frames in both directions, and what becomes of one who does not read or sends rubbish."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import gevent
import pytest
from engineio.packet import MESSAGE, PING, PONG, Packet
from wsproto.frame_protocol import FrameProtocol

from shared.web.lines import Line, frame_of

LONGEST = 4096


@dataclass
class EngineSocket:
    """What a line sees of engine.io's socket."""

    queue: Any
    sid: str = "sid"
    last_ping: float | None = None
    connected: bool = False
    upgraded: bool = False
    closed: bool = False
    received: list[tuple[int, Any]] = field(default_factory=list)
    schedule_ping: Any = None

    def receive(self, packet: Packet) -> None:
        """Note what came."""
        self.received.append((packet.packet_type, packet.data))
        if packet.packet_type == PONG:
            self.schedule_ping()

    def send(self, packet: Packet) -> None:
        """Send as engine.io does."""
        self.queue.put(packet)

    def close(self, **_how: Any) -> None:
        """Note the end."""
        self.closed = True


@dataclass
class Client:
    """The other end."""

    sock: socket.socket
    line: Line
    engine: EngineSocket
    pen: FrameProtocol = field(default_factory=lambda: FrameProtocol(client=True, extensions=[]))
    ear: FrameProtocol = field(default_factory=lambda: FrameProtocol(client=True, extensions=[]))

    def say(self, data: bytes) -> None:
        """Send bytes and let the loop hear them."""
        self.sock.sendall(data)
        gevent.sleep(0.001)

    def hear(self) -> list[str]:
        """Return the texts that are there, reading until nothing more comes."""
        texts: list[str] = []
        while True:
            gevent.sleep(0.001)
            try:
                data = self.sock.recv(1 << 20)
            except BlockingIOError:
                return texts
            if not data:
                return [*texts, "end"]
            self.ear.receive_bytes(data)
            texts += [str(frame.payload) for frame in self.ear.received_frames() if frame.message_finished]


class Early(list[Packet]):
    """What engine.io has put down before the handshake was over."""

    def empty(self) -> bool:
        """True when nothing is left."""
        return not self

    def get_nowait(self) -> Packet:
        """Return the next."""
        return self.pop(0)


@pytest.fixture
def client() -> Iterator[Client]:
    """A client whose line has just begun."""
    ours, theirs = socket.socketpair()
    for end in (ours, theirs):
        end.setblocking(False)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
    engine = EngineSocket(Early([Packet(MESSAGE, "first")]))
    server = SimpleNamespace(ping_interval=60, max_http_buffer_size=LONGEST, sockets={"sid": engine})
    line = Line(ours.detach(), engine, server)
    line.begin()
    yield Client(theirs, line, engine)
    line.put(None)
    theirs.close()


def test_what_was_put_down_before_the_handshake_is_sent_first(client: Client) -> None:
    client.line.put(Packet(MESSAGE, "second"))
    assert client.hear()[:2] == ["4first", "4second"]


def test_a_message_in_pieces_arrives_whole(client: Client) -> None:
    frames = client.pen.send_data("40/boa", fin=False) + client.pen.send_data("rd,{}", fin=True)
    for byte in bytes(frames):
        client.say(bytes([byte]))
    assert client.engine.received == [(MESSAGE, "0/board,{}")]


def test_whoever_does_not_read_gets_what_was_begun_and_then_only_the_newest(client: Client) -> None:
    assert client.hear() == ["4first"]
    for n in range(200):
        client.line.send(frame_of(f"board {n} " + "x" * 3000), news="board")
        client.line.send(frame_of(f"beat {n}"), news="beat")
    heard = [text.split(" x")[0] for text in client.hear()]
    boards = [int(text.split()[1]) for text in heard if text.startswith("board")]
    assert boards == sorted(boards)
    assert len(boards) < 20
    assert (boards[-1], [t for t in heard if t.startswith("beat")][-1]) == (199, "beat 199")
    client.line.send(frame_of("board 200"), news="board")
    assert client.hear() == ["board 200"]


def test_a_client_is_asked_whether_it_lives_and_not_again_before_it_answered(client: Client) -> None:
    client.line._ping()
    client.line._ping()
    assert client.hear().count("2") == 1
    assert client.engine.last_ping is not None
    client.say(bytes(client.pen.send_data("3")))
    assert client.engine.received == [(PONG, "")]
    client.line._ping()
    assert client.hear() == ["2"]


def test_a_ping_of_the_protocol_is_answered(client: Client) -> None:
    client.hear()
    client.say(bytes(client.pen.ping(b"there")))
    assert client.sock.recv(100) == b"\x8a\x05there"


@pytest.mark.parametrize(
    "rubbish",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x81\x05hello",
        b"\xc1\x80\0\0\0\0",
        b"\x81\xff" + b"\xff" * 12,
        b"\x82\x80\0\0\0\0",
    ],
    ids=["http", "unmasked", "reserved", "endless", "binary"],
)
def test_rubbish_ends_the_line_and_engine_io_hears_of_it(client: Client, rubbish: bytes) -> None:
    client.say(rubbish)
    assert client.hear()[-1] == "end"
    assert client.engine.closed


def test_a_message_too_long_ends_the_line_before_it_is_whole(client: Client) -> None:
    client.say(bytes(client.pen.send_data("4" + "x" * LONGEST, fin=False)))
    assert client.hear()[-1] == "end"
    assert client.engine.received == []


def test_who_leaves_is_gone_at_once_and_nothing_is_sent_to_the_number_of_the_file(client: Client) -> None:
    client.sock.close()
    gevent.sleep(0.002)
    assert client.engine.closed
    with socket.socket() as next_one:  # the kernel gives the number that became free
        next_one.setblocking(False)
        client.line.send(frame_of("for somebody else"), news="board")
        client.line.put(Packet(PING))


def test_the_word_for_the_end_closes_the_line_once(client: Client) -> None:
    client.line.put(None)
    client.line.put(None)
    assert client.hear()[-1] == "end"
    assert not client.engine.closed, "it was engine.io that ended it"
