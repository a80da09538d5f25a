"""A test ticket through the whole chain: issued, called, served, finished. Figures do not count its origin, `test`.

It is a ticket like all others: kiosk, hall and console show it, it takes a number of the day, and the journal has it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from counter import actions as desk
from counter.seats import Worker
from kiosk.actions import issue_ticket
from shared.domain.errors import QueueError
from shared.store.models import Ticket
from shared.store.turn import Action, Answer, Turn
from shared.web.access import Principal
from shared.web.deps import deps

SEAT = "test"
ORIGIN = "test"


@dataclass(frozen=True, slots=True)
class Trial:
    """A test ticket: its number, its state and the counter it was called to."""

    number: str
    state: str
    counter: int | None


def begin(principal: Principal) -> None:
    """Issue a test ticket and call it at the first counter, in one turn.

    Refuses with `setup.busy` when somebody waits there: a test never calls a visitor.
    """
    config = deps().publisher.latest(principal.site_id).config
    counter = config.counters[0]
    group = config.groups_by_id[counter.default_groups[0]]
    who = Worker(principal.id, SEAT)

    def act(turn: Turn) -> Answer:
        issued = issue_ticket(turn, group=group.code)
        desk.open_counter(turn, counter=counter.number, who=who)
        called = desk.call_next(turn, counter=counter.number, who=who)["ticket"]
        if called is None or called["number"] != issued["number"]:
            raise QueueError("setup.busy")
        return issued

    _run(principal, act)


def end(principal: Principal) -> None:
    """Serve and finish the test ticket and close its counter again, in one turn."""
    found = find(principal)
    if found is None or found.counter is None or found.state not in ("called", "serving"):
        raise QueueError("counter.no_ticket")
    number, state, who = found.counter, found.state, Worker(principal.id, SEAT)
    service = _service(principal, number)

    def act(turn: Turn) -> Answer:
        if state == "called":
            desk.start(turn, counter=number, who=who)
        desk.finish(turn, counter=number, who=who, service=service)
        return desk.close(turn, counter=number, who=who)

    _run(principal, act)


def find(principal: Principal) -> Trial | None:
    """Return the newest test ticket of the site, or None."""
    with deps().engine.connect() as conn:
        row = conn.execute(
            select(Ticket.prefix, Ticket.number, Ticket.state, Ticket.counter_id)
            .where(Ticket.site_id == principal.site_id, Ticket.origin == ORIGIN)
            .order_by(Ticket.id.desc())
            .limit(1)
        ).first()
    if row is None:
        return None
    counter = deps().publisher.latest(principal.site_id).config.counters_by_id.get(row.counter_id or 0)
    return Trial(f"{row.prefix}{row.number:03d}", row.state, counter.number if counter else None)


def _service(principal: Principal, number: int) -> str | None:
    config = deps().publisher.latest(principal.site_id).config
    groups = config.counter(number).default_groups
    return next((s.code for s in config.services if s.group_id == groups[0]), None)


def _run(principal: Principal, action: Action) -> None:
    deps().writer.run(principal.site_id, action, now=deps().clock(), actor=principal.actor, origin=ORIGIN)
