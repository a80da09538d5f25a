"""Two real server processes behind a real nginx, on a real PostgreSQL and a real Redis, all in folders of their own."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import socketio

from shared import clock
from tests.cast import EVE, PASSWORD, fill_office, secret_of
from tests.clockwork import wait_until
from tests.postgres import cluster
from tests.proxy import find_free_port, running_nginx

TONSAI = Path(sys.executable).with_name("tonsai")
REDIS = "redis-server"
START_S = 60.0


@dataclass
class Answer:
    """What a server said."""

    status: int
    body: Any
    cookies: SimpleCookie


@dataclass
class Door:
    """A port that takes requests: a process's own, or nginx's."""

    port: int

    def ask(
        self, method: str, path: str, body: Any = None, *, program: str = "admin", key: str | None = None
    ) -> Answer:
        """Send a program's request; raise OSError when no whole answer comes."""
        headers = {"Authorization": f"Bearer {secret_of(program)}", "Content-Type": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        return self.send(method, path, None if body is None else json.dumps(body), headers)

    def post(self, path: str, body: Any = None, **options: Any) -> dict[str, Any]:
        """Send a write that must succeed."""
        answer = self.ask("POST", path, {} if body is None else body, **options)
        assert answer.status in (200, 201), (answer.status, answer.body)
        found: dict[str, Any] = answer.body
        return found

    def get(self, path: str, **options: Any) -> dict[str, Any]:
        """Read what must be there."""
        answer = self.ask("GET", path, **options)
        assert answer.status == 200, (answer.status, answer.body)
        found: dict[str, Any] = answer.body
        return found

    def send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        """Send one request over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        except http.client.HTTPException as error:
            raise OSError(str(error)) from None
        finally:
            connection.close()
        cookies = SimpleCookie()
        for line in answer.headers.get_all("Set-Cookie", []):
            cookies.load(line)
        is_json = "json" in (answer.headers.get("Content-Type") or "")
        return Answer(answer.status, json.loads(content) if is_json else content.decode(), cookies)

    def metric(self, name: str) -> float:
        """Read one of the process's figures."""
        text = self.send("GET", "/metrics", None, {}).body
        found = re.search(rf"^{name} (\S+)$", text, re.MULTILINE)
        assert found, name
        return float(found[1])


@dataclass
class Screen:
    """A socket that keeps the newest of what it hears."""

    client: socketio.Client
    namespace: str
    news: list[dict[str, Any]] = field(default_factory=list)

    @property
    def seq(self) -> int:
        """The newest journal number it shows; -1 before the first."""
        return int(self.news[-1]["seq"]) if self.news else -1

    @property
    def is_open(self) -> bool:
        """True while it is connected."""
        return self.namespace in self.client.namespaces

    def shows(self, seq: int, *, within_s: float = 10.0) -> None:
        """Wait until it shows a journal number."""
        wait_until(lambda: self.seq >= seq, at_most_s=within_s)


@dataclass
class Process(Door):
    """One gunicorn and its worker."""

    data: Path
    settings: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def spawn(self) -> None:
        """Start it and do not wait."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TONSAI_")}
        with (self.data / f"server-{self.port}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [TONSAI, "serve", "--port", str(self.port)], env={**kept, **self.settings},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def wait(self) -> None:
        """Wait until it answers and hears the others."""
        wait_until(lambda: self.answers() and self.metric("tonsai_wire_hears") == 1, at_most_s=START_S)

    def answers(self) -> bool:
        """True when it serves."""
        assert self.process is not None
        assert self.process.poll() is None, self.log[-3000:]
        try:
            return self.send("GET", "/metrics", None, {}).status == 200
        except OSError:
            return False

    @property
    def log(self) -> str:
        """What it has said."""
        return (self.data / f"server-{self.port}.log").read_text()

    def kill(self) -> None:
        """Kill -9, master and worker at once."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
            self.process = None


@dataclass
class Redis:
    """A Redis that keeps nothing, on a socket in a folder."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"unix://{self.folder}/redis.sock"

    def start(self) -> None:
        """Start it and wait for its socket."""
        path = self.folder / "redis.sock"
        path.unlink(missing_ok=True)
        told = [
            "--port",
            "0",
            "--unixsocket",
            str(path),
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(self.folder),
        ]
        self.process = subprocess.Popen(
            [REDIS, *told], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(path.exists)

    def kill(self) -> None:
        """Kill -9."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def stall(self, *, stalled: bool) -> None:
        """Let it hold every connection and say nothing, as behind a broken network; or let it go on."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP if stalled else signal.SIGCONT)


@dataclass
class Constellation:
    """Everything that runs."""

    one: Process
    two: Process
    proxy: Door
    redis: Redis
    url: str
    screens: list[Screen] = field(default_factory=list)

    def listen(
        self,
        door: Door,
        namespace: str = "/board",
        *,
        device: str | None = None,
        returns: bool = False,
        **auth: str,
    ) -> Screen:
        """Open a socket at a door and wait until it shows something."""
        client = socketio.Client(
            reconnection=returns, reconnection_delay=0.2, reconnection_delay_max=0.5, handle_sigint=False
        )
        screen = Screen(client, namespace)
        client.on("board", screen.news.append, namespace=namespace)
        client.on("desk", screen.news.append, namespace=namespace)
        self.screens.append(screen)
        client.connect(
            f"http://127.0.0.1:{door.port}", auth=auth or None, namespaces=[namespace], transports=["websocket"],
            headers={"Cookie": f"tonsai_{device}={secret_of(device)}"} if device else {},
        )  # fmt: skip
        wait_until(lambda: bool(screen.news))
        return screen

    def hush(self) -> None:
        """Close every socket."""
        for screen in self.screens:
            screen.client.disconnect()
        self.screens.clear()

    def __iter__(self) -> Iterator[Process]:
        return iter((self.one, self.two))


@dataclass
class Person:
    """A browser in which somebody has signed in; it may go to any door."""

    cookies: dict[str, str]

    @classmethod
    def sign_in(cls, door: Door, username: str = EVE.username) -> Person:
        """Sign in over the page."""
        person = cls({})
        answer = person.submit(door, "/sign-in", "/sign-in", username=username, password=PASSWORD)
        assert answer.status in (302, 303), answer.body
        return person

    def submit(self, door: Door, page: str, action: str, **fields: str) -> Answer:
        """Fetch a page and send its form, the fields with it."""
        shown = self._send(door, "GET", page)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', shown.body)
        assert token, shown.body[:500]
        body = urlencode({**fields, "csrf_token": token[1]})
        return self._send(door, "POST", action, body)

    def _send(self, door: Door, method: str, path: str, body: str | None = None) -> Answer:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        answer = door.send(method, path, body, headers)
        self.cookies |= {name: cookie.value for name, cookie in answer.cookies.items()}
        return answer


@contextmanager
def running() -> Iterator[Constellation]:
    """Start everything: both processes at once, on an empty database and an empty data folder; then make the cast."""
    with ExitStack() as stack:
        # A short path, for sockets have short names; not below a test's folder.
        data = Path(tempfile.mkdtemp(prefix="tonsai-grow-"))
        stack.callback(shutil.rmtree, data, ignore_errors=True)
        database = f"grow{time.monotonic_ns()}"
        cluster().create(database)
        stack.callback(cluster().drop, database)
        redis = Redis(data)
        stack.callback(redis.kill)
        redis.start()
        settings = {
            "TONSAI_DATA": str(data), "TONSAI_DATABASE_URL": cluster().url(database).replace("+psycopg", ""),
            "TONSAI_REDIS_URL": redis.url, "TONSAI_TRUSTED_PROXIES": "1", "TONSAI_SITE": "office",
        }  # fmt: skip
        one, two = (Process(find_free_port(), data, settings) for _ in range(2))
        port = stack.enter_context(running_nginx(data, one.port, two.port))
        for process in (one, two):
            stack.callback(process.kill)
            process.spawn()
        for process in (one, two):
            process.wait()
        fill_office(cluster().url(database), now=clock.now(), always_open=True)
        found = Constellation(one, two, Door(port), redis, cluster().url(database))
        stack.callback(found.hush)
        yield found
