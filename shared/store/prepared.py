"""Statements of the busiest road, compiled once and given to the driver itself.

To build a statement and send it through SQLAlchemy takes ten to fifty times as long as SQLite takes to run it. The few
statements that every ticket, every call and every request need are therefore written here as everywhere else, but
compiled at their first use; afterwards only the values travel. The driver hands back what it keeps: plain tuples, and
for JSON columns text, so these statements are for columns of numbers, texts, and yes or no.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, PoolProxiedConnection, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

Values = Mapping[str, Any]
_READER = "tonsai_reader"
_READING = Lock()


class _Text:
    """A statement in the words of one database: SQL, the order of its places, and the values that never change."""

    def __init__(self, compiled: SQLCompiler) -> None:
        self.sql = str(compiled)
        self._order = compiled.positiontup
        self._fixed = {name: place.value for name, place in compiled.binds.items() if not place.required}

    def places(self, values: Values) -> Any:
        """Return the values as the driver wants them: in order, or by name."""
        known = {**self._fixed, **values} if self._fixed else values
        return known if self._order is None else [known[name] for name in self._order]


class Prepared:
    """One statement. Errors of the database are SQLAlchemy's, as from any other statement."""

    def __init__(self, statement: ClauseElement, *columns: str) -> None:
        """`columns` names what an INSERT writes; the places of everything else are the statement's `bindparam`s."""
        self._statement = statement
        self._columns = columns or None
        self._texts: dict[str, _Text] = {}

    def first(self, conn: Connection, values: Values) -> tuple[Any, ...] | None:
        """Run the statement; return its first row, or None."""
        return _first(self._run(conn.dialect, conn.connection.cursor(), values))

    def ask(self, engine: Engine, values: Values) -> tuple[Any, ...] | None:
        """Run a statement that only reads, by itself; return its first row, or None."""
        if engine.dialect.name != "sqlite":
            with engine.connect() as conn:
                return self.first(conn, values)
        with _READING:
            return _first(self._run(engine.dialect, _reader(engine).cursor(), values))

    def all(self, conn: Connection, values: Values) -> list[tuple[Any, ...]]:
        """Run the statement; return its rows."""
        found: list[tuple[Any, ...]] = self._run(conn.dialect, conn.connection.cursor(), values).fetchall()
        return found

    def change(self, conn: Connection, values: Values) -> int:
        """Run a statement that writes; return how many rows it changed."""
        changed: int = self._run(conn.dialect, conn.connection.cursor(), values).rowcount
        return changed

    def change_many(self, conn: Connection, rows: Sequence[Values]) -> None:
        """Run a statement that writes once for each of `rows`."""
        text = self._text(conn.dialect)
        places = [text.places(row) for row in rows]
        _send(conn.dialect, conn.connection.cursor().executemany, text.sql, places)

    def _run(self, dialect: Dialect, cursor: Any, values: Values) -> Any:
        text = self._text(dialect)
        _send(dialect, cursor.execute, text.sql, text.places(values))
        return cursor

    def _text(self, dialect: Dialect) -> _Text:
        text = self._texts.get(dialect.name)
        if text is None:
            compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)
            assert isinstance(compiled, SQLCompiler)
            text = self._texts[dialect.name] = _Text(compiled)
        return text


def _reader(engine: Engine) -> PoolProxiedConnection:
    """Return the connection that answers single questions, used by one at a time.

    SQLite needs a few microseconds for such a question, and to take a connection from the pool and bring it back three
    times as long. It lives as long as the engine, or until the engine's connections are all given up.
    """
    kept: PoolProxiedConnection | None = engine.get_execution_options().get(_READER)
    if kept is None:
        kept = engine.raw_connection()
        engine.update_execution_options(**{_READER: kept})
        event.listen(engine, "engine_disposed", _forget_reader, once=True)
    return kept


def _forget_reader(engine: Engine) -> None:
    kept: PoolProxiedConnection | None = engine.get_execution_options().get(_READER)
    engine.update_execution_options(**{_READER: None})
    if kept is not None:
        kept.detach()
        kept.close()


def _send(dialect: Dialect, how: Callable[[str, Any], object], sql: str, places: Any) -> None:
    try:
        how(sql, places)
    except dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(sql, places, error, dialect.loaded_dbapi.Error) from error


def _first(cursor: Any) -> tuple[Any, ...] | None:
    row: tuple[Any, ...] | None = cursor.fetchone()
    cursor.close()  # SQLite does not commit while a RETURNING is unfinished
    return row
