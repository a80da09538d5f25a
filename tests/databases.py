"""The databases of the tests: files, or on PostgreSQL databases of the process's own cluster, named by a path in both.

Who makes or takes a database asks for the fixture `databases`; the tests that do so, directly or by a fixture, are
those that run on both. A test's database stands as its template does. On PostgreSQL one is used by many tests, one
after another: what a test wrote is thrown away by putting back the template's rows, which takes a tenth of the time
that a new copy takes.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier, Literal
from sqlalchemy import Engine, create_engine

from shared.store import engine as store
from tests.postgres import ON_POSTGRES, Cluster, cluster, lent, name_of

FIXTURE = "databases"
_USES = 60
"""By so many tests a copy is used: rows that were thrown away still lie in its pages."""
_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_CATALOGUE = (
    "SELECT count(*), coalesce(max(oid::bigint), 0) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
)
_COUNTING = (
    "SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL"
    " FROM pg_sequences WHERE schemaname = 'public'"
)
_PUT_BACK = SQL("CREATE FUNCTION pristine.put_back() RETURNS void LANGUAGE plpgsql AS $$BEGIN\n{}\nEND$$")


def keep_engines() -> None:
    """Let whoever opens a database again get its engine again: every engine compiles every statement anew."""
    kept: dict[str, Engine] = {}

    def create(url: str, **options: Any) -> Engine:
        if not url.startswith("postgresql"):
            return create_engine(url, **options)
        if url not in kept:
            kept[url] = create_engine(url, **options)
        return kept[url]

    vars(store)["create_engine"] = create


class Databases:
    """Makes databases and lends copies of them."""

    def __init__(self) -> None:
        self._free: dict[Path, list[_Copy]] = {}
        self._lent: dict[Path, tuple[Path, _Copy]] = {}
        self._numbers = count()

    def new(self, path: Path) -> Path:
        """Make an empty database; return its path."""
        if ON_POSTGRES:
            cluster().create(name_of(path))
        return path

    def lend(self, template: Path, path: Path) -> Path:
        """Let a path be a database that stands as another one does, which nobody has open; return the path."""
        if not ON_POSTGRES:
            return Path(shutil.copy(template, path))
        free = self._free.setdefault(template, [])
        copy = free.pop() if free else _Copy.make(cluster(), name_of(template), next(self._numbers))
        self._lent[path] = (template, copy)
        lent[path] = copy.name
        return path

    def give_back(self, path: Path) -> None:
        """Take back what was lent or made at a path, whoever still has it open."""
        if not ON_POSTGRES:
            return
        if path not in self._lent:
            cluster().drop(name_of(path))
            return
        template, copy = self._lent.pop(path)
        del lent[path]
        if copy.put_back():
            self._free[template].append(copy)
        else:
            copy.drop(cluster())

    def close(self) -> None:
        """Let go of what is free."""
        for copy in [copy for free in self._free.values() for copy in free]:
            copy.connection.close()


@dataclass
class _Copy:
    """A database that stands as its template does, and a connection that sees to it."""

    name: str
    connection: psycopg.Connection
    tables: object
    uses: int = 0

    @classmethod
    def make(cls, home: Cluster, template: str, number: int) -> _Copy:
        _remember(home, template)
        name = f"{template}_{number}"
        home.drop(name)
        home.create(name, template)
        connection = home.connect(name)
        connection.execute("SET session_replication_role = replica")  # rows are put back in any order
        return cls(name, connection, connection.execute(_CATALOGUE).fetchone())

    def put_back(self) -> bool:
        """Put the template's rows back; return whether another test may have this copy."""
        self.uses += 1
        if self.uses >= _USES:
            return False
        try:
            self.connection.execute(_OTHERS)
            self.connection.execute("SELECT pristine.put_back()")
            return self.connection.execute(_CATALOGUE).fetchone() == self.tables
        except psycopg.Error:  # the test restarted the cluster, or dropped a table
            return False

    def drop(self, home: Cluster) -> None:
        self.connection.close()
        home.drop(self.name)


def _remember(home: Cluster, template: str) -> None:
    """Let a template hold its own rows a second time, and a function that puts them back; once."""
    with home.connect(template) as conn:
        if conn.execute("SELECT to_regnamespace('pristine')").fetchone() != (None,):
            return
        conn.execute("CREATE SCHEMA pristine")
        steps = []
        for (name,) in conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            table = Identifier("public", name)
            steps.append(SQL("DELETE FROM {};").format(table))
            if conn.execute(SQL("SELECT 1 FROM {} LIMIT 1").format(table)).fetchone():
                twin = Identifier("pristine", name)
                conn.execute(SQL("CREATE TABLE {} AS TABLE {}").format(twin, table))
                steps.append(SQL("INSERT INTO {} SELECT * FROM {};").format(table, twin))
        for name, last, called in conn.execute(_COUNTING).fetchall():
            values = (Literal(f'public."{name}"'), Literal(last), Literal(called))
            steps.append(SQL("PERFORM setval({}, {}, {});").format(*values))
        conn.execute(_PUT_BACK.format(SQL("\n").join(steps)))
