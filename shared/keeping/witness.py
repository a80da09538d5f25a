"""A second memory of where the chains end, beside the database: it notices that the newest entries are gone.

A chain that was cut at its end still verifies: a database whose write-ahead log was deleted, or an old file that
somebody copied back, looks whole. So the ends are written down in `heads.json` within a second of each commit, and
compared when a server starts. What is gone stays said until a copy is restored or somebody takes the file away. The
last numbers given stand there too: a number on somebody's paper is not given to another on the same day, whatever was
lost.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from shared.store.models import JournalRow, Numbering, Site
from shared.store.turn import Answer, Turn

HEADS = "heads.json"


@dataclass(frozen=True, slots=True)
class End:
    """Where a chain ended: newest seq and its hash, and the last number of each prefix on its open day."""

    seq: int
    hash: str
    day: str
    numbers: Mapping[str, int]


Heads = Mapping[str, End]
"""By the code of the site."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Entries of a site that were there and are not: from, to. Both the same seq when the last one is another."""

    site_id: int
    site: str
    first: int
    last: int
    end: End
    """What was written down."""


def read_heads(conn: Connection) -> Heads:
    """Return where the chains of all sites end."""
    given = select(*Numbering.__table__.columns).join(
        Site, (Site.id == Numbering.site_id) & (Site.day == Numbering.day)
    )
    days: dict[int, str] = {}
    numbers: dict[int, dict[str, int]] = {}
    for row in conn.execute(given):
        days[row.site_id] = row.day
        numbers.setdefault(row.site_id, {})[row.prefix] = row.last
    query = select(Site.id, Site.code, Site.head_seq, Site.head_hash).where(Site.head_seq > 0)
    return {
        row.code: End(row.head_seq, row.head_hash, days.get(row.id, ""), numbers.get(row.id, {}))
        for row in conn.execute(query)
    }


def write_witness(data: Path, heads: Heads) -> None:
    """Write the ends down, whole or not at all. Raises OSError when the disk does not take it."""
    draft = data / f"{HEADS}.partial"
    written = {site: [end.seq, end.hash, end.day, end.numbers] for site, end in heads.items()}
    draft.write_text(json.dumps(written), encoding="utf-8")
    os.replace(draft, data / HEADS)  # noqa: PTH105 - one step


def read_witness(data: Path) -> Heads:
    """Return what was written down; nothing where nothing was, or what is there is no witness."""
    try:
        written = json.loads((data / HEADS).read_text(encoding="utf-8"))
        return {str(site): _end(*values) for site, values in written.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _end(seq: object, digest: object, day: object = "", numbers: object = None) -> End:
    """Read one end; the numbers are missing where an older version wrote it."""
    given = {str(prefix): int(last) for prefix, last in dict(numbers or {}).items()}  # type: ignore[call-overload]
    return End(int(str(seq)), str(digest), str(day), given)


def find_lost(conn: Connection, data: Path) -> list[Lost]:
    """Return what the database lacks of what was written down."""
    found = []
    for site, end in read_witness(data).items():
        here = conn.execute(select(Site.id, Site.head_seq).where(Site.code == site)).first()
        if here is None:
            continue
        kept = conn.execute(
            select(JournalRow.hash).where(JournalRow.site_id == here.id, JournalRow.seq == end.seq)
        ).scalar()
        if kept != end.hash:
            found.append(Lost(here.id, site, min(here.head_seq + 1, end.seq), end.seq, end))
    return found


def pass_over(turn: Turn, end: End) -> Answer:
    """Give none of the numbers again that were given before entries were lost; return how far each prefix went on."""
    place = (Numbering.site_id == turn.site_id, Numbering.day == end.day)
    kept = {
        row.prefix: row.last
        for row in turn.conn.execute(select(Numbering.prefix, Numbering.last).where(*place))
    }
    ahead = {prefix: last for prefix, last in end.numbers.items() if last > kept.get(prefix, 0)}
    for prefix, last in ahead.items():
        if prefix in kept:
            turn.conn.execute(update(Numbering).where(*place, Numbering.prefix == prefix).values(last=last))
        else:
            turn.conn.execute(
                insert(Numbering).values(site_id=turn.site_id, day=end.day, prefix=prefix, last=last)
            )
        turn.record(
            "numbers.passed_over", day=end.day, prefix=prefix, first=kept.get(prefix, 0) + 1, last=last
        )
    return {"numbers": ahead}


def find_damage(database: Path) -> str | None:
    """Return what SQLite finds wrong with the pages of a file, one line; None when they hold. Reads the whole file."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as conn:
            said = str(conn.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        said = str(error)
    return None if said == "ok" else said.splitlines()[-1]
