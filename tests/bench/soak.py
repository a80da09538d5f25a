"""A simulated year of a busy office at full speed: memory and handles stay flat, the database grows in a line.

The whole application in one process on a SQLite file that waits for the disk (FULL): tickets, phones and ratings come
over its HTTP interface, the counters press their keys as actions in turns of the same writer, and the publisher shows
every change. The clock is the year's: each night the sweeper closes the day, each evening the chores do what
retention asks, every fourth week the office is copied, and the figures of the year so far are looked at.
"""

from __future__ import annotations

import gc
import itertools
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from statistics import correlation, linear_regression, median

from sqlalchemy import select

from deploy.chores import House, do_backup, do_retention, find_target
from shared.domain.hours import Hours, is_working_day
from shared.evidence.charts import Bar, columns
from shared.live.sweeper import Sweeper
from shared.store.models import Site
from tests.bench.tables import Table, number
from tests.cast import CHO, DAO, build_office
from tests.clockwork import Clock, bangkok
from tests.lobby import Lobby, open_lobby
from tests.office import Console

FIRST = date(2027, 1, 13)
DAYS, TICKETS = 240, 200
WEEK = 5
"""Working days between two looks."""
COPY_WEEKS = 4
PHONES = 10
"""One in so many looks at the phone at once; a look right after a change has the whole snapshot built for it."""
GROUPS = ("tax", "registry", "welfare")
SERVICE = {"A": "T1", "B": "R1", "C": "W1"}
PLOT = Path(__file__).with_name("soak.svg")

MEMORY_A_YEAR_MB = 24.0
"""How much the memory that is the process's own may seem to grow in a year; looked at in its second half, when the
database's page caches (16 MB for each connection) have been filled by a database that is larger than they are."""
OBJECTS = 1.02
"""How many more Python objects may be alive in one week than in another."""
HANDLES = 4
"""How many more handles or threads there may be at one moment than at another."""
STRAIGHT = 0.995
"""Correlation of the database's size with the tickets issued."""
BEND = 1.25
"""How much more a ticket may take in the last quarter than in the second: room in the file, or processor time."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the process stands at the end of a week."""

    week: int
    tickets: int
    turns: int
    memory_mb: float
    """Anonymous resident memory: without the file's own pages that the system lends."""
    resident_mb: float
    handles: int
    threads: int
    size_mb: float
    """The database with its write-ahead log."""
    turns_a_s: float
    cpu_ms: float
    """Processor time of the whole process for a ticket of this week, everything that belongs to it included."""
    around_ms: float = 1.0
    """Processor time of a day's night, looks at desk and figures, and evening: the figures of a month grow until the
    month is over, and those of the year with the year."""
    objects: int = 1
    """Python objects that are alive."""


