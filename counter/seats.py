"""Who works at which counter: a person sits at one with one browser tab, a program needs no seat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from shared.domain.errors import QueueError
from shared.store.tickets import get_counter
from shared.store.turn import Turn


@dataclass(frozen=True, slots=True)
class Worker:
    """Who acts: a member of staff in a browser tab (`seat`), or a program (both None)."""

    staff_id: int | None = None
    seat: str | None = None

    @property
    def is_program(self) -> bool:
        """True for a program, which needs no seat."""
        return self.staff_id is None


def get_seat(turn: Turn, number: int, who: Worker) -> Row[Any]:
    """Return the counter if it is open or paused and `who` sits there.

    Refuses with `counter.closed`, or `counter.elsewhere` when another tab works it.
    """
    counter = get_counter(turn, number)
    if not who.is_program and counter.seat not in (None, who.seat):
        raise QueueError("counter.elsewhere", counter=number)
    if counter.state == "closed":
        raise QueueError("counter.closed", counter=number)
    if not who.is_program and counter.seat is None:
        raise QueueError("counter.elsewhere", counter=number)
    return counter


def hold_counter(turn: Turn, number: int, who: Worker, *, take_over: bool) -> Row[Any]:
    """Return the counter if `who` may open it: it is closed, theirs, a program's, or they take it over."""
    counter = get_counter(turn, number)
    taken = counter.state != "closed" and counter.seat not in (None, who.seat)
    if taken and not take_over and not who.is_program:
        raise QueueError("counter.elsewhere", counter=number)
    return counter
