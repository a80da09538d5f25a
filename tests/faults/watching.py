"""A screen of the hall, connected once and never told anything again."""

from __future__ import annotations

from typing import Any

import socketio

from tests.cast import secret_of


class Screen:
    """What a program sees that follows the board and comes back by itself."""

    def __init__(self, url: str) -> None:
        self.boards: list[dict[str, Any]] = []
        self.beats: list[dict[str, Any]] = []
        self.connections = 0
        self._client = socketio.Client(
            reconnection_delay=0.1, reconnection_delay_max=0.5, randomization_factor=0
        )
        self._client.on("board", self.boards.append, namespace="/board")
        self._client.on("beat", self.beats.append, namespace="/board")
        self._client.on("connect", self._count, namespace="/board")
        self._client.connect(
            url, auth={"token": secret_of("screen")}, namespaces=["/board"], transports=["websocket"]
        )

    def _count(self) -> None:
        self.connections += 1

    def shows(self, board: dict[str, Any]) -> bool:
        """True when it shows these calls and this line."""
        if not self.boards:
            return False
        newest = self.boards[-1]
        return all(newest[name] == board[name] for name in ("seq", "calls", "waiting"))

    def close(self) -> None:
        """Switch it off."""
        self._client.disconnect()
