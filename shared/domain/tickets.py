"""What a ticket is: its states, the moves between them, its classes and its number."""

from __future__ import annotations

from enum import StrEnum

from shared.domain.errors import QueueError


class State(StrEnum):
    """Where a ticket stands. `finished`, `cancelled` and `abandoned` are final."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    NO_SHOW = "no_show"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    ABANDONED = "abandoned"


class TicketClass(StrEnum):
    """Normal or priority; why somebody has priority is never stored."""

    NORMAL = "normal"
    PRIORITY = "priority"


MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.CALLED, State.CANCELLED, State.ABANDONED}),
    State.CALLED: frozenset({State.SERVING, State.NO_SHOW, State.HELD, State.WAITING, State.CANCELLED}),
    State.SERVING: frozenset({State.FINISHED, State.HELD, State.WAITING}),
    State.HELD: frozenset({State.WAITING, State.CANCELLED, State.NO_SHOW}),
    State.NO_SHOW: frozenset({State.WAITING}),
    State.FINISHED: frozenset(),
    State.CANCELLED: frozenset(),
    State.ABANDONED: frozenset(),
}
"""Every allowed move. `called -> waiting` and `serving -> waiting` are transfers: a new leg in another line."""

AT_COUNTER = frozenset({State.CALLED, State.SERVING})
OPEN = frozenset({State.WAITING, State.CALLED, State.SERVING, State.HELD, State.NO_SHOW})


WRITTEN_LATE = "_"
"""Letter of the numbers of tickets typed in afterwards: no group can have it, so they never meet the queue's."""
OFF_SITE = "+"
"""Letter of the numbers that tickets of a unit on the road have here; the visitor's own stands beside the row."""
ELSEWHERE = ("late", "outreach")
"""Origins of tickets that the hall never called: nothing live may see them, also those of today."""


def check_move(before: State, after: State) -> None:
    """Refuse a move that is not in `MOVES` with code `ticket.wrong_state`."""
    if after not in MOVES[before]:
        raise QueueError("ticket.wrong_state", state=before.value, wanted=after.value)


def label(prefix: str, number: int) -> str:
    """Return the number as people read it: `A012`; from 1000 on it simply grows (`A1000`)."""
    return f"{prefix}{number:03d}"
