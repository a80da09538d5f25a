"""A second memory of where the chains end, beside the database: it notices that the newest entries are gone.

A chain that was cut at its end still verifies: a database whose write-ahead log was deleted, or an old file that
somebody copied back, looks whole. So the ends are written down in `heads.json` within a second of each commit, and
compared when a server starts. What is gone stays said until a copy is restored or somebody takes the file away.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from shared.store.models import JournalRow, Site

HEADS = "heads.json"
Heads = dict[str, tuple[int, str]]
"""Site → newest number and hash."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Entries of a site that were there and are not: from, to. Both the same seq when the last one is another."""

    site: str
    first: int
    last: int


def read_heads(conn: Connection) -> Heads:
    """Return where the chains of all sites end."""
    query = select(Site.code, Site.head_seq, Site.head_hash).where(Site.head_seq > 0)
    return {row.code: (row.head_seq, row.head_hash) for row in conn.execute(query)}


def write_witness(data: Path, heads: Heads) -> None:
    """Write the ends down, whole or not at all. Raises OSError when the disk does not take it."""
    draft = data / f"{HEADS}.partial"
    draft.write_text(json.dumps(heads), encoding="utf-8")
    os.replace(draft, data / HEADS)  # noqa: PTH105 - one step


def find_lost(conn: Connection, data: Path) -> list[Lost]:
    """Return what the database lacks of what was written down; nothing where nothing was."""
    try:
        written = json.loads((data / HEADS).read_text(encoding="utf-8"))
        known = [(str(site), int(seq), str(digest)) for site, (seq, digest) in written.items()]
    except (OSError, ValueError, TypeError, AttributeError):
        return []
    found = []
    for site, seq, digest in known:
        here = conn.execute(select(Site.id, Site.head_seq).where(Site.code == site)).first()
        if here is None:
            continue
        kept = conn.execute(
            select(JournalRow.hash).where(JournalRow.site_id == here.id, JournalRow.seq == seq)
        ).scalar()
        if kept != digest:
            found.append(Lost(site, min(here.head_seq + 1, seq), seq))
    return found


def find_damage(database: Path) -> str | None:
    """Return what SQLite finds wrong with the pages of a file, one line; None when they hold. Reads the whole file."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as conn:
            said = str(conn.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        said = str(error)
    return None if said == "ok" else said.splitlines()[-1]
