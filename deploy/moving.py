"""An office that grew goes over to PostgreSQL: every row as it is, all or nothing, and proved by its chains.

The pictures and documents of the data folder stay where they are; only the database moves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Column, Connection, Engine, Table, func, select, text

from deploy.database import upgrade
from shared.store.engine import open_engine, writing
from shared.store.journal import verify_site
from shared.store.models import Base, Site

CHUNK = 5000
"""Rows read at a time."""
Tell = Callable[[str, int], None]


class MoveError(Exception):
    """Why an office does not move; `code` is stable, the text a sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def move(source: Engine, url: str, tell: Tell) -> dict[str, str]:
    """Copy a whole database into an empty PostgreSQL; return each site's code with the head of its chain.

    `tell` hears of each table and its rows. One transaction: a fault leaves the target empty. Raises MoveError:
    `target` for what is no PostgreSQL, `not_empty` for one that holds an office, `chain` when one does not hold there.
    """
    if not url.startswith("postgresql"):
        raise MoveError("target", "The target must be a PostgreSQL address: postgresql://user@host/database.")
    upgrade(url)
    target = open_engine(url)
    try:
        with source.connect() as old, writing(target.connect()) as new, new.begin():
            if new.execute(select(func.count()).select_from(Site)).scalar_one():
                raise MoveError(
                    "not_empty", "There is an office in that database already; give an empty one."
                )
            for table in Base.metadata.sorted_tables:
                tell(table.name, _copy(old, new, table))
                _go_on_counting(new, table)
            return _verified(old, new)
    finally:
        target.dispose()


def _copy(old: Connection, new: Connection, table: Table) -> int:
    """Copy a table's rows; return how many."""
    columns = list(table.columns)
    names = ", ".join(f'"{column.name}"' for column in columns)
    cursor: Any = new.connection.cursor()
    count = 0
    with cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for row in _rows(old, table):
            copy.write_row([_plain(column, value) for column, value in zip(columns, row, strict=True)])
            count += 1
    return count


def _rows(old: Connection, table: Table) -> Iterator[Any]:
    found = old.execution_options(yield_per=CHUNK).execute(select(table).order_by(*table.primary_key))
    for part in found.partitions():
        yield from part


def _plain(column: Column[Any], value: Any) -> Any:
    """Return a value as the text of COPY takes it: JSON as it is written, everything else as it is."""
    if value is None or not isinstance(value, dict | list):
        return value
    return json.dumps(value, ensure_ascii=False)


def _go_on_counting(new: Connection, table: Table) -> None:
    """Let a table's own numbers go on after the highest that came."""
    column = table.autoincrement_column
    if column is None:
        return
    sequence = new.execute(
        text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
    ).scalar_one()
    highest = new.execute(select(func.max(column))).scalar_one()
    if sequence is not None and highest is not None:
        new.execute(text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest})


def _verified(old: Connection, new: Connection) -> dict[str, str]:
    heads = {}
    for site in new.execute(select(Site.id, Site.code, Site.head_hash).order_by(Site.id)).all():
        if verify_site(new, site.id).fault is not None:
            raise _broken(site.code)
        heads[site.code] = site.head_hash
    kept = {row.code: row.head_hash for row in old.execute(select(Site.code, Site.head_hash))}
    if kept != heads:
        raise _broken(", ".join(sorted(kept)))
    return heads


def _broken(site: str) -> MoveError:
    return MoveError(
        "chain",
        f"The journal of {site} does not hold after the copy; nothing was moved. See `tonsai verify`.",
    )
