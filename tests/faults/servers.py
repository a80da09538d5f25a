"""A real `tonsai serve` on the cast's office, at real hours, that can be killed and started again."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared import clock
from tests.cast import build_office, secret_of
from tests.clockwork import wait_until

TONSAI = Path(sys.executable).with_name("tonsai")
START_S = 40.0


@dataclass
class Server:
    """One server process and all it starts, in a group of its own."""

    data: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        """Its database file."""
        return self.data / "tonsai.db"

    @property
    def log(self) -> str:
        """What it has said."""
        return (self.data / "server.log").read_text(encoding="utf-8")

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start a server process on this folder and port; do not wait for it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TONSAI_")}
        environment = {**kept, "TONSAI_DATA": str(self.data), "TONSAI_PORT": str(self.port)}
        with (self.data / "server.log").open("ab") as log:
            return subprocess.Popen(
                [TONSAI, "serve"], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def start(self) -> None:
        """Start and wait until it is healthy."""
        self.process = self.spawn()
        wait_until(self.is_healthy, at_most_s=START_S)

    def is_healthy(self) -> bool:
        """True when it answers and can write."""
        assert self.process is not None
        assert self.process.poll() is None, self.log[-2000:]
        answer = self.ask("GET", "/api/v1/health")
        return answer is not None and answer[0] == 200

    def cut_the_power(self) -> None:
        """Kill -9 everything at once; nobody gets to say good-bye."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
            self.process = None

    def ask(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, program: str = "admin"
    ) -> tuple[int, Any] | None:
        """Send one request; return status and JSON, or None when no whole answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        headers = {"Authorization": f"Bearer {secret_of(program)}", "Content-Type": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()


@contextmanager
def serving(data: Path) -> Iterator[Server]:
    """Serve the cast's office from a folder, at any hour of the day."""
    build_office(data / "tonsai.db", now=clock.now(), always_open=True)
    server = Server(data, _free_port())
    try:
        server.start()
        yield server
    finally:
        server.cut_the_power()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
