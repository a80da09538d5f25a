"""A real `tonsai serve` on the cast's office, at real hours, that can be killed and started again."""

from __future__ import annotations

import atexit
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any

from deploy.database import AlreadyServedError, take_folder
from shared import clock
from tests.cast import build_office, secret_of
from tests.clockwork import wait_until

ROOT = Path(__file__).resolve().parents[2]
TONSAI = Path(sys.executable).with_name("tonsai")
GUNICORN = Path(sys.executable).with_name("gunicorn")
START_S = 60.0


@dataclass
class Server:
    """One server process and all it starts, in a group of its own."""

    data: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict)
    """What its environment says besides folder and port."""

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
        return self._log.read_text(encoding="utf-8")

    @property
    def _log(self) -> Path:
        """Beside the folder: whatever happens to the folder's disk, what is said is heard."""
        return self.data.with_name(f"{self.data.name}.log")

    @property
    def worker(self) -> int:
        """The process that answers: gunicorn's one worker."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return int(children.split()[0])

    def is_running(self) -> bool:
        """True while its process lives."""
        return self.process is not None and self.process.poll() is None

    def spawn(self, *command: str | Path, hold: IO[str] | None = None) -> subprocess.Popen[bytes]:
        """Start `tonsai serve`, or another command, on this folder and port; do not wait for it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TONSAI_")}
        where = {"TONSAI_DATA": str(self.data), "TONSAI_PORT": str(self.port), "TONSAI_SITE": "office"}
        own = {**where, **self.environment}
        with self._log.open("ab") as log:
            return subprocess.Popen(
                command or (TONSAI, "serve"), env={**kept, **own}, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True, pass_fds=() if hold is None else (hold.fileno(),),
            )  # fmt: skip

    def start(self, *, as_installed: bool = False) -> None:
        """Start and wait until it is healthy."""
        self._begin(as_installed=as_installed)
        wait_until(self.is_healthy, at_most_s=START_S)

    def _begin(self, *, as_installed: bool = False) -> None:
        """Start `tonsai serve`, or for half the processor time what it becomes: gunicorn that holds the folder."""
        if as_installed:
            self.process = self.spawn()
            return
        with self._folder() as hold:
            self.process = self.spawn(GUNICORN, "--config", ROOT / "deploy/gunicorn.conf.py", hold=hold)

    def _folder(self) -> IO[str]:
        """Take the folder as soon as the one before has gone: of a killed group not all die in the same moment."""
        held: list[IO[str]] = []

        def take() -> bool:
            try:
                held.append(take_folder(self.data))
            except AlreadyServedError:
                return False
            return True

        wait_until(take)
        os.set_inheritable(held[0].fileno(), True)
        return held[0]

    def start_ill(self) -> None:
        """Start and wait until it answers, whatever it says of itself."""
        self._begin()
        wait_until(lambda: self.ask("GET", "/api/v1/health") is not None, at_most_s=START_S)

    def stop(self) -> None:
        """Tell it to stop, as systemd does, and wait until it has."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

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
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        program: str = "admin",
        timeout_s: float = 5.0,
    ) -> tuple[int, Any] | None:
        """Send one request; return status and JSON, or None when no whole answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout_s)
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
def serving(data: Path, **environment: str) -> Iterator[Server]:
    """Serve the cast's office from a folder, at any hour of the day."""
    with open_server(data, **environment) as server:
        server.start()
        yield server


@contextmanager
def open_server(data: Path, **environment: str) -> Iterator[Server]:
    """Put the cast's office into a folder for a server that the test starts."""
    shutil.copy(_template(), data / "tonsai.db")
    server = Server(data, _free_port(), environment=environment)
    try:
        yield server
    finally:
        server.cut_the_power()


@cache
def _template() -> Path:
    """Return the cast's office with its doors always open, made once per process."""
    folder = Path(tempfile.mkdtemp(prefix="tonsai-faults-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    build_office(folder / "tonsai.db", now=clock.now(), always_open=True)
    return folder / "tonsai.db"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
