"""A sign of light-emitting diodes that follows the hall: the newest call, and a dash when it cannot know.

    python3 -m pip install "python-socketio[client]"
    tonsai token create --role screen --name "LED sign"
    python3 led_sign.py http://192.168.1.10:8080 TOKEN                   # one line per change on standard output
    python3 led_sign.py http://192.168.1.10:8080 TOKEN /dev/ttyUSB0      # to a sign on a serial line

What your sign wants to hear differs from maker to maker: change `say`. Everything else is what every screen of Tonsai
does, and is written down in docs/board.md.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any, TextIO

import socketio

SILENT_S = 5
"""After so long without a board or a beat nobody knows whether the number still holds."""
NOTHING = "----"


class Sign:
    """Draws the newest board and nothing else; says a dash when it has grown old."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._newest = (-1, "")
        self._heard = 0.0
        self._shown = ""

    def board(self, board: dict[str, Any]) -> None:
        """Take a board, unless it is older than the one that is known."""
        self.beat()
        newest = (board["seq"], board["at"])
        if newest < self._newest:
            return
        self._newest = newest
        call = board["calls"][0] if board["calls"] else None
        self.say(f"{call['number']} {call['counter']}" if call else NOTHING)

    def beat(self, _beat: object = None) -> None:
        """Hear that the server lives."""
        self._heard = time.monotonic()

    def look(self) -> None:
        """Look at the clock: is what the sign says still true?"""
        if time.monotonic() - self._heard > SILENT_S:
            self._newest = (-1, "")
            self.say(NOTHING)

    def say(self, text: str) -> None:
        """Send a text to the sign, when it says something else."""
        if text != self._shown:
            self._shown = text
            self._out.write(f"{text}\r\n")
            self._out.flush()


def follow(address: str, token: str, sign: Sign) -> None:
    """Follow the board for ever; python-socketio comes back by itself, with longer and longer pauses."""
    client = socketio.Client(reconnection_delay=1, reconnection_delay_max=30)
    client.on("board", sign.board, namespace="/board")
    client.on("beat", sign.beat, namespace="/board")
    client.connect(
        address, auth={"token": token}, namespaces=["/board"], transports=["websocket"], retry=True
    )
    while True:
        client.sleep(1)
        sign.look()


def main() -> None:
    """Read the command and follow."""
    asked = argparse.ArgumentParser(description="A sign that shows the newest call of the hall.")
    asked.add_argument("address", help="of the server, for example http://192.168.1.10:8080")
    asked.add_argument("token", help="made by `tonsai token create --role screen`")
    asked.add_argument("line", nargs="?", help="the sign's serial line; standard output without it")
    told = asked.parse_args()
    if told.line is None:
        follow(told.address, told.token, Sign(sys.stdout))
    else:
        with Path(told.line).open("w", encoding="ascii") as line:
            follow(told.address, told.token, Sign(line))


if __name__ == "__main__":
    main()
