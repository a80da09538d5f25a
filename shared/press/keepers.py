"""Who does what only one may do, the print room and the chores: the only server of an embedded database, or one of
several processes.

On PostgreSQL a lock of the database says so, one for each of these offices. It ends with the connection, and so with
the process that held it, however that ended.
"""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

PRINT_ROOM, CHORES = 0x746F6E73, 0x746F6E74
"""Any numbers that nobody else uses in this database."""


class Keeper(Protocol):
    """Says whether this process holds an office."""

    def holds(self) -> bool:
        """True as long as no other process does."""


class Alone:
    """The embedded database has one server: it holds every office."""

    def holds(self) -> bool:
        """Always."""
        return True


class OneOfMany:
    """Several processes share a database: whoever has its lock holds the office."""

    def __init__(self, engine: Engine, office: int) -> None:
        self._engine = engine
        self._office = office
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
            self.let_go()
            return False

    def _take(self) -> bool:
        conn = self._engine.connect()
        try:
            held = bool(conn.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": self._office}).scalar())
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

    def let_go(self) -> None:
        """Leave the office to whoever asks next."""
        if self._conn is not None:
            self._conn.invalidate()
            self._conn.close()
            self._conn = None


def make_keeper(engine: Engine, office: int) -> Keeper:
    """Return who says whether we hold an office of this database."""
    return Alone() if engine.dialect.name == "sqlite" else OneOfMany(engine, office)
