"""Thirty-two programs that do not give up: most take tickets, one at each counter calls; a hall of people waits.

Reads a job from standard input, writes every answer to standard output, both JSON.
"""

from __future__ import annotations

import http.client
import itertools
import json
import sys
import threading
import time
from typing import Any

PEOPLE = 32
PAUSE_S = 0.05
"""Between two tries."""
WAITING = 200
"""So many wait at the most: who takes tickets waits for those who call, as in a hall that is full."""
GONE = (OSError, http.client.HTTPException)


class Asker:
    """One program: asks under a key until somebody answers."""

    def __init__(self, ports: list[int], token: str, name: str) -> None:
        self._ports = itertools.cycle(ports)
        self._token = token
        self._name = name
        self._keys = itertools.count()
        self._conn = self._connect()
        self.again = 0

    def ask(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Return status and answer. A refusal is an answer; a busy server and a broken connection are not."""
        headers = {
            "Authorization": f"Bearer {self._token}", "Content-Type": "application/json",
            "Idempotency-Key": f"{self._name}-{next(self._keys)}",
        }  # fmt: skip
        while True:
            try:
                self._conn.request("POST", path, json.dumps(body), headers)
                answer = self._conn.getresponse()
                content = answer.read()
                if answer.status < 500:
                    found: dict[str, Any] = json.loads(content)
                    return answer.status, found
            except GONE:
                pass
            self.again += 1
            self._conn.close()
            time.sleep(PAUSE_S)
            self._conn = self._connect()

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", next(self._ports), timeout=30)


def take(job: dict[str, Any], left: Any, asker: Asker, given: list[str], called: list[str]) -> None:
    """Take tickets until nothing is left to take."""
    for n in left:
        while n - len(called) > WAITING:
            time.sleep(PAUSE_S)
        status, answer = asker.ask("/api/v1/tickets", {"group": job["groups"][n % len(job["groups"])]})
        if status != 201:
            raise RuntimeError(f"no ticket: {answer}")
        given.append(answer["number"])


def call(job: dict[str, Any], counter: int, asker: Asker, called: list[str], tickets: int) -> None:
    """Call at a counter until as many were called, at all counters together, as tickets are given."""
    at = f"/api/v1/counters/{counter}"
    status, answer = asker.ask(f"{at}/open", {"groups": job["groups"]})
    if status != 200:
        raise RuntimeError(f"no counter: {answer}")
    while len(called) < tickets:
        status, answer = asker.ask(f"{at}/call-next", {})
        if status != 200:
            raise RuntimeError(f"no call: {answer}")
        if answer["ticket"] is None:
            time.sleep(PAUSE_S)
            continue
        called.append(answer["ticket"]["number"])
        asker.ask(f"{at}/no-show", {})


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Let everybody work to the end."""
    given: list[str] = []
    called: list[str] = []
    left = iter(range(job["tickets"]))
    askers, threads = [], []
    failed: list[BaseException] = []

    def quietly(work: Any, *values: Any) -> None:
        try:
            work(*values)
        except BaseException as error:
            failed.append(error)
            raise

    for n in range(PEOPLE):
        counter = job["counters"][n] if n < len(job["counters"]) else None
        asker = Asker(job["ports"][n % len(job["ports"]) :] + job["ports"][: n % len(job["ports"])],
                      job["desk"] if counter else job["kiosk"], f"person{n}")  # fmt: skip
        askers.append(asker)
        work = (
            (call, job, counter, asker, called, job["tickets"])
            if counter
            else (take, job, left, asker, given, called)
        )
        threads.append(threading.Thread(target=quietly, args=work, daemon=True))
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads) and not failed:
        time.sleep(PAUSE_S)
    if failed:
        raise failed[0]
    return {"given": given, "called": called, "again": sum(asker.again for asker in askers)}


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
