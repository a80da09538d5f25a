"""A small fiscal year 2569, counted by hand: the April of `tests/evidence/april.py` and five more tickets.

| Day | Tickets | Verified ratings |
|---|---|---|
| 30 Sep 2025, the year before | 1 served | 3 |
| Wed 1 Oct 2025, the first day | 2 served (T1 in 4 of 5 minutes, R1 in 16 of 10) | 5, 5 |
| Tue 31 Mar 2026, last day of the half year | 1 served until 16:45 | 2, long wait, with a comment |
| April 2026 | 11 issued: 7 served, 2 nobody came, 1 gave up, 1 left | 5, 4, 5, 4, 3 |
| Wed 30 Sep 2026, the last day | 1 served, 1 nobody came | 4 |
| 1 Oct 2026, the year after | 1 served | 1 |
"""

from __future__ import annotations

from sqlalchemy import Connection

from shared.store.engine import writing
from tests.evidence.april import write_april
from tests.evidence.town import Town

YEAR = 2569
BEFORE, FIRST, HALF, LAST, AFTER = "2025-09-30", "2025-10-01", "2026-03-31", "2026-09-30", "2026-10-01"


def write_year(town: Town) -> None:
    """Write the year and what lies just outside it."""
    with writing(town.engine.connect()) as conn, conn.begin():
        write_april(town, conn)
        write_rest(town, conn)


def write_rest(town: Town, conn: Connection) -> None:
    """Write the tickets and ratings outside April."""
    t, r = town.ticket, town.rating
    for day, score in ((BEFORE, 3), (AFTER, 1)):
        t(conn, day, "tax", "09:00", called="09:01", started="09:01", finished="09:02", service="T1")
        r(conn, day, "09:03", score, service="T1")
    t(conn, FIRST, "tax", "09:00", called="09:10", started="09:10", finished="09:14", service="T1")
    t(conn, FIRST, "registry", "09:01", called="09:03", started="09:04", finished="09:20", service="R1")
    r(conn, FIRST, "09:15", 5, service="T1", sex="female")
    r(conn, FIRST, "09:21", 5, service="R1", sex="female")
    t(conn, HALF, "tax", "16:29", called="16:29", finished="16:45", service="T2")
    r(conn, HALF, "16:46", 2, service="T2", sex="male", reasons=["long_wait"], comment="นานมาก")
    t(conn, LAST, "general", "10:00", called="10:30", state="no_show")
    t(conn, LAST, "licence", "10:01", called="10:02", started="10:02", finished="10:12", service="H1")
    r(conn, LAST, "10:13", 4, service="H1")
