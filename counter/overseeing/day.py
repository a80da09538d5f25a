"""A day as it went: entries of the journal as sentences, with the notes somebody wrote among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from counter.journal.words import Names, tell
from shared.clock import moment
from shared.domain.hours import BANGKOK
from shared.domain.journal import KINDS
from shared.store.chronicle import Wanted, find_entries
from shared.store.day_notes import Note, list_notes

TOLD = (
    "day.", "counter.", "group.", "help.", "announcement.", "alert.", "device.", "ratings.", "backup.failed",
    "retention.failed", "voice.", "settings.", "ticket.called_chosen",
)  # fmt: skip
"""How kinds begin that say how a day went; single tickets are in the journal."""
MOST = 400


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the log. `note` is the id of a note that can be taken back; `outage` marks one."""

    time: str
    sentence: str
    who: str
    note: int | None = None
    outage: bool = False
    chosen: bool = False


def read_day(conn: Connection, site_id: int, day: date, names: Names) -> tuple[list[Moment], bool]:
    """Return a day's lines in their order, and whether it had more than are shown (then the earliest are left out)."""
    kinds = tuple(kind for kind in KINDS if kind.startswith(TOLD))
    entries = find_entries(conn, site_id, Wanted(day, day, kinds), limit=MOST + 1)
    lines = [tell(entry, names) for entry in entries[:MOST]]
    told = [
        Moment(line.time[:5], line.sentence, line.who, chosen=line.out_of_order) for line in reversed(lines)
    ]
    notes = [_of_note(note, names) for note in list_notes(conn, site_id, day.isoformat(), day.isoformat())]
    return sorted(told + notes, key=lambda one: one.time), len(entries) > MOST


def _of_note(note: Note, names: Names) -> Moment:
    written = moment(note.at).astimezone(BANGKOK)
    time = note.starts or _time_of(note, written)
    until = f"–{note.ends.replace(':', '.')}" if note.ends else ""
    when = f"{note.starts.replace(':', '.')}{until} · " if note.starts else ""
    author = note.staff if names.staff and note.staff else names.say("journal.who.staff")
    return Moment(time, when + note.text, author, note=note.id, outage=note.kind == "outage")


def _time_of(note: Note, written: datetime) -> str:
    """Return the hour a note without times stands at: when it was written, or the end of an earlier day."""
    return written.strftime("%H:%M") if written.date().isoformat() == note.day else "23:59"
