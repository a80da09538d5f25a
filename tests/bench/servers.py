"""Starting and stopping what is measured: `tonsai serve` with the demo office, and the bare servers beside it.

Everything listens on 127.0.0.1 and works in a folder of its own, on the disk the yardsticks write to.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
_BIN = Path(sys.executable).parent
START_S = 60.0
ASK_EVERY_S = 0.01


@dataclass
class Server:
    """A running gunicorn."""

    port: int
    process: subprocess.Popen[bytes]
    started_s: float
    """Seconds from the start of the process to its first answer."""

    def get(self, path: str, token: str | None = None) -> Any:
        """Return the JSON answer of a GET."""
        return self.ask("GET", path, token=token)

    def ask(self, method: str, path: str, *, body: Any = None, token: str | None = None) -> Any:
        """Send one request; return the JSON answer, or stop the run when it is a refusal."""
        conn = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        conn.request(method, path, None if body is None else json.dumps(body), headers)
        answer = conn.getresponse()
        content = answer.read()
        conn.close()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
        return json.loads(content)

    def memory_mb(self) -> dict[str, float]:
        """Return resident megabytes of gunicorn's master and of its worker."""
        workers = _children(self.process.pid)
        return {"master": _resident_mb(self.process.pid), "worker": sum(_resident_mb(pid) for pid in workers)}

    @property
    def worker(self) -> int:
        """The process id of the worker, or of a server that has none."""
        return (*_children(self.process.pid), self.process.pid)[0]


@contextmanager
def serving(data: Path, database: str | None = None) -> Iterator[Server]:
    """Serve the demo office from `data` with the real command; made, without a past, at the first start.

    `database` is the address of another one than the file in `data`.
    """
    port = _free_port()
    command = [str(_BIN / "tonsai"), "serve", "--demo", "--no-past", "--port", str(port)]
    with _running(command, port, data, "/api/v1/health", database) as server:
        yield server


@contextmanager
def bare(name: str, data: Path) -> Iterator[Server]:
    """Serve `tests.bench.bare:<name>` under Tonsai's gunicorn configuration."""
    port = _free_port()
    config = str(ROOT / "deploy/gunicorn.conf.py")
    command = [str(_BIN / "gunicorn"), "--config", config, f"tests.bench.bare:{name}"]
    with _running(command, port, data, "/") as server:
        yield server


def make_token(data: Path, role: str, database: str | None = None) -> str:
    """Return a bearer token made by `tonsai token create`."""
    made = subprocess.run(
        [str(_BIN / "tonsai"), "token", "create", "--role", role, "--name", "bench"],
        env=_environment(data, 0, database), cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return made.stdout.strip().splitlines()[-1]


def verify(data: Path) -> str:
    """Return what `tonsai verify` says; stop the run when a chain is broken."""
    said = subprocess.run(
        [str(_BIN / "tonsai"), "verify"],
        env=_environment(data, 0), cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return said.stdout.strip()


def run_apart(module: str, job: dict[str, Any], timeout_s: float) -> Any:
    """Run a client in a process of its own, so that its work is not the server's; return its JSON answer."""
    done = subprocess.run(
        [sys.executable, "-m", module], input=json.dumps(job), cwd=ROOT, capture_output=True, text=True, check=False,
        timeout=timeout_s,
    )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(f"{module} failed: {done.stderr[-2000:]}")
    return json.loads(done.stdout)


@contextmanager
def own_nothing(data: Path) -> Iterator[Server]:
    """Serve Tonsai with a call that does nothing, on a demo office of its own in `data`."""
    data.mkdir()
    with serving(data):
        pass
    port = _free_port()
    config = str(ROOT / "deploy/gunicorn.conf.py")
    command = [str(_BIN / "gunicorn"), "--config", config, "tests.bench.bare:own()"]
    with _running(command, port, data, "/api/v1/health") as server:
        yield server


@contextmanager
def plain(name: str, size: int, data: Path) -> Iterator[Server]:
    """Serve with `tests.bench.plain_<name>`, nothing of gunicorn or Flask; `size` is that of a board in bytes."""
    port = _free_port()
    command = [sys.executable, "-m", f"tests.bench.plain_{name}", str(port), str(size)]
    with _running(command, port, data, "/") as server:
        yield server


@contextmanager
def crowd_beside(job: dict[str, Any]) -> Iterator[None]:
    """Keep a crowd of sockets (`tests.bench.crowd`) connected, in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.crowd"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps({**job, "hold": True, "settle_s": 0}))
        process.stdin.close()
        if process.stdout.readline().strip() != "here":
            raise RuntimeError("the crowd did not come in")
        yield
    finally:
        process.kill()
        process.wait(10)


@contextmanager
def _running(
    command: list[str], port: int, data: Path, path: str, database: str | None = None
) -> Iterator[Server]:
    log = (data / "server.log").open("ab")
    began = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=_environment(data, port, database),
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        started = _wait_for_answer(process, port, path, began)
        yield Server(port, process, started)
    finally:
        log.close()
        _stop(process)


def _environment(data: Path, port: int, database: str | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TONSAI_")}
    added = {"TONSAI_DATA": str(data), "TONSAI_BIND": "127.0.0.1"}
    if port:
        added["TONSAI_PORT"] = str(port)
    if database is not None:
        added["TONSAI_DATABASE_URL"] = database
    return {**kept, **added}


def _wait_for_answer(process: subprocess.Popen[bytes], port: int, path: str, began: float) -> float:
    while time.monotonic() - began < START_S:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}; see its server.log")
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as conn:
            try:
                conn.request("GET", path)
                conn.getresponse().read()
                return time.monotonic() - began
            except OSError:
                time.sleep(ASK_EVERY_S)
    raise RuntimeError("the server did not answer in time")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(5)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
