"""A unit of the road in tests: another database with an office of another code, and its file."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from counter.outreach.handing_out import hand_out
from counter.outreach.parcel import Parcel, unpack
from counter.outreach.taking_in import take_in
from counter.seats import Worker
from deploy.sites import add_site, begin_journal
from shared.store.engine import open_engine, writing
from shared.store.turn import Answer, Turn
from tests.cast import office_catalogue
from tests.clockwork import Clock
from tests.databases import Databases
from tests.office import Console, Office, open_office
from tests.postgres import url_of


def build_unit(path: Path, clock: Clock, code: str = "unit1") -> int:
    """Make a unit in a database of the cast; return its site."""
    engine = open_engine(url_of(path))
    with writing(engine.connect()) as conn, conn.begin():
        site_id = add_site(conn, office_catalogue(code), always_open=False, password_hashes={})
    engine.dispose()
    with open_office(path, clock) as office:
        begin_journal(office.writer, site_id, now=clock(), code=code)
    return site_id


@contextmanager
def on_the_road(
    databases: Databases, template: Path, path: Path, clock: Clock, code: str = "unit1"
) -> Iterator[Office]:
    """Work at a new unit for a while."""
    databases.lend(template, path)
    site_id = build_unit(path, clock, code)
    with open_office(path, clock, first_token=50_000) as office:
        office.site_id = site_id
        yield office
    databases.give_back(path)


def desk(office: Office, counter: int = 1) -> Console:
    """The unit's only table: nobody has to sign in at it in a test."""
    return Console(office, counter, Worker())


def work(office: Office, clock: Clock, *, visitors: int = 6, score: int = 4) -> None:
    """Let a morning go by: visitors in two lines, a priority one, one cancels, one does not come, each fifth rates."""
    table = desk(office).open()
    numbers = []
    for n in range(visitors):
        numbers.append(office.issue("A" if n % 2 else "B", priority=n == 3))
        clock.advance(seconds=70)
    office.cancel(numbers[-1])
    for n in range(visitors - 1):
        number = table.call_next()
        assert number is not None
        clock.advance(seconds=40)
        if n == 2:
            table.no_show()
            continue
        table.start()
        clock.advance(minutes=3 + n)
        table.finish("T1" if number.startswith("A") else "R1")
        office.rate(number, score=score, opinion={"answers": {"process": 5}, "comment": "ที่นี่ดีมาก"})
        clock.advance(seconds=20)
    table.close()


def hand_in(
    office: Office,
    *,
    comments: bool = False,
    place: str | None = "วัดใต้ร่ม",
    places: Mapping[str, str] | None = None,
) -> bytes:
    """Return the unit's file."""
    made: list[bytes] = []

    def act(turn: Turn) -> Answer:
        made.append(hand_out(turn, release="test", comments=comments, place=place, places=places or {}))
        return {}

    office.take_turn(act)
    return made[0]


def read(raw: bytes) -> Parcel:
    """Return a file, read and checked."""
    return unpack(io.BytesIO(raw))


def receive(office: Office, raw: bytes, places: Mapping[str, str] | None = None) -> Answer:
    """Take a file into the office."""
    parcel = read(raw)
    return office.take_turn(lambda turn: take_in(turn, parcel, places=places), actor="staff:5")