def live(
    folder: Path, *, days: int, tickets: int, tell: Callable[[Look], None] = lambda _look: None
) -> list[Look]:
    """Play so many working days of so many tickets; return what was seen each week. Stops at the first wrong answer."""
    path = folder / "tonsai.db"
    clock = Clock(bangkok(f"{FIRST - timedelta(days=1)} 09:00"))
    build_office(path, now=clock())
    looks: list[Look] = []
    with open_lobby(path, clock, threads=True) as lobby:
        year = _Year(lobby, clock, tickets)
        for n, day in enumerate(_working_days(lobby, days), 1):
            year.play(day)
            if n % WEEK == 0:
                if n % (WEEK * COPY_WEEKS) == 0:
                    year.copy()
                looks.append(year.look(n // WEEK))
                tell(looks[-1])
        if year.office.verify().fault is not None:
            raise RuntimeError("the chain of the year does not hold")
    return looks


class _Year:
    """The office and everybody in it."""

    def __init__(self, lobby: Lobby, clock: Clock, tickets: int) -> None:
        self.lobby, self.clock, self.tickets = lobby, clock, tickets
        self.office = lobby.office
        self.house = House(lobby.deps.settings, lobby.deps.engine, lobby.deps.writer, self.office.site_id)
        self.sweeper = Sweeper(lobby.deps.engine, lobby.deps.writer, clock)
        self.kiosk = lobby.program("kiosk")
        self.tablet, self.phone = lobby.device("kiosk"), lobby.visitor()
        self.head, self.supervisor = lobby.person(CHO), lobby.person(DAO)
        self.counters: Sequence[Console] = (self.office.ana, self.office.ben, self.office.program)
        self.random = Random("a year")  # noqa: S311  # a play, no secret
        self.issued = 0
        self.tokens: dict[str, str] = {}
        """Of today's numbers."""
        self._began = (0, 0, time.monotonic())
        self._served_s: list[float] = []
        self._around_s: list[float] = []

    def play(self, day: date) -> None:
        """One working day, from the doors' opening until the chores of the evening."""
        began = time.process_time()
        self.clock.now = bangkok(f"{day} 00:05")
        self.sweeper.sweep()
        self.clock.now = bangkok(f"{day} 08:30")
        for counter in self.counters:
            counter.open()
        opened = time.process_time()
        step = 7 * 3600 // self.tickets
        for n in range(self.tickets):
            self.clock.advance(seconds=step - 50)
            self._come(n)
            self._serve(self.counters[n % len(self.counters)])
        served = time.process_time()
        self._look_around()
        self.clock.now = bangkok(f"{day} 17:05")
        do_retention(self.house, now=self.clock())
        self._served_s.append(served - opened)
        self._around_s.append(opened - began + time.process_time() - served)

    def _come(self, n: int) -> None:
        """Somebody takes a ticket, looks at the phone; one in twenty gives up."""
        answer = self.kiosk.post("/tickets", {"group": GROUPS[n % len(GROUPS)], "priority": n % 12 == 0})
        _right(answer.status == 201, answer.text)
        self.issued += 1
        token = self.tokens[answer.data["number"]] = answer.data["token"]
        if n % PHONES == 0:
            _right(self.phone.get(f"/tickets/{token}").data["state"] == "waiting", "the phone")
        if self.random.random() < 0.05:
            gone = self.phone.delete(f"/tickets/{token}")
            _right(gone.data["state"] == "cancelled", gone.text)

    def _serve(self, counter: Console) -> None:
        """The next one is called; most come and most say what they think, some are called again in vain."""
        called = counter.call_next()
        if called is None:
            return
        chance = self.random.random()
        self.clock.advance(seconds=40)
        if chance < 0.06:
            counter.recall()
            counter.no_show()
        elif chance < 0.09:
            counter.hold()
            counter.resume(called)
        else:
            counter.start()
            self.clock.advance(seconds=10)
            counter.finish(SERVICE[called[0]])
            if chance > 0.4:
                body = {"score": self.random.choice((5, 5, 4, 4, 3, 2)), "token": self.tokens[called]}
                _right(self.tablet.post("/ratings", body).status == 201, "rating")

    def _look_around(self) -> None:
        """What people look at in a day."""
        for who, path in (
            (self.tablet, "/board"),
            (self.supervisor, "/desk"),
            (self.head, "/figures/headline"),
        ):
            _right(who.get(path).status == 200, path)
        for path in ("/overview", "/figures"):
            _right(self.head.page(path).status_code == 200, path)

    def copy(self) -> None:
        """Copy the whole office."""
        with self.house.engine.connect() as conn:
            target = find_target(conn, self.house.settings, None)
        do_backup(self.house, target, now=self.clock())

    def look(self, week: int) -> Look:
        """Look at the process."""
        gc.collect()
        status = dict(
            line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line
        )
        folder = self.lobby.folder
        size = sum(path.stat().st_size for path in folder.glob("tonsai.db*"))
        turns, tickets, wall = self._began
        self._began = (self.lobby.deps.writer.turns, self.issued, time.monotonic())
        done = self._began
        served, around = sum(self._served_s), sum(self._around_s) / len(self._around_s)
        self._served_s, self._around_s = [], []
        return Look(
            week=week, tickets=self.issued, turns=done[0],
            memory_mb=_megabytes(status["RssAnon"]), resident_mb=_megabytes(status["VmRSS"]),
            handles=sum(1 for _ in Path("/proc/self/fd").iterdir()), threads=int(status["Threads"]), size_mb=size / 1e6,
            turns_a_s=(done[0] - turns) / (done[2] - wall),
            cpu_ms=1000 * served / (done[1] - tickets), around_ms=1000 * around, objects=len(gc.get_objects()),
        )  # fmt: skip


def judge(looks: Sequence[Look]) -> list[str]:
    """Return what is not as it should be, in words; nothing for a good year. Needs twelve weeks at least."""
    quarter = len(looks) // 4
    warm = looks[quarter:]
    second, last = looks[quarter : 2 * quarter], looks[-quarter:]
    full = looks[len(looks) // 2 :]
    slope = linear_regression([float(look.week) for look in full], [look.memory_mb for look in full]).slope
    a_year = slope * DAYS / WEEK
    found = []
    if a_year > MEMORY_A_YEAR_MB:
        found.append(f"memory grows by {a_year:.1f} MB a year")
    for name in ("handles", "threads"):
        counts = [getattr(look, name) for look in warm]
        if max(counts) - min(counts) > HANDLES:
            found.append(f"{name} between {min(counts)} and {max(counts)}")
    alive = [look.objects for look in warm]
    if max(alive) > OBJECTS * min(alive):
        found.append(f"between {min(alive)} and {max(alive)} Python objects")
    straight = correlation([float(look.tickets) for look in looks], [look.size_mb for look in looks])
    if straight < STRAIGHT:
        found.append(f"the size of the database follows the tickets by {straight:.4f} only")
    for name, a_ticket in (("room in the file", _growth), ("processor time", _cpu)):
        if a_ticket(last) > BEND * a_ticket(second):
            found.append(f"{name} of a ticket grew from {a_ticket(second):.4f} to {a_ticket(last):.4f}")
    return found


def _growth(looks: Sequence[Look]) -> float:
    return (looks[-1].size_mb - looks[0].size_mb) / (looks[-1].tickets - looks[0].tickets)


def _cpu(looks: Sequence[Look]) -> float:
    return median(look.cpu_ms for look in looks)


def _working_days(lobby: Lobby, n: int) -> Iterator[date]:
    with lobby.deps.engine.connect() as conn:
        settings = conn.execute(select(Site.settings).where(Site.id == lobby.office.site_id)).scalar_one()
    hours = Hours.from_json(settings["hours"])
    days = (FIRST + timedelta(days=i) for i in itertools.count())
    return itertools.islice((day for day in days if is_working_day(hours, day)), n)


def _megabytes(kilobytes: str) -> float:
    return int(kilobytes.split()[0]) / 1024


def _right(claim: bool, about: str) -> None:
    if not claim:
        raise RuntimeError(f"not as it should be: {about[:300]}")


def plot(looks: Sequence[Look]) -> str:
    """Return the year as one drawing: a column a week, of memory, handles, size and processor time."""
    series: tuple[tuple[str, Callable[[Look], float], str], ...] = (
        ("Memory of the process, MB", lambda look: look.memory_mb, "{:.0f}"),
        ("Open file handles", lambda look: look.handles, "{:.0f}"),
        ("Database and its log, MB", lambda look: look.size_mb, "{:.0f}"),
        ("Processor time for a ticket, ms", lambda look: look.cpu_ms, "{:.1f}"),
    )
    parts, top = [], 0
    width, height = 24 * len(looks), 200
    for title, value, shown in series:
        bars = [
            Bar(
                str(look.week) if look.week % 4 == 0 else "",
                Fraction(value(look)).limit_denominator(1000),
                shown.format(value(look)) if look.week % 4 == 0 else "",
            )
            for look in looks
        ]
        drawing = columns(bars, title=title, width=width, height=height)
        parts.append(f'<text class="title" x="0" y="{top + 20}">{title}</text>')
        parts.append(f'<g transform="translate(0 {top + 26})">{drawing.svg()}</g>')
        top += height + 44
    look = (
        "text{font:11px sans-serif;fill:#333}.title{font-weight:bold;font-size:14px}.chart-mid{text-anchor:middle}"
        ".chart-bar{fill:#1f5f6b}.chart-axis{stroke:#999;fill:none}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top}" width="{width}" height="{top}">'
        f"<title>A year at full speed, week by week</title><style>{look}</style>"
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def measure(*, quick: bool = False, days: int = DAYS, tickets: int = TICKETS) -> list[Table]:
    """Return the table of the year and draw it; stop the run when something is not flat or not straight."""
    if quick:
        days, tickets = 60, 60
    with tempfile.TemporaryDirectory(prefix="tonsai-bench-") as folder:
        looks = live(Path(folder), days=days, tickets=tickets, tell=_tell)
    found = judge(looks)
    if not quick:
        PLOT.write_text(plot(looks), encoding="utf-8")
    return [_table(looks, found)]


def _tell(look: Look) -> None:
    print(
        f"week {look.week}: {look.memory_mb:.1f} MB, {look.handles} handles, {look.threads} threads, "
        f"{look.objects} objects, {look.size_mb:.1f} MB on disk, {look.turns_a_s:.0f} turns/s, "
        f"{look.cpu_ms:.2f} ms a ticket, {look.around_ms:.0f} ms around a day",
        flush=True,
    )


def _table(looks: Sequence[Look], found: Sequence[str]) -> Table:
    first, warm, last = looks[0], looks[len(looks) // 4], looks[-1]
    table = Table(
        f"A year at full speed: {number(last.tickets)} tickets, {number(last.turns)} turns, {len(looks)} weeks",
        ("what", "after a week", f"after {warm.week} weeks", f"after {last.week} weeks", "should be"),
    )
    for name, field, digits, should in (
        ("memory of the process's own, MB", "memory_mb", 1, "flat"),
        ("resident with lent pages of files, MB", "resident_mb", 1, "flat"),
        ("Python objects alive", "objects", 0, "flat"),
        ("open file handles", "handles", 0, "flat"),
        ("threads", "threads", 0, "flat"),
        ("database with its log, MB", "size_mb", 1, "straight"),
        ("processor time for a ticket and all that belongs to it, ms", "cpu_ms", 2, "flat"),
        (
            "of a night, an evening and the looks at desk and figures, ms",
            "around_ms",
            0,
            "with the year, far from seconds",
        ),
        ("turns a second", "turns_a_s", 0, "flat, as far as the machine has nothing else to do"),
    ):
        values = [number(getattr(look, field), digits) for look in (first, warm, last)]
        table.rows.append((name, *values, should))
    table.notes.append("[plotted week by week](soak.svg)")
    table.notes.append(
        "; ".join(found) if found else "nothing grew by more than its bound (`judge` in soak.py)"
    )
    return table
