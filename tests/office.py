"""The office of the cast on a real database file: turns taken at the time the clock shows, and the rows read back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, select, text, update

from counter import actions as desk
from counter.seats import Worker
from kiosk import actions as lobby
from shared.evidence.sums import end_day
from shared.live.presence import Presence
from shared.live.snapshots import Snapshot, read_snapshot
from shared.store.config import Configs
from shared.store.engine import open_engine, writing
from shared.store.journal import Verified, verify_site
from shared.store.keys import Key
from shared.store.models import Base, Counter, Group, JournalRow, Leg, Site, Ticket
from shared.store.turn import Action, Answer, Turn, Writer
from tests.cast import ANA, BEN, OFFICE, Person
from tests.clockwork import Clock
from tests.postgres import url_of


@dataclass
class Office:
    """A site with its write turn. Everything happens at `clock()`."""

    engine: Engine
    writer: Writer
    configs: Configs
    clock: Clock
    site_id: int = OFFICE

    @property
    def ana(self) -> Console:
        """Ana's console at counter 1."""
        return self.console(1, ANA)

    @property
    def ben(self) -> Console:
        """Ben's console at counter 2."""
        return self.console(2, BEN)

    @property
    def program(self) -> Console:
        """A program at counter 3: it needs no seat."""
        return Console(self, 3, Worker())

    def console(self, number: int, person: Person, tab: str = "tab") -> Console:
        """Return a person's browser tab at a counter."""
        return Console(self, number, Worker(person.id, f"{person.username}-{tab}"))

    def take_turn(
        self, action: Action, *, actor: str = "system", key: Key | None = None, origin: str = "live"
    ) -> Answer:
        """Do something in a turn at the time the clock shows."""
        return self.writer.run(
            self.site_id, action, now=self.clock(), actor=actor, key=key, origin=origin, timeout_s=30
        )

    def issue(self, group: str = "A", *, origin: str = "live", **values: Any) -> str:
        """Give the next number; return it."""
        return str(self.issued(group, origin=origin, **values)["number"])

    def issued(self, group: str = "A", *, origin: str = "live", **values: Any) -> Answer:
        """Give the next number; return the whole answer."""
        return self.take_turn(lambda turn: lobby.issue_ticket(turn, group=group, **values), origin=origin)

    def cancel(self, number: str) -> Answer:
        """The visitor with this number gives up the place."""
        token = self.token(number)
        return self.take_turn(lambda turn: lobby.cancel_ticket(turn, token=token))

    def rate(self, number: str | None = None, score: int = 5, **values: Any) -> Answer:
        """Rate the ticket with this number of today, or openly without one."""
        opinion = lobby.Opinion(score=score, **values.pop("opinion", {}))
        given = {"source": "kiosk", "source_id": "device:1", "language": "th", **values}
        token = self.token(number) if number is not None else None
        return self.take_turn(lambda turn: lobby.rate(turn, opinion=opinion, token=token, **given))

    def close_group(self, group: str, *, closed: bool = True) -> Answer:
        """A supervisor closes a group's line, or opens it."""
        return self.take_turn(lambda turn: desk.set_group_closed(turn, group=group, closed=closed))

    def ticket(self, number: str) -> Row[Any]:
        """Return the newest ticket with this number."""
        prefix, digits = number[0], int(number[1:])
        with self.engine.connect() as conn:
            return conn.execute(
                select(Ticket.__table__)
                .where(Ticket.site_id == self.site_id, Ticket.prefix == prefix, Ticket.number == digits)
                .order_by(Ticket.id.desc())
            ).first() or _missing(number)

    def token(self, number: str) -> str:
        """Return the public token of the newest ticket with this number."""
        return str(self.ticket(number).token)

    def state(self, number: str) -> str:
        """Return where the newest ticket with this number stands."""
        return str(self.ticket(number).state)

    def counter(self, number: int) -> Row[Any]:
        """Return a counter's row."""
        with self.engine.connect() as conn:
            return conn.execute(
                select(Counter.__table__).where(Counter.site_id == self.site_id, Counter.number == number)
            ).one()

    def legs(self, number: str) -> list[Row[Any]]:
        """Return the legs of the newest ticket with this number, in the order of their calls."""
        ticket_id = self.ticket(number).id
        return self.rows(Leg, ticket_id=ticket_id)

    def rows(self, model: type[Base], **where: Any) -> list[Row[Any]]:
        """Return the rows of a table with these values, in the order of writing."""
        table = model.__table__
        query = select(table).where(*(table.c[name] == value for name, value in where.items()))
        with self.engine.connect() as conn:
            return list(conn.execute(query.order_by(*table.primary_key)))

    def facts(self, *kinds: str) -> list[tuple[str, dict[str, Any]]]:
        """Return the journal as (kind, data), all of it or only some kinds."""
        rows = self.rows(JournalRow, site_id=self.site_id)
        return [(r.kind, json.loads(r.body)["data"]) for r in rows if not kinds or r.kind in kinds]

    def verify(self) -> Verified:
        """Check the chain."""
        with self.engine.connect() as conn:
            return verify_site(conn, self.site_id)

    def snapshot(self) -> Snapshot:
        """Return what the screens would show now."""
        with self.engine.connect() as conn:
            return read_snapshot(
                conn, self.configs, self.site_id, self.clock(), Presence().seen(self.clock())
            )

    def set(self, **settings: Any) -> None:
        """Change settings of the office, as the settings page would."""
        self.take_turn(lambda turn: _change(turn, settings))

    def set_group(self, code: str, **values: Any) -> None:
        """Change a group of the office."""

        def act(turn: Turn) -> Answer:
            turn.conn.execute(
                update(Group).where(Group.site_id == turn.site_id, Group.code == code).values(values)
            )
            return _change(turn, {})

        self.take_turn(act)

    def by_hand(self, sql: str, **values: Any) -> int:
        """Do to the file what somebody with a database tool could do; return how many rows it touched."""
        with writing(self.engine.connect()) as conn, conn.begin():
            return conn.execute(text(sql), values).rowcount


