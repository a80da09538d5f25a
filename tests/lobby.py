"""The whole application in one process, and those who use it: devices, people, programs, visitors.

Each subject is a browser or a program of its own. Browsers send their CSRF token and, at consoles, their seat, as
the real pages do; a test that leaves one out says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flask import Flask, session
from flask.testing import FlaskClient
from flask_socketio import SocketIO
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from deploy.app import create_app
from shared.keeping.chores import Chores
from shared.settings import Settings
from shared.web.deps import Deps
from tests.cast import DEVICES, Person, secret_of
from tests.clockwork import Clock
from tests.office import Office
from tests.postgres import environment_of

API = "/api/v1"
LONG_AFTER = 4_000_000_000
"""When the sessions of `person` end; that sessions end with the day is tested where people really sign in."""


@dataclass
class Answer:
    """What came back."""

    status: int
    data: Any
    headers: Headers
    text: str

    @property
    def code(self) -> str | None:
        """The code of a refusal."""
        return self.data.get("code") if isinstance(self.data, dict) else None


@dataclass
class Browser:
    """Somebody with a client of their own."""

    client: FlaskClient
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        """Look at an address of the API."""
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """Post JSON to the API."""
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Answer:
        """Patch with JSON."""
        return self.send("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Answer:
        """Delete."""
        return self.send("DELETE", path, **headers)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send JSON to an address of the API; `_` in the names of headers stands for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return read(self.client.open(API + path, method=method, json=body, headers={**self.headers, **named}))

    def page(self, path: str, **values: Any) -> TestResponse:
        """Open a page as a browser does."""
        return self.client.get(path, headers={"Accept": "text/html"}, **values)

    def without(self, header: str) -> Browser:
        """The same client, forgetting one header."""
        return Browser(self.client, {k: v for k, v in self.headers.items() if k != header})


def read(response: TestResponse) -> Answer:
    """Return a response with its JSON read, if it is JSON."""
    is_json = response.mimetype in ("application/json", "application/problem+json") and response.data
    return Answer(
        response.status_code,
        json.loads(response.data) if is_json else None,
        response.headers,
        response.get_data(as_text=True),
    )


@dataclass
class Lobby:
    """The application and everybody who may walk in."""

    app: Flask
    socketio: SocketIO
    office: Office
    folder: Path

    @property
    def deps(self) -> Deps:
        """The parts of the application."""
        found: Deps = self.app.extensions["tonsai"]
        return found

    def work_on_threads(self) -> None:
        """Do what is offloaded on another thread, as a server does: there is no request to lean on."""

        def offload(work: Callable[[], Any]) -> Any:
            with ThreadPoolExecutor(1) as pool:
                return pool.submit(work).result()

        self.app.extensions["tonsai"] = replace(self.deps, offload=offload)

    def visitor(self) -> Browser:
        """A browser nobody knows."""
        return Browser(self.app.test_client())

    def device(self, kind: str) -> Browser:
        """The paired device of a kind."""
        assert kind in DEVICES
        client = self.app.test_client()
        client.set_cookie(f"tonsai_{kind}", secret_of(kind))
        return Browser(client, {"X-CSRF-Token": self._csrf(client)})

    def person(self, person: Person, tab: str = "tab") -> Browser:
        """A member of staff who has signed in."""
        client = self.app.test_client()
        with client.session_transaction() as kept:
            kept["_user_id"], kept["_fresh"] = f"{person.id}.1.{LONG_AFTER}", True
        return Browser(client, {"X-CSRF-Token": self._csrf(client), "X-Seat": f"{person.username}-{tab}"})

    def program(self, name: str) -> Browser:
        """A program with a token of the cast."""
        return Browser(self.app.test_client(), {"Authorization": f"Bearer {secret_of(name)}"})

    def _csrf(self, client: FlaskClient) -> str:
        """Return a CSRF token that belongs to the client's session, as its page would hold."""
        with self.app.test_request_context():
            token: str = generate_csrf()
            raw = session["csrf_token"]
        with client.session_transaction() as kept:
            kept["csrf_token"] = raw
        return token


@contextmanager
def open_lobby(
    database: Path, clock: Clock, *, threads: bool = False, env: Mapping[str, str] | None = None
) -> Iterator[Lobby]:
    """Run the application on a database; `threads` lets it publish by itself, as a server does."""
    settings = Settings.from_env({**environment_of(database), "TONSAI_SITE": "office", **(env or {})})
    app, socketio = create_app(settings, now=clock, start_threads=False)
    deps: Deps = replace(
        app.extensions["tonsai"], chores=Chores(lambda _words: 0)
    )  # no test starts a program
    app.extensions["tonsai"] = deps
    deps.writer.start()
    if threads:
        deps.publisher.start()
    try:
        yield Lobby(app, socketio, Office(deps.engine, deps.writer, deps.configs, clock), database.parent)
    finally:
        deps.writer.stop()
        if threads:
            deps.publisher.stop()
        deps.engine.dispose()
