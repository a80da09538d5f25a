"""The table of outages says what records know, by day, and a report from before it was counted has none."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert

from counter.late.actions import write_late
from counter.late.reading import Row
from shared.evidence.report.comfort_sheets import step_results
from shared.evidence.report.making import figures_of
from shared.evidence.report.speech import Speech
from shared.evidence.report.tables import tables_of
from shared.store.engine import writing
from shared.store.models import PrinterDay
from shared.store.printers import note_printer
from shared.store.turn import Answer, Turn
from tests.office import Office
from tests.press.machines import KIOSK


def report(office: Office) -> dict[str, Any]:
    """Return the figures of measure 4 for the half year, made on Friday 15 January 2027."""
    office.clock.advance(days=3)
    with office.engine.connect() as conn:
        return figures_of(conn, office.site_id, 4, 2570, "half", now=office.clock())


def write_printer(office: Office, day: str, device: int = KIOSK, **values: int) -> None:
    """Write what a printer did on a day."""
    nothing = dict.fromkeys(("printed", "failed", "expired", "no_paper_s", "away_s"), 0)
    with writing(office.engine.connect()) as conn, conn.begin():
        conn.execute(
            insert(PrinterDay).values(
                site_id=office.site_id, device_id=device, day=day, **{**nothing, **values}
            )
        )


def test_each_day_says_what_failed_and_the_sums_are_by_hand(office: Office, thai: Speech) -> None:
    office.issue("A")  # Tuesday 12 January; Wednesday and Thursday had no ticket
    write_printer(office, "2027-01-12", printed=40, failed=1, expired=2, no_paper_s=1800)
    write_printer(office, "2027-01-12", 2, printed=10, no_paper_s=60, away_s=59)
    write_printer(office, "2027-01-11", printed=5, no_paper_s=59)  # being fed
    write_printer(office, "2027-01-08", printed=7, away_s=7200)
    rows = (Row("tax"), Row("registry"))
    office.take_turn(lambda turn: write_late(turn, day=date(2027, 1, 8), rows=rows))
    value = report(office)
    found = value["outages"]
    assert found["days"] == [
        {"day": "2027-01-08", "no_paper_s": 0, "away_s": 7200, "missed": 0, "late": 2, "quiet": False},
        {"day": "2027-01-11", "no_paper_s": 0, "away_s": 0, "missed": 0, "late": 0, "quiet": True},
        {"day": "2027-01-12", "no_paper_s": 1860, "away_s": 59, "missed": 3, "late": 0, "quiet": False},
        {"day": "2027-01-13", "no_paper_s": 0, "away_s": 0, "missed": 0, "late": 0, "quiet": True},
        {"day": "2027-01-14", "no_paper_s": 0, "away_s": 0, "missed": 0, "late": 0, "quiet": True},
    ]
    # 40 + 10 + 5 + 7 printed; 1800 + 60 s without paper; 7200 + 59 s away
    assert {name: n for name, n in found.items() if name != "days"} == {
        "printed": 62, "no_paper_s": 1860, "away_s": 7259, "missed": 3, "late": 2, "days_without_paper": 1,
        "days_away": 1, "days_by_hand": 1, "days_quiet": 3,
    }  # fmt: skip
    (sheet,) = (sheet for sheet in tables_of(value, thai) if sheet.name == "outages")
    assert sheet.rows[0] == ("2027-01-08", 0, 7200, 0, 2, "เครื่องพิมพ์ใช้ไม่ได้, ให้บริการด้วยมือ")
    assert sheet.total is not None
    assert sheet.total[1:5] == (1860, 7259, 3, 2)


def test_a_report_frozen_before_outages_were_counted_has_no_such_table(office: Office, thai: Speech) -> None:
    office.issue("A")
    value = report(office)
    del value["outages"]
    assert "outages" not in [sheet.name for sheet in tables_of(value, thai)]


def test_a_printer_switched_off_for_the_night_is_missing_to_nobody(office: Office) -> None:
    def look(turn: Turn) -> Answer:
        note_printer(turn, KIOSK, "silent")
        return {}

    for hour in ("09", "20"):
        office.clock.show(f"2027-01-12 {hour}:00")
        for _ in range(2):
            office.take_turn(look)
            office.clock.advance(seconds=60)
    (day,) = office.rows(PrinterDay)
    assert (day.away_s, day.no_paper_s) == (60, 0)


def test_what_to_bring_is_counted_with_the_numbers_a_kiosk_gave_in_groups_that_have_such_a_list(
    office: Office, thai: Speech
) -> None:
    office.set_group("registry", documents=[])
    for group, channel in (("tax", "kiosk"), ("tax", "kiosk"), ("tax", "program"), ("registry", "kiosk")):
        office.issue(group, channel=channel)
    office.take_turn(lambda turn: write_late(turn, day=date(2027, 1, 11), rows=(Row("tax"),)))
    with office.engine.connect() as conn:
        value = figures_of(conn, office.site_id, 7, 2570, "half", now=office.clock())
    assert value["checklists"] == 2
    assert step_results(value, thai)[4].endswith("2 ครั้ง")
    del value["checklists"]  # frozen before it was counted
    assert 4 not in step_results(value, thai)
