"""A real server with the demonstration municipality on a free port, in a folder of its own."""

from __future__ import annotations

import http.client
import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from deploy.cli import cli
from deploy.database import upgrade
from deploy.demo import ensure_demo
from shared import clock
from shared.store.engine import open_engine

TONSAI = Path(sys.executable).with_name("tonsai")
GUNICORN = Path(sys.executable).with_name("gunicorn")
CONFIG = Path(__file__).parents[2] / "deploy/gunicorn.conf.py"
SECRET = "program.secret"
READY_S = 90.0


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def make_demo(data: Path) -> None:
    """Make the demo in a folder, and a program in it that may do everything.

    `tonsai serve --demo` makes the same; made once and copied, the demo costs a test nothing.
    """
    database = f"sqlite:///{data / 'tonsai.db'}"
    upgrade(database)
    engine = open_engine(database)
    ensure_demo(engine, now=clock.now())
    engine.dispose()
    words = ["token", "create", "--role", "admin"]
    made = CliRunner().invoke(cli, words, env={"TONSAI_DATA": str(data)}, catch_exceptions=False)
    (data / SECRET).write_text(made.stdout.strip())


@dataclass
class Served:
    """A server process that can be killed and started again on the same data and port; `data` holds a demo."""

    data: Path
    port: int
    extra: dict[str, str] = field(default_factory=dict)
    """More of the environment."""
    process: subprocess.Popen[bytes] | None = None
    sessions: dict[str, list[Any]] = field(default_factory=dict)
    """Person or kind of device → the cookie of a browser that was let in before."""

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        """The environment of the server and of commands on its data."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TONSAI_")}
        own = {"TONSAI_DATA": str(self.data), "TONSAI_PORT": str(self.port), "TONSAI_DEMO": "1"}
        return {**kept, **own, **self.extra}

    @property
    def secret(self) -> str:
        """The token of the program that may do everything."""
        return (self.data / SECRET).read_text()

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.data / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [GUNICORN, "--config", CONFIG], cwd=CONFIG.parents[1], env=self.env, stdout=log, stderr=log
            )
        until = time.monotonic() + READY_S
        while time.monotonic() < until:
            if self._answers():
                return
            self.process.poll()
            threading.Event().wait(0.1)
        raise AssertionError(f"the server did not come up:\n{(self.data / 'server.log').read_text()[-2000:]}")

    def _answers(self) -> bool:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            asked.request("GET", "/api/v1/health")
            return asked.getresponse().status == 200
        except OSError:
            return False
        finally:
            asked.close()

    def kill(self) -> None:
        """Cut the power: kill -9 of everything the server runs."""
        if self.process is not None:
            subprocess.run(["pkill", "-KILL", "-P", str(self.process.pid)], check=False)
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """End it politely."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    def read(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the office's database; it is not changed."""
        with closing(sqlite3.connect(f"file:{self.data / 'tonsai.db'}?mode=ro", uri=True)) as db:
            return db.execute(query, values).fetchall()

    def facts(self, kind: str) -> list[dict[str, Any]]:
        """Return what the journal's entries of a kind say, oldest first."""
        rows = self.read("SELECT body FROM journal WHERE kind = ? ORDER BY seq", kind)
        return [json.loads(body)["data"] for (body,) in rows]

    def settings(self) -> dict[str, Any]:
        """Return the office's settings."""
        kept: dict[str, Any] = json.loads(self.read("SELECT settings FROM site")[0][0])
        return kept

    def change_settings(self, change: Callable[[dict[str, Any]], None]) -> None:
        """Change the office's settings as another program would; every screen hears of it."""
        with closing(sqlite3.connect(self.data / "tonsai.db")) as db, db:
            settings = json.loads(db.execute("SELECT settings FROM site").fetchone()[0])
            change(settings)
            kept = json.dumps(settings, ensure_ascii=False)
            db.execute("UPDATE site SET settings = ?, config_version = config_version + 1", (kept,))

    def forget_calls(self) -> None:
        """Make every call ten minutes older, so that no screen takes it for news."""
        with closing(sqlite3.connect(self.data / "tonsai.db")) as db, db:
            db.execute("UPDATE ticket SET last_call_at = last_call_at - 600 WHERE last_call_at IS NOT NULL")

    def cap_groups(self, cap: int | None) -> None:
        """Give every group a daily cap."""
        with closing(sqlite3.connect(self.data / "tonsai.db")) as db, db:
            db.execute("UPDATE service_group SET daily_cap = ?", (cap,))
            db.execute("UPDATE site SET config_version = config_version + 1")

    def command(self, *words: str) -> str:
        """Run `tonsai …` on its data and return what it said."""
        done = subprocess.run([TONSAI, *words], env=self.env, capture_output=True, text=True, check=True)
        return done.stdout.strip()
