"""Who keeps the print room: the only server of an embedded database, or one of several processes.

On PostgreSQL a lock of the database says so. It ends with the connection, and so with the process that held it,
however that ended.
"""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

_LOCK = 0x746F6E73
"""Any number that nobody else uses in this database."""


class Keeper(Protocol):
    """Says whether this process keeps the print room."""

    def holds(self) -> bool:
        """True as long as no other process does."""


class Alone:
    """The embedded database has one server: it keeps the room."""

    def holds(self) -> bool:
        """Always."""
        return True


class OneOfMany:
    """Several processes share a database: whoever holds its lock keeps the room."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._conn: Connection | None = None

    def holds(self) -> bool:
        """True when this process has the lock or gets it now."""
        try:
            if self._conn is not None:
                self._conn.execute(text("SELECT 1"))
                self._conn.commit()
                return True
            return self._take()
        except SQLAlchemyError:
            self._let_go()
            return False

    def _take(self) -> bool:
        conn = self._engine.connect()
        try:
            held = bool(conn.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": _LOCK}).scalar())
            conn.commit()
        except BaseException:
            conn.invalidate()
            conn.close()
            raise
        if held:
            self._conn = conn
        else:
            conn.close()
        return held

    def _let_go(self) -> None:
        if self._conn is not None:
            self._conn.invalidate()
            self._conn.close()
            self._conn = None


def make_keeper(engine: Engine) -> Keeper:
    """Return the keeper for a database."""
    return Alone() if engine.dialect.name == "sqlite" else OneOfMany(engine)
