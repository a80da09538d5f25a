"""What is kept of past months never shows in the figures: with and without a shelf they are the same."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, event, update

from shared.evidence.figures import Figures, make_figures
from shared.evidence.periods import Period, days_period, month_period, read_day, round_period
from shared.evidence.selection import Scope
from shared.evidence.shelf import Shelf
from shared.store.engine import writing
from shared.store.models import Site, Ticket
from tests.evidence.april import write_april
from tests.evidence.town import Town

YEAR = round_period(2569, "annual")
IN_MAY = datetime(2026, 5, 20, 3, tzinfo=UTC)


def figures(
    conn: Connection, town: Town, shelf: Shelf | None, period: Period = YEAR, scope: Scope | None = None
) -> Figures:
    return make_figures(conn, town.site_id, period, now=IN_MAY, scope=scope, shelf=shelf)


class Readings:
    """Counts how often ticket rows are read."""

    def __init__(self, conn: Connection) -> None:
        self.n = 0
        event.listen(conn, "before_cursor_execute", self._note)

    def _note(self, conn: object, cursor: object, statement: str, *_rest: object) -> None:
        self.n += statement.startswith("SELECT ticket.day, ticket.group_id")


def test_a_year_from_the_shelf_is_the_year_read_afresh(town: Town) -> None:
    shelf = Shelf()
    with writing(town.engine.connect()) as conn, conn.begin():
        write_april(town, conn)
        town.ticket(
            conn,
            "2026-05-19",
            "tax",
            "09:00",
            called="09:30",
            started="09:30",
            finished="09:40",
            service="T1",
        )
        first = figures(conn, town, shelf)
        assert first == figures(conn, town, shelf) == figures(conn, town, None)
        assert first.outcomes.issued == 12


def test_months_that_are_over_are_read_once_and_the_present_one_again(town: Town) -> None:
    shelf = Shelf()
    with writing(town.engine.connect()) as conn, conn.begin():
        write_april(town, conn)
        town.ticket(conn, "2026-05-19", "tax", "09:00")
        readings = Readings(conn)
        figures(conn, town, shelf)
        afresh, readings.n = readings.n, 0
        figures(conn, town, shelf)
        assert afresh - readings.n == 1  # April alone has tickets and is over
        town.ticket(conn, "2026-05-20", "tax", "09:00")
        assert figures(conn, town, shelf).outcomes.issued == 13


def test_a_record_that_comes_later_or_goes_makes_its_month_be_read_again(town: Town) -> None:
    shelf = Shelf()
    with writing(town.engine.connect()) as conn, conn.begin():
        write_april(town, conn)
        assert figures(conn, town, shelf).outcomes.issued == 11
        late = town.ticket(conn, "2026-04-20", "tax", "09:00", origin="late")
        assert figures(conn, town, shelf).outcomes.issued == 12
        conn.execute(delete(Ticket).where(Ticket.id == late))
        assert figures(conn, town, shelf).outcomes.issued == 11


def test_new_settings_make_every_month_be_read_again(town: Town) -> None:
    shelf = Shelf()
    with writing(town.engine.connect()) as conn, conn.begin():
        write_april(town, conn)
        assert figures(conn, town, shelf).out_of_hours.outside.tickets == 2
        hours = {**town.catalogue.settings["hours"], "weekly": [["08:30", "17:00"]] * 5 + [None, None]}
        conn.execute(
            update(Site).values(settings={**town.catalogue.settings, "hours": hours}, config_version=2)
        )
        assert figures(conn, town, shelf).out_of_hours.outside.tickets == 0


def test_scopes_and_kinds_of_records_do_not_mix_on_the_shelf(town: Town) -> None:
    shelf = Shelf()
    with writing(town.engine.connect()) as conn, conn.begin():
        write_april(town, conn)
        assert figures(conn, town, shelf).outcomes.issued == 11
        assert figures(conn, town, shelf, scope=Scope(department="works")).outcomes.issued == 2
        mixed = make_figures(conn, town.site_id, YEAR, now=IN_MAY, simulated=True, shelf=shelf)
        assert mixed.outcomes.issued == 12
        assert figures(conn, town, shelf).outcomes.issued == 11


def test_a_part_of_a_month_is_not_taken_for_the_month(town: Town) -> None:
    shelf = Shelf()
    with writing(town.engine.connect()) as conn, conn.begin():
        write_april(town, conn)
        whole = figures(conn, town, shelf, month_period(2026, 4))
        part = figures(conn, town, shelf, days_period(read_day("2026-04-01"), read_day("2026-04-10")))
        across = figures(conn, town, shelf, days_period(read_day("2026-03-20"), read_day("2026-04-10")))
    assert (whole.outcomes.issued, part.outcomes.issued, across.outcomes.issued) == (11, 10, 10)


def test_the_shelf_drops_what_was_not_used_for_longest(town: Town) -> None:
    shelf = Shelf(room=1)
    with writing(town.engine.connect()) as conn, conn.begin():
        write_april(town, conn)
        town.ticket(conn, "2026-03-19", "tax", "09:00")
        readings = Readings(conn)
        for month in (4, 3, 4):
            figures(conn, town, shelf, month_period(2026, month))
        assert readings.n == 3
        figures(conn, town, shelf, month_period(2026, 4))
        assert readings.n == 3
