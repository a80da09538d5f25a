"""What a failing database says, as one of our codes: somebody at the counter has to be told something true.

SQLite's result codes are those of https://www.sqlite.org/rescode.html; PostgreSQL's are SQLSTATE (class 53 is a lack
of resources, class XX a damaged database).
"""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, OperationalError

_OF_SQLITE = {
    8: "server.disk",  # READONLY
    10: "server.disk",  # IOERR
    11: "server.damaged",  # CORRUPT
    13: "server.no_room",  # FULL
    14: "server.disk",  # CANTOPEN
    26: "server.damaged",  # NOTADB
}
_PRIMARY = 0xFF
"""An extended result code has its primary code in the lowest byte."""
_OF_POSTGRES = {
    "53100": "server.no_room",
    "58030": "server.disk",
    "25006": "server.disk",
    "XX001": "server.damaged",
    "XX002": "server.damaged",
}


def ailment(error: BaseException) -> str | None:
    """Return the code for what ails the database, `server.busy` where it only did not come to it; else None."""
    of_driver = error.orig if isinstance(error, DBAPIError) else error
    of_sqlite = getattr(of_driver, "sqlite_errorcode", None)
    code = (
        _OF_SQLITE.get(of_sqlite & _PRIMARY)
        if isinstance(of_sqlite, int)
        else _OF_POSTGRES.get(str(getattr(of_driver, "sqlstate", "")))
    )
    return code or ("server.busy" if isinstance(error, OperationalError) else None)
