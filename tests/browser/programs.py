"""A program with a bearer token: it brings the office into the state in which a story begins, quicker than any hand."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from tests.browser.served import Served
from tests.clockwork import wait_until

API = "/api/v1"
CANCELLABLE = "SELECT token FROM ticket WHERE state IN ('waiting', 'called', 'held')"


@dataclass(frozen=True)
class Issued:
    """A number somebody took, and the secret of its phone page."""

    number: str
    token: str


class Program:
    """May do everything a program may; needs no seat at a counter. A refusal fails the test with its code."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self._secret = served.secret

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the API once and return its answer."""
        status, data = self.try_to(method, path, body)
        assert status < 300, f"{method} {path}: {data.get('code')}"
        return data

    def try_to(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Ask the API once and return the status and the answer, be it a refusal."""
        headers = {"Authorization": f"Bearer {self._secret}", "Content-Type": "application/json"}
        content = None if method == "GET" else json.dumps(body or {})
        with closing(http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=10)) as line:
            line.request(method, API + path, content, headers)
            answer = line.getresponse()
            return answer.status, json.loads(answer.read())

    def issue(self, group: str, *, language: str = "th", priority: bool = False) -> Issued:
        """Take a number of a group, named by its letter."""
        body = {"group": group, "language": language, "priority": priority}
        given = self.ask("POST", "/tickets", body)
        return Issued(given["number"], given["token"])

    def at(self, counter: int, verb: str, **body: Any) -> Any:
        """Do something at a counter; return the ticket concerned, if any."""
        return self.ask("POST", f"/counters/{counter}/{verb}", body)["ticket"]

    def call(self, counter: int, ticket: Issued) -> None:
        """Call this very ticket to a counter; open the counter first if nobody did."""
        if self.counter(counter)["state"] == "closed":
            self.at(counter, "open")
        self.at(counter, "call", ticket=ticket.number, reason="agreed")

    def recall(self, counter: int) -> None:
        """Repeat the call at a counter as soon as its spacing allows it."""
        wait_until(lambda: self.try_to("POST", f"/counters/{counter}/recall")[0] == 200)

    def serve(self, counter: int, ticket: Issued, service: str) -> None:
        """Call a ticket and finish it with a service."""
        self.call(counter, ticket)
        self.at(counter, "start")
        self.at(counter, "finish", service=service)

    def desk(self) -> Any:
        """Everything staff see."""
        return self.ask("GET", "/desk")

    def counter(self, number: int) -> Any:
        """One counter of the desk."""
        return next(one for one in self.desk()["counters"] if one["number"] == number)

    def find(self, number: str, where: str = "line") -> Any:
        """A ticket of the line, or of those who are `away`; None when it is not there."""
        return next((one for one in self.desk()[where] if one["number"] == number), None)

    def state(self, ticket: Issued) -> str:
        """Where a ticket stands now."""
        state: str = self.ask("GET", f"/tickets/{ticket.token}")["state"]
        return state

    def given(self) -> list[dict[str, Any]]:
        """What the journal says of every ticket that was given, oldest first."""
        return self.served.facts("ticket.issued")

    def change_settings(self, change: Callable[[dict[str, Any]], None]) -> None:
        """Change the office's settings; whoever asks after this gets an answer by the new ones."""
        self.served.change_settings(change)
        self._write_something()

    def restore_settings(self, kept: dict[str, Any]) -> None:
        """Undo what `change_settings` did, if it was called."""
        if self.served.settings() != kept:
            self.change_settings(lambda settings: _replace(settings, kept))

    def _write_something(self) -> None:
        """A journal entry of its own makes the server read everything anew at once, not a moment later."""
        self.ask("POST", "/groups/G/open")

    def clear(self) -> None:
        """Send everybody home: no line, no call that is news, no help asked, every counter closed, every group open."""
        for counter in self.desk()["counters"]:
            if counter["ticket"] and counter["ticket"]["state"] == "serving":
                self.at(counter["number"], "hold")
        for (token,) in self.served.read(CANCELLABLE):
            self.ask("DELETE", f"/tickets/{token}")
        desk = self.desk()
        for counter in desk["counters"]:
            if counter["state"] != "closed":
                self.at(counter["number"], "close")
        for group in desk["groups"]:
            if group["state"] != "open":
                self.ask("POST", f"/groups/{group['code']}/open")
        self.ask("DELETE", "/help")
        self.served.forget_calls()
        self._write_something()


def _replace(settings: dict[str, Any], kept: dict[str, Any]) -> None:
    settings.clear()
    settings.update(kept)
