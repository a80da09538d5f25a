"""What fails in the database becomes the code that says what to do about it."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from shared.store.ailments import ailment


class DriverError(Exception):
    """An error as a driver raises it."""

    def __init__(self, *, sqlite: int | None = None, sqlstate: str | None = None) -> None:
        super().__init__("what the driver says")
        if sqlite is not None:
            self.sqlite_errorcode = sqlite
        if sqlstate is not None:
            self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DriverError(sqlite=sqlite3.SQLITE_FULL), "server.no_room"),
        (DriverError(sqlite=sqlite3.SQLITE_READONLY), "server.disk"),
        (DriverError(sqlite=sqlite3.SQLITE_IOERR_WRITE), "server.disk"),
        (DriverError(sqlite=sqlite3.SQLITE_CANTOPEN), "server.disk"),
        (DriverError(sqlite=sqlite3.SQLITE_CORRUPT), "server.damaged"),
        (DriverError(sqlite=sqlite3.SQLITE_NOTADB), "server.damaged"),
        (DriverError(sqlite=sqlite3.SQLITE_BUSY), "server.busy"),
        (DriverError(sqlstate="53100"), "server.no_room"),
        (DriverError(sqlstate="25006"), "server.disk"),
        (DriverError(sqlstate="XX001"), "server.damaged"),
        (DriverError(sqlstate="57P01"), "server.busy"),
        (DriverError(), "server.busy"),
    ],
)
def test_a_failing_database_is_told_by_what_ails_it(error: DriverError, code: str) -> None:
    assert ailment(OperationalError("insert", {}, error)) == code


def test_a_damaged_file_is_told_also_where_the_driver_calls_it_no_fault_of_operation() -> None:
    assert (
        ailment(DatabaseError("select", {}, DriverError(sqlite=sqlite3.SQLITE_CORRUPT))) == "server.damaged"
    )


def test_faults_of_the_program_are_none_of_the_database() -> None:
    assert ailment(IntegrityError("insert", {}, DriverError(sqlite=sqlite3.SQLITE_CONSTRAINT))) is None
    assert ailment(ValueError("elsewhere")) is None
