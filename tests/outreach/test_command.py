"""`tonsai site`: the way of a unit from its first file to the office's figures, and what stops in the middle."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from counter.outreach import taking_in
from deploy import cli
from shared.store.models import JournalRow, OutreachDay, OutreachEntry, OutreachUnit, Ticket
from tests.clockwork import Clock, bangkok
from tests.databases import Databases
from tests.office import Office, open_office
from tests.outreach.units import hand_in, on_the_road, receive, work

Run = Callable[..., tuple[object, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `tonsai …` on a data folder on the day after; return how it ended and what it said."""
    monkeypatch.setattr("shared.clock.now", lambda: bangkok("2027-01-13 09:00"))

    def run(folder: Path, *arguments: object) -> tuple[object, str, str]:
        monkeypatch.setenv("TONSAI_DATA", str(folder))
        monkeypatch.setenv("TONSAI_DATABASE_URL", f"sqlite:///{folder / 'tonsai.db'}")
        monkeypatch.setattr(sys, "argv", ["tonsai", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return ended.value.code or 0, told.out, told.err

    return run


@pytest.mark.sqlite
def test_a_unit_hands_in_and_the_office_takes_in_once(
    run: Run, database: Path, databases: Databases, template: Path, tmp_path: Path
) -> None:
    laptop, file, clock = tmp_path / "laptop", tmp_path / "unit1.zip", Clock()
    laptop.mkdir()
    with on_the_road(databases, template, laptop / "tonsai.db", clock) as unit:
        work(unit, clock)
    code, out, err = run(laptop, "site", "export", "--site", "unit1", "--out", file, "--place", "วัดใต้ร่ม")
    assert (code, err) == (0, "")
    assert "6 tickets, 4 ratings" in out
    head = out.split("Head ")[1][:19]

    office = database.parent
    code, out, _ = run(office, "site", "import", "--site", "office", file, "--dry-run")
    assert (code, "2027-01-12 วัดใต้ร่ม: 4 users" in out, f"Head {head}" in out) == (0, True, True)
    with open_office(database, Clock()) as read:
        assert not read.rows(OutreachUnit)
    code, out, _ = run(office, "site", "import", "--site", "office", file)
    assert (code, "Taken in: 6 tickets and 4 ratings" in out) == (0, True)
    code, out, _ = run(office, "site", "import", "--site", "office", file)
    assert (code, "nothing was changed" in out) == (0, True)

    code, out, _ = run(office, "verify")
    assert (code, "office, unit unit1: " in out) == (0, True)
    with open_office(database, Clock()) as read:
        read.by_hand(
            "UPDATE outreach_entry SET body = replace(body, 'A001', 'A002') WHERE kind = 'ticket.issued'"
        )
    code, out, _ = run(office, "verify")
    assert (code, "does not hold: changed" in out) == (1, True)


@pytest.mark.sqlite
def test_a_unit_is_prepared_with_the_office_s_codes_and_a_code_of_its_own(
    run: Run, database: Path, tmp_path: Path
) -> None:
    file = tmp_path / "unit1.json"
    assert (
        run(database.parent, "site", "prepare", "--site", "office", "--code", "unit1", "--out", file)[0] == 0
    )
    found = json.loads(file.read_text(encoding="utf-8"))
    assert [row["code"] for row in found["groups"]] == ["tax", "registry", "welfare"]
    for code in ("office", "market", "two words"):
        ended, _, err = run(
            database.parent, "site", "prepare", "--site", "office", "--code", code, "--out", file
        )
        assert (ended, "code" in err or "taken" in err) == (1, True)


@pytest.mark.sqlite
def test_a_file_that_is_none_is_refused_in_one_sentence(run: Run, database: Path, tmp_path: Path) -> None:
    file = tmp_path / "photo.zip"
    file.write_bytes(b"PK\x03\x04 not at all")
    ended, _, err = run(database.parent, "site", "import", "--site", "office", file)
    assert (ended, err.startswith("Error: outreach.damaged: ")) == (1, True)


@pytest.mark.parametrize("place", ["_write_chain", "_write_tickets", "_write_ratings", "_write_days"])
def test_what_stops_in_the_middle_leaves_nothing_and_the_next_try_has_it_all(
    office: Office,
    clock: Clock,
    databases: Databases,
    template: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
) -> None:
    there = Clock()
    with on_the_road(databases, template, tmp_path / "unit.db", there) as unit:
        work(unit, there, visitors=3)
        raw = hand_in(unit)
    whole = getattr(taking_in, place)
    entries = len(office.rows(JournalRow))

    def stops(*arguments: object) -> None:
        whole(*arguments)
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(taking_in, place, stops)
        with pytest.raises(OSError, match="full"):
            receive(office, raw)
    for table in (OutreachUnit, OutreachEntry, OutreachDay, Ticket):
        assert not office.rows(table)
    assert len(office.rows(JournalRow)) == entries
    assert receive(office, raw)["tickets"] == 3
