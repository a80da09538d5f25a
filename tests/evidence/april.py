"""A small April: eleven tickets that count and one that does not, five verified ratings, three others.

The figures made of it are counted by hand in `test_figures.py`.
"""

from __future__ import annotations

from sqlalchemy import Connection

from shared.evidence.periods import month_period
from tests.evidence.town import Town

APRIL = month_period(2026, 4)
TUE, SAT = "2026-04-07", "2026-04-11"


def write_april(town: Town, conn: Connection) -> None:
    """Write the tickets and ratings of the example; those of other origins too, which must not be counted."""
    t, r = town.ticket, town.rating
    t(
        conn,
        TUE,
        "tax",
        "08:30",
        called="08:35",
        started="08:36",
        finished="08:40",
        service="T1",
        promise_high_s=600,
    )
    t(conn, TUE, "tax", "08:31", called="08:45", finished="08:55", service="T2", promise_high_s=600)
    t(conn, TUE, "tax", "08:32", called="08:41", state="no_show", chosen_reason="urgent")
    t(
        conn,
        TUE,
        "tax",
        "08:33",
        called="08:34",
        started="08:34:30",
        finished="08:37:30",
        service="T3",
        klass="priority",
    )
    t(
        conn,
        TUE,
        "general",
        "10:00",
        called="10:05",
        started="10:05",
        finished="10:10",
        service="T1",
        origin="imported",
    )
    t(conn, TUE, "registry", "11:55", called="12:10", started="12:10", finished="13:05", service="R1")
    t(conn, TUE, "building", "15:50", called="16:40", state="no_show")
    t(conn, TUE, "welfare", "15:59", left="16:10", state="cancelled")
    t(conn, TUE, "welfare", "16:00", state="abandoned")
    t(conn, TUE, "building", "16:00", called="16:31", started="16:31", finished="16:45", service="E3")
    t(conn, SAT, "tax", "09:00", called="09:00", started="09:00", finished="09:02")
    t(
        conn,
        TUE,
        "tax",
        "09:30",
        called="10:30",
        started="10:30",
        finished="11:30",
        service="T1",
        origin="simulated",
    )
    r(conn, TUE, "08:41", 5, service="T1", process=5, staff=4)
    r(conn, TUE, "08:56", 4, service="T2", process=4)
    r(conn, TUE, "08:38", 5, service="T3")
    r(conn, TUE, "13:06", 4, service="R1")
    r(conn, TUE, "16:46", 3, service="E3")
    r(conn, TUE, "09:00", 1, verified=False, process=1)
    r(conn, TUE, "09:10", 5, verified=False, group="general")
    r(conn, TUE, "09:20", 1, service="T1", excluded_reason="test")
    r(conn, TUE, "11:31", 2, service="T1", origin="simulated")