@dataclass
class Console:
    """One seat at one counter. Each press returns the ticket as the console gets it."""

    office: Office
    number: int
    who: Worker

    def press(self, action: Callable[..., Answer], **values: Any) -> dict[str, Any]:
        """Press a key of the console; return the whole answer."""
        actor = f"staff:{self.who.staff_id}" if self.who.staff_id else "token:1"
        return self.office.take_turn(
            lambda turn: action(turn, counter=self.number, who=self.who, **values), actor=actor
        )

    def open(self, *groups: str, take_over: bool = False) -> Console:
        """Open the counter, for these groups or the usual ones."""
        self.press(desk.open_counter, groups=list(groups) or None, take_over=take_over)
        return self

    def pause(self, reason: str = "break") -> None:
        """Pause."""
        self.press(desk.pause, reason=reason)

    def close(self) -> None:
        """Close."""
        self.press(desk.close)

    def call_next(self) -> str | None:
        """Call whoever is next; return the number, None for an empty line."""
        ticket = self.press(desk.call_next)["ticket"]
        return str(ticket["number"]) if ticket else None

    def call_chosen(self, number: str, reason: str = "urgent") -> dict[str, Any]:
        """Call a chosen ticket."""
        return self._ticket(desk.call_chosen, ticket=number, reason=reason)

    def recall(self) -> dict[str, Any]:
        """Repeat the call."""
        return self._ticket(desk.recall)

    def start(self) -> dict[str, Any]:
        """Begin to serve."""
        return self._ticket(desk.start)

    def finish(self, service: str | None = "T1") -> dict[str, Any]:
        """Finish with the exact service."""
        return self._ticket(desk.finish, service=service)

    def correct(self, service: str) -> dict[str, Any]:
        """Correct the service of the ticket finished last."""
        return self._ticket(desk.correct, service=service)

    def no_show(self) -> dict[str, Any]:
        """Nobody came."""
        return self._ticket(desk.no_show)

    def put_back(self, number: str) -> dict[str, Any]:
        """A no-show came back."""
        return self._ticket(desk.put_back, ticket=number)

    def hold(self, reason: str | None = None) -> dict[str, Any]:
        """Put the ticket here on hold."""
        return self._ticket(desk.hold, reason=reason)

    def resume(self, number: str) -> dict[str, Any]:
        """Let a held ticket wait again."""
        return self._ticket(desk.resume, ticket=number)

    def transfer(self, *, group: str | None = None, counter: int | None = None) -> dict[str, Any]:
        """Send the ticket here elsewhere."""
        return self._ticket(desk.transfer, target=desk.Target(group=group, counter=counter))

    def serve_next(self, service: str | None = None) -> str | None:
        """Call, start and finish in one go; return the number."""
        number = self.call_next()
        if number is not None:
            self.start()
            self.finish(service)
        return number

    def _ticket(self, action: Callable[..., Answer], **values: Any) -> dict[str, Any]:
        ticket: dict[str, Any] = self.press(action, **values)["ticket"]
        return ticket


@contextmanager
def open_office(path: Path, clock: Clock, *, first_token: int = 1) -> Iterator[Office]:
    """Work on a path's database for a while. Who opens one twice lets the second go on with higher tokens."""
    with open_office_at(url_of(path), clock, first_token=first_token) as office:
        yield office


@contextmanager
def open_office_at(url: str, clock: Clock, *, first_token: int = 1) -> Iterator[Office]:
    """Work on the database at an address for a while."""
    engine, configs = open_engine(url), Configs()
    tokens = count(first_token)
    writer = Writer(
        engine, configs=configs, new_token=lambda: f"ticket-token-{next(tokens):05d}", day_ended=end_day
    )
    writer.start()
    try:
        yield Office(engine, writer, configs, clock)
    finally:
        writer.stop()
        engine.dispose()


def _change(turn: Turn, changes: dict[str, Any]) -> Answer:
    settings = turn.conn.execute(select(Site.settings).where(Site.id == turn.site_id)).scalar_one()
    turn.conn.execute(
        update(Site)
        .where(Site.id == turn.site_id)
        .values(settings={**settings, **changes}, config_version=Site.config_version + 1)
    )
    turn.record("settings.changed", names=sorted(changes))
    return {}


def _missing(number: str) -> Row[Any]:
    raise AssertionError(f"there is no ticket {number}")
