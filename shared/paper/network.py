"""A printer on the network: raw TCP, as a rule on port 9100, one client at a time."""

from __future__ import annotations

import contextlib
import socket
import time

from shared.paper.lines import LineError, LineStalledError

CHUNK = 16_384


class TcpLine:
    """One connection. Every wait has an end: a printer that stops reading looks like one that is slow, for a while."""

    def __init__(self, address: str, port: int, connect_s: float) -> None:
        try:
            self._socket = socket.create_connection((address, port), timeout=connect_s)
            # A question of three bytes must not wait for company.
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            raise LineError(f"no connection to {address}:{port}: {error}") from error

    def send(self, data: bytes, *, pause_s: float, within_s: float) -> None:
        """Hand everything to the network."""
        rest, end, total = memoryview(data), time.monotonic() + within_s, len(data)
        while rest:
            left = min(pause_s, end - time.monotonic())
            if left <= 0:
                raise LineStalledError("the printer takes the picture too slowly", total - len(rest))
            try:
                self._socket.settimeout(left)
                rest = rest[self._socket.send(rest[:CHUNK]) :]
            except TimeoutError as error:
                raise LineStalledError("the printer takes no more", total - len(rest)) from error
            except OSError as error:
                raise LineError(f"the connection broke: {error}", total - len(rest)) from error

    def receive(self, within_s: float) -> bytes:
        """Return the bytes that are there, or wait for the first."""
        try:
            # Zero would mean "do not wait" and raise another error.
            self._socket.settimeout(max(within_s, 0.000_1))
            data = self._socket.recv(256)
        except TimeoutError:
            return b""
        except OSError as error:
            raise LineError(f"the connection broke: {error}") from error
        if not data:
            raise LineError("the printer closed the connection")
        return data

    def close(self) -> None:
        """Say goodbye in order, so that what is under way still arrives."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
        self._socket.close()
