"""The example of the documents works: a sign follows the hall, says when it cannot know, and comes back."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.cast import secret_of
from tests.clockwork import wait_until
from tests.faults.servers import Server

pytestmark = pytest.mark.faults
SIGN = Path(__file__).parents[2] / "docs/examples/led_sign.py"
NOTHING = "----"


def test_the_sign_of_the_documents_shows_calls_and_never_an_old_one_as_new(server: Server) -> None:
    said: list[str] = []
    command = [sys.executable, "-u", str(SIGN), server.url, secret_of("screen")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as sign:

        def listen() -> None:
            for line in sign.stdout or ():
                said.append(line.strip())

        threading.Thread(target=listen, daemon=True).start()
        try:
            wait_until(lambda: bool(said), at_most_s=20)
            before = said[-1]
            server.ask("POST", "/api/v1/tickets", {"group": "C"})
            server.ask("POST", "/api/v1/counters/3/open", {})
            called = server.ask("POST", "/api/v1/counters/3/call-next", {})
            assert called is not None
            shown = f"{called[1]['ticket']['number']} 3"
            wait_until(lambda: said[-1] == shown, at_most_s=10)
            server.cut_the_power()
            wait_until(lambda: said[-1] == NOTHING, at_most_s=15)
            server.start()
            wait_until(lambda: said[-1] == shown, at_most_s=60)
        finally:
            sign.kill()
    assert said == [before, shown, NOTHING, shown]
