"""Opening the database: SQLite so that nothing acknowledged is ever lost, or PostgreSQL.

SQLite's driver would begin transactions late and by itself, which loses updates; here every transaction that may
write begins with BEGIN IMMEDIATE and readers begin plainly. On PostgreSQL readers see one moment (REPEATABLE READ), as
they do on SQLite; writers, who wait for each other at a lock, see what the one before them committed (READ COMMITTED).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, RootTransaction, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_MS = 10_000
CACHE_KB = 4_000
"""Pages that each connection keeps for itself; the system keeps the rest of the file for all of them."""


def open_engine(url: str, *, echo: bool = False) -> Engine:
    """Return an engine for `url`; on SQLite with WAL, synchronous=FULL and foreign keys."""
    # Values stay out of error messages: they may be what a visitor wrote, and messages end in the log.
    if not url.startswith("sqlite"):
        return create_engine(
            url, echo=echo, pool_pre_ping=True, isolation_level="REPEATABLE READ", hide_parameters=True
        )
    engine = create_engine(url, echo=echo, connect_args={"check_same_thread": False}, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def writing(connection: Connection) -> Connection:
    """Mark a connection as one whose transactions write (BEGIN IMMEDIATE on SQLite)."""
    if connection.dialect.name == "postgresql":
        return connection.execution_options(tonsai_writes=True, isolation_level="READ COMMITTED")
    return connection.execution_options(tonsai_writes=True)


def begin_at_once(connection: Connection) -> RootTransaction:
    """Begin a transaction; raise OperationalError at once when another process holds SQLite's lock."""
    if connection.dialect.name != "sqlite":
        return connection.begin()
    raw: Any = connection.connection
    raw.execute("PRAGMA busy_timeout=0")
    try:
        return connection.begin()
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_MS}")


def _prepare(dbapi: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    raw: Any = dbapi
    raw.isolation_level = None
    cursor = raw.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
        f"cache_size=-{CACHE_KB}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("tonsai_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
