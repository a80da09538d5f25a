"""How long the server waits for what a browser sends. A body that trickles in a byte a second would stay for hours.

gevent gives every connection a place of its own, so a slow one holds up nobody; but places are counted (ten
thousand), and whoever opens many and never finishes would take them all. Headers have gunicorn's `keepalive` (75 s) to
come; a body has the time here, after which its connection is closed for reading and the call refused: `request.slow`.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from time import monotonic
from typing import Any

import gevent

from shared.domain.errors import QueueError

PATIENCE_S = 15.0
SLOWEST_BYTES_S = 50_000
"""A photograph over a bad radio link may take longer than a form: this much a second is asked of what is large."""
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class TimedBody:
    """The body of a request that has to be here in time."""

    def __init__(self, stream: Any, connection: socket.socket | None, seconds: float) -> None:
        self._stream = stream
        self._connection = connection
        self._until = monotonic() + seconds

    def read(self, size: int = -1) -> bytes:
        """Return so many bytes, or all."""
        return self._in_time(self._stream.read, size)

    def readline(self, size: int = -1) -> bytes:
        """Return the next line."""
        return self._in_time(self._stream.readline, size)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _in_time(self, read: Callable[[int], bytes], size: int) -> bytes:
        left = max(self._until - monotonic(), 0.001)
        try:
            with gevent.Timeout(left, QueueError("request.slow")):
                return read(size)
        except QueueError:
            if self._connection is not None:
                with suppress(OSError):  # gone by itself
                    self._connection.shutdown(socket.SHUT_RD)
            raise


def with_patience(app: Wsgi, *, patience_s: float = PATIENCE_S) -> Wsgi:
    """Return the application with an end to waiting for bodies; for a server on gevent."""

    def limited(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        size = int(length) if length.isdigit() else 0
        if size or "HTTP_TRANSFER_ENCODING" in environ:
            seconds = patience_s + size / SLOWEST_BYTES_S
            environ["wsgi.input"] = TimedBody(environ["wsgi.input"], environ.get("gunicorn.socket"), seconds)
        return app(environ, start_response)

    return limited
