"""A year of a large municipality written in SQL alone: 500,000 tickets and 300,000 ratings on 250 working days.

Nothing is left to chance: every value is arithmetic on the ticket's running number, so two runs read the same rows.
"""

from __future__ import annotations

import sqlite3
from datetime import date, time, timedelta
from pathlib import Path

from deploy.database import upgrade
from deploy.demo import ensure_demo
from shared import clock
from shared.clock import epoch
from shared.domain.hours import bangkok
from shared.evidence.periods import Period, round_period
from shared.store.engine import open_engine

TICKETS = 500_000
RATINGS = 300_000
DAYS = 250
YEAR_BE = 2569

_TICKETS = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < :tickets - 1),
made AS (
  SELECT i, d.day, d.opens + (i % :per_day) * 13 AS issued, 60 + (i * 7919) % 2400 AS wait,
         120 + (i * 40503) % 1200 AS took, i % 20 AS fate, k.group_id, k.service_id
  FROM n JOIN day d ON d.at = i / :per_day JOIN kind k ON k.at = (i * 31) % (SELECT count(*) FROM kind)
)
INSERT INTO ticket (site_id, day, prefix, number, token, group_id, first_group_id, service_id, counter_id, klass,
  language, channel, origin, state, state_since, place_seq, place_tie, issued_seq, issued_at, queued_at, called_at,
  called_seq, last_call_at, last_call_seq, calls, started_at, finished_at, left_at, promise_low_s, promise_high_s,
  rated)
SELECT 1, day, 'Z', i % :per_day + 1, 'token' || i, group_id, group_id, CASE WHEN fate > 2 THEN service_id END,
  CASE WHEN fate NOT IN (1, 2) THEN 1 + i % 5 END, CASE WHEN i % 12 = 0 THEN 'priority' ELSE 'normal' END,
  'th', 'kiosk', 'live',
  CASE fate WHEN 0 THEN 'no_show' WHEN 1 THEN 'cancelled' WHEN 2 THEN 'abandoned' ELSE 'finished' END,
  issued + wait + took, i + 1, 0, i + 1, issued, issued, CASE WHEN fate NOT IN (1, 2) THEN issued + wait END,
  CASE WHEN fate NOT IN (1, 2) THEN i + 1 + wait END, CASE WHEN fate NOT IN (1, 2) THEN issued + wait END,
  CASE WHEN fate NOT IN (1, 2) THEN i + 1 + wait END, CASE WHEN fate NOT IN (1, 2) THEN 1 ELSE 0 END,
  CASE WHEN fate > 3 THEN issued + wait + 20 END, CASE WHEN fate > 2 THEN issued + wait + took END,
  CASE WHEN fate IN (1, 2) THEN issued + wait END, 300, 1500, 0
FROM made
"""
_RATINGS = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < :ratings - 1)
INSERT INTO rating (site_id, day, at, score, process, staff, facility, channel, reasons, language, verified, source,
  source_id, group_id, service_id, department_id, origin)
SELECT 1, d.day, d.opens + (i % (:ratings / :days)) * 20, 1 + (i * 7) % 5, 1 + i % 5, 1 + (i / 5) % 5,
  CASE WHEN i % 3 = 0 THEN 1 + i % 5 END, NULL, '[]', 'th', i % 10 <> 0, 'kiosk', 'device:1', k.group_id, k.service_id,
  k.department_id, 'live'
FROM n JOIN day d ON d.at = i / (:ratings / :days) JOIN kind k ON k.at = (i * 31) % (SELECT count(*) FROM kind)
"""


def make_year(folder: Path, *, tickets: int = TICKETS, ratings: int = RATINGS) -> tuple[Path, Period]:
    """Write the town into a new database of the demo office; return its file and the fiscal year it fills."""
    path = folder / "tonsai.db"
    upgrade(f"sqlite:///{path}")
    engine = open_engine(f"sqlite:///{path}")
    ensure_demo(engine, now=clock.now())
    engine.dispose()
    period = round_period(YEAR_BE, "annual")
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA synchronous = OFF")  # the making is not measured
    conn.execute("CREATE TEMP TABLE day (at INTEGER PRIMARY KEY, day TEXT, opens INTEGER)")
    conn.executemany("INSERT INTO day VALUES (?, ?, ?)", _working_days(period.first))
    conn.execute("CREATE TEMP TABLE kind (at INTEGER PRIMARY KEY, group_id, service_id, department_id)")
    conn.execute(
        "INSERT INTO kind SELECT id - (SELECT min(id) FROM service), group_id, id, department_id FROM service"
    )
    numbers = {"tickets": tickets, "ratings": ratings, "days": DAYS, "per_day": tickets // DAYS}
    conn.execute(_TICKETS, numbers)
    conn.execute(_RATINGS, numbers)
    conn.commit()
    conn.close()
    return path, period


def _working_days(first: date) -> list[tuple[int, str, int]]:
    days = (first + timedelta(days=n) for n in range(366))
    working = [day for day in days if day.weekday() < 5][:DAYS]
    return [(at, day.isoformat(), epoch(bangkok(day, time(8, 30)))) for at, day in enumerate(working)]
