"""Taking a consistent copy of the running database, and looking whether a copy is whole.

SQLite's online backup reads one snapshot while everybody goes on writing. The copy carries no link from a rating to
its ticket: links are dropped after a day, and a copy that stays for a year must not keep them longer.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from shared.domain.errors import QueueError
from shared.keeping.manifest import Chain, Manifest, hash_file
from shared.store.engine import open_engine
from shared.store.journal import verify_site
from shared.store.models import Site

_HEADS = """
SELECT site.code, head_seq, head_hash,
       (SELECT COUNT(*) FROM journal WHERE site_id = site.id),
       COALESCE((SELECT hash FROM journal WHERE site_id = site.id AND seq = 1), '')
FROM site ORDER BY site.id
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the source held in the moment that was copied."""

    revision: str
    chains: tuple[Chain, ...]
    rows: dict[str, int]


def database_path(url: str) -> Path:
    """Return the file of an embedded database; refuse with `backup.postgres` for another one."""
    if not url.startswith("sqlite:///"):
        raise QueueError("backup.postgres")
    return Path(url.removeprefix("sqlite:///"))


def take_snapshot(source: Path, target: Path) -> Seen:
    """Copy the database as it is at one moment into one file without companions; return what was in it."""
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(f"{source.as_uri()}?mode=rw", uri=True, timeout=30)) as live:
        live.isolation_level = None
        live.execute("BEGIN")  # counted and copied in one snapshot
        seen = look(live)
        with closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            copy.isolation_level = None
            copy.execute("PRAGMA journal_mode=DELETE")
            copy.execute("PRAGMA secure_delete=ON")
            copy.execute("UPDATE rating SET ticket_id = NULL WHERE ticket_id IS NOT NULL")
            copy.execute("VACUUM")
        live.execute("COMMIT")
    return seen


def look(conn: sqlite3.Connection) -> Seen:
    """Return the revision, the ends of the chains and the rows of every table."""
    names = [
        name
        for (name,) in conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
    ]
    # The names are the database's own, just read from it; a table's name can be no parameter.
    counts = {name: f'SELECT COUNT(*) FROM "{name}"' for name in names}  # nosec B608 # noqa: S608
    rows = {name: int(conn.execute(count).fetchone()[0]) for name, count in counts.items()}
    chains = tuple(
        Chain(code, entries, seq, head, first)
        for code, seq, head, entries, first in conn.execute(_HEADS).fetchall()
    )
    (revision,) = conn.execute("SELECT version_num FROM alembic_version").fetchone()
    return Seen(str(revision), chains, rows)


def check_snapshot(path: Path, manifest: Manifest) -> None:
    """Hold a copy against its manifest; refuse with `backup.broken` naming the part that does not agree."""
    if hash_file(path) != manifest.sha256:
        raise QueueError("backup.broken", file=path.name, part="checksum")
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as conn:
            if conn.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise QueueError("backup.broken", file=path.name, part="database")
            seen = look(conn)
    except sqlite3.Error:
        raise QueueError("backup.broken", file=path.name, part="database") from None
    if seen.rows != manifest.rows or seen.revision != manifest.revision:
        raise QueueError("backup.broken", file=path.name, part="rows")
    if seen.chains != manifest.chains:
        raise QueueError("backup.broken", file=path.name, part="journal")


def check_chains(path: Path) -> int:
    """Walk every chain of a migrated copy; return the entries, refuse with `backup.broken` where one does not hold."""
    engine = open_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as conn:
            return sum(
                _verified(conn, site_id, path) for site_id in conn.execute(select(Site.id)).scalars().all()
            )
    finally:
        engine.dispose()


def _verified(conn: Connection, site_id: int, path: Path) -> int:
    found = verify_site(conn, site_id)
    if found.fault is not None:
        raise QueueError("backup.broken", file=path.name, part="journal")
    return found.entries
