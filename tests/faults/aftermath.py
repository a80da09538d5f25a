"""What holds after a fault, asked in one way for all of them, and the claims from which ARCHITECTURE's table is made.

A test of a fault says with `@fault(…)` what its row of the table says. Whatever it then sees it tells its `aftermath`;
when the test is through, claim and observation are compared word by word. So a row that is not true is a failing test.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from shared.store.journal import verify_site
from shared.store.models import Rating, Site, Ticket
from shared.web.health import FRESH_S
from tests.clockwork import wait_until
from tests.faults.servers import Server
from tests.faults.watching import Screen
from tests.office import Office

SCREENS_S = 5.0
"""Screens are true again so soon after the server works."""
ALL_ONCE = "all, once"
TRUE = "true in 5 s"
NOTHING_ASKED = "—"


@dataclass(frozen=True)
class Claim:
    """A row of the table. Each cell is compared with what the test saw."""

    fault: str
    how: str
    """How the fault is made; the only cell that is not observed."""
    told: str
    """What the person or program that asked was told, as a code where there is one."""
    health: str
    """What `/api/v1/health` said meanwhile."""
    records: str = ALL_ONCE
    """What became of acknowledged tickets, calls and ratings; the chain is always walked."""
    screens: str = TRUE
    after: str = "by itself"
    """How it goes on when the fault is over."""


@dataclass
class Aftermath:
    """What a test saw."""

    seen: dict[str, list[str]] = field(default_factory=dict)

    def saw(self, cell: str, *words: str) -> None:
        """Keep what was seen for a cell, each word once."""
        kept = self.seen.setdefault(cell, [])
        kept += [word for word in words if word not in kept]

    def told(self, *words: str) -> None:
        """Somebody was told this."""
        self.saw("told", *words)

    def health(self, server: Server) -> None:
        """Ask a server how it is, within the time that anybody waits, and not what it found before the fault."""
        threading.Event().wait(FRESH_S)
        answer = server.ask("GET", "/api/v1/health")
        assert answer is not None, "health has to answer, whatever is wrong"
        status, said = answer
        self.saw("health", " ".join([str(status), *said.get("failures", [])]))

    def goes_on(self, words: str) -> None:
        """The office works again, and this is what it took."""
        self.saw("after", words)

    def check_rows(
        self, office: Office, acknowledged: Mapping[str, str] | None = None, *, words: str = ALL_ONCE
    ) -> None:
        """Read the file: chains hold, no number and no rating twice, nothing acknowledged (token → number) is lost.

        `words` is for what was lost with the file itself, so that no more than the acknowledged of a copy can be there.
        """
        with office.engine.connect() as conn:
            faults = [verify_site(conn, row.id).fault for row in office.rows(Site)]
        assert faults == [None] * len(faults)
        rows = office.rows(Ticket, site_id=office.site_id)
        numbers = [(row.day, row.prefix, row.number) for row in rows]
        assert len(numbers) == len(set(numbers)), "no number twice"
        for day, prefix in {(day, prefix) for day, prefix, _ in numbers}:
            own = sorted(number for d, p, number in numbers if (d, p) == (day, prefix))
            assert own == list(range(1, len(own) + 1)), "no gap"
        rated = [row.ticket_id for row in office.rows(Rating) if row.ticket_id is not None]
        assert len(rated) == len(set(rated)), "no rating twice"
        shown = {row.token: f"{row.prefix}{row.number:03d}" for row in rows}
        lost = {token: number for token, number in (acknowledged or {}).items() if shown.get(token) != number}
        assert lost == {}, "nothing acknowledged is lost"
        self.saw("records", words)

    def check_screen(self, server: Server, screen: Screen) -> None:
        """The screen that was connected all the time shows what the server says, within five seconds."""

        def is_true() -> bool:
            answer = server.ask("GET", "/api/v1/board")
            return answer is not None and answer[0] == 200 and screen.shows(answer[1])

        wait_until(is_true, at_most_s=SCREENS_S)
        self.saw("screens", TRUE)

    def compare(self, claim: Claim) -> None:
        """Fail when a cell of the claim is not what was seen."""
        for cell in ("health", "screens"):  # a test without a server says so in its row
            self.seen.setdefault(cell, [NOTHING_ASKED])
        cells = ("told", "health", "records", "screens", "after")
        seen = {cell: ", ".join(self.seen.get(cell, ["(not looked at)"])) for cell in cells}
        assert seen == {cell: getattr(claim, cell) for cell in cells}


def fault(
    name: str, *, how: str, told: str, health: str, **cells: str
) -> Callable[[Callable[..., None]], Any]:
    """Say what a test claims of a fault; `deploy/faults.py` reads the words where they stand, so they are literals."""
    claim = Claim(name, how, told, health, **cells)

    def mark(test: Callable[..., None]) -> Any:
        @functools.wraps(test)
        def run(*values: Any, **fixtures: Any) -> None:
            test(*values, **fixtures)
            fixtures["aftermath"].compare(claim)

        return pytest.mark.fault(claim)(run)

    return mark


def tokens_of(answers: Iterable[tuple[int, Any] | None]) -> dict[str, str]:
    """Return token → number of what was acknowledged."""
    return {said["token"]: said["number"] for status, said in filter(None, answers) if status == 201}
