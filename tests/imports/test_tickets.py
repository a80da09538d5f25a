"""Past tickets come in whole or not at all, each bad line by name, and figures count them as anybody would by hand."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from counter.imports import actions
from counter.imports.columns import COLUMNS
from shared.clock import epoch
from shared.domain.errors import QueueError
from shared.store.models import Counter as CounterRow
from shared.store.models import Department, Group, ImportedFile, Leg, Service, Ticket
from tests.clockwork import Clock, bangkok
from tests.imports.files import DAY, check, counted, faults, figures, take_in, ticket, write
from tests.office import Office, open_office
from tests.postgres import hand_over


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "past.csv"


def test_a_served_ticket_arrives_with_all_its_times(office: Office, path: Path) -> None:
    answer = take_in(office, write(path, "tickets", [ticket(klass="priority", language="ms")]), "tickets")
    assert answer["changed"] is True
    assert answer["rows"] == 1
    (row,) = office.rows(Ticket)
    times = [row.issued_at, row.called_at, row.started_at, row.finished_at]
    assert times == [epoch(bangkok(f"{DAY} 09:{m}")) for m in ("00", "10", "11", "15")]
    assert (row.day, row.prefix, row.number, row.state, row.origin) == (DAY, "A", 1, "finished", "imported")
    assert (row.klass, row.language, row.channel) == ("priority", "ms", "kiosk")
    assert len(row.token) >= 12


def test_the_journal_tells_the_file_its_hash_and_its_counts(office: Office, path: Path) -> None:
    take_in(office, write(path, "tickets", [ticket()]), "tickets")
    ((_, data),) = office.facts("tickets.imported")
    digest = subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True).stdout.split()[0]
    assert data == {
        "file": "past.csv", "sha256": digest, "rows": 1, "first": DAY, "last": DAY, "counts": {"served": 1},
        "made": {"groups": [], "services": [], "counters": []},
    }  # fmt: skip
    (kept,) = office.rows(ImportedFile)
    assert (kept.sha256, kept.rows, kept.actor) == (digest, 1, "staff:5")
    assert office.verify().fault is None


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-04-07T09:00", "2026-04-07T02:00:00+00:00"),
        ("2026-04-07 09:00:30", "2026-04-07T02:00:30+00:00"),
        ("2026-04-07T09:00:30.999", "2026-04-07T02:00:30+00:00"),
        ("2026-04-07T02:00Z", "2026-04-07T02:00:00+00:00"),
        ("2026-04-07T10:00:00+08:00", "2026-04-07T02:00:00+00:00"),
        ("2026-04-06T22:00-0400", "2026-04-07T02:00:00+00:00"),
        ("2026-04-06T23:30:00Z", "2026-04-06T23:30:00+00:00"),
    ],
)
def test_times_are_the_offices_own_unless_they_name_their_offset(
    office: Office, path: Path, written: str, utc: str
) -> None:
    row = ticket(issued_at=written, called_at="", started_at="", finished_at="")
    take_in(office, write(path, "tickets", [row]), "tickets")
    (found,) = office.rows(Ticket)
    assert found.issued_at == epoch(datetime.fromisoformat(utc))
    assert found.day == DAY  # 23:30 UTC of the 6th is 06:30 of the 7th here


def test_a_file_is_the_same_with_bom_other_line_ends_and_another_order_of_columns(
    office: Office, path: Path
) -> None:
    rows = [ticket(), ticket(number="A002", service="")]
    take_in(office, write(path, "tickets", rows, bom=True), "tickets")
    before = counted(office)
    unix = path.with_name("unix.csv")
    write(unix, "tickets", rows, names=COLUMNS["tickets"][::-1])
    unix.write_bytes(unix.read_bytes().replace(b"\r\n", b"\n"))
    answer = take_in(office, unix, "tickets")
    assert answer["changed"] is False
    assert counted(office) == before


def test_the_same_file_again_changes_nothing_and_says_so(office: Office, path: Path) -> None:
    write(path, "tickets", [ticket()])
    first = take_in(office, path, "tickets")
    before = counted(office)
    assert take_in(office, path, "tickets") == {"changed": False, "rows": 1, "seq": first["seq"]}
    assert counted(office) == before


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"site": ""}, "site", "required"),
        ({"site": "nowhere"}, "site", "site_unknown"),
        ({"site": "market"}, "site", "site_other"),
        ({"group": ""}, "group", "required"),
        ({"group": "water"}, "group", "group_unknown"),
        ({"group": "A"}, "group", "group_unknown"),
        ({"service": "Z9"}, "service", "service_unknown"),
        ({"counter": "9"}, "counter", "counter_unknown"),
        ({"counter": "first"}, "counter", "counter"),
        ({"number": "A0"}, "number", "number"),
        ({"number": "ABC1"}, "number", "number"),
        ({"number": "-1"}, "number", "number"),
        ({"number": "A٣"}, "number", "number"),
        ({"klass": "vip"}, "class", "class"),
        ({"language": "zh"}, "language", "language"),
        ({"channel": "by post office"}, "channel", "channel"),
        ({"issued_at": ""}, "issued_at", "required"),
        ({"issued_at": "2026-04-07"}, "issued_at", "time"),
        ({"issued_at": "2026-02-30T09:00"}, "issued_at", "time"),
        ({"issued_at": "07/04/2026 09:00"}, "issued_at", "time"),
        ({"issued_at": "2569-04-07T09:00"}, "issued_at", "buddhist"),
        ({"issued_at": "1926-04-07T09:00"}, "issued_at", "too_old"),
        ({"issued_at": "2027-01-12T08:00"}, "issued_at", "not_past"),
        ({"called_at": f"{DAY}T08:59"}, "called_at", "order"),
        ({"started_at": f"{DAY}T09:09:59"}, "started_at", "order"),
        ({"finished_at": f"{DAY}T09:10:30"}, "finished_at", "order"),
        ({"called_at": "", "started_at": "", "finished_at": f"{DAY}T08:00"}, "finished_at", "order"),
        ({"finished_at": "2026-04-08T09:15"}, "finished_at", "other_day"),
        ({"outcome": ""}, "outcome", "required"),
        ({"outcome": "Served"}, "outcome", "outcome"),
        ({"outcome": "no_show"}, "started_at", "outcome_time"),
        ({"outcome": "abandoned"}, "called_at", "outcome_time"),
        ({"outcome": "cancelled"}, "started_at", "outcome_time"),
    ],
)
def test_what_is_wrong_is_named_by_line_column_and_code(
    office: Office, path: Path, cells: dict[str, str], column: str, code: str
) -> None:
    before = counted(office)
    write(path, "tickets", [ticket(), ticket(**{"number": "A002", **cells})])
    (fault,) = faults(office, path, "tickets")
    assert (fault.line, fault.column, fault.code) == (3, column, code)
    assert counted(office) == before


def test_every_bad_line_is_named_up_to_a_hundred_and_all_are_counted(office: Office, path: Path) -> None:
    write(
        path,
        "tickets",
        [ticket(number=f"A{n}", outcome="lost" if n % 2 else "served") for n in range(1, 301)],
    )
    prepared = check(office, path, "tickets")
    assert prepared.faults.total == 150
    assert [fault.line for fault in prepared.faults.in_order()] == list(range(2, 202, 2))


def test_line_numbers_count_the_lines_inside_quoted_cells_and_empty_lines(office: Office, path: Path) -> None:
    write(path, "tickets", [ticket(channel="two\nlines"), ticket(outcome="")])
    assert [(f.line, f.column) for f in faults(office, path, "tickets")] == [(2, "channel"), (4, "outcome")]


@pytest.mark.parametrize(
    ("content", "line", "code"),
    [
        (b"", 1, "empty"),
        (b"\r\n", 1, "empty"),
        (",".join(COLUMNS["tickets"]).encode(), 1, "empty"),
        (b"site,group\r\n", 1, "column_missing"),
        (",".join((*COLUMNS["tickets"], "name")).encode(), 1, "column_unknown"),
        (",".join((*COLUMNS["tickets"], "site")).encode(), 1, "column_twice"),
        (";".join(COLUMNS["tickets"]).encode(), 1, "column_missing"),
        (",".join(COLUMNS["tickets"]).encode() + b"\r\noffice,tax", 2, "cells"),
        (",".join(COLUMNS["tickets"]).encode() + b'\r\noffice,"tax', 2, "csv"),
        (",".join(COLUMNS["tickets"]).encode() + b"\r\n\xe0\xb8", 2, "encoding"),
        ("ที่,กลุ่ม".encode("cp874"), 1, "encoding"),
        (b"\x00" * 100, 1, "column_missing"),
    ],
)
def test_a_file_that_is_no_such_table_is_one_clear_fault(
    office: Office, path: Path, content: bytes, line: int, code: str
) -> None:
    path.write_bytes(content)
    (fault,) = faults(office, path, "tickets")
    assert (fault.line, fault.code) == (line, code)


def test_a_number_twice_in_the_file_and_a_number_of_the_books_are_refused(office: Office, path: Path) -> None:
    take_in(office, write(path, "tickets", [ticket()]), "tickets")
    second = path.with_name("second.csv")
    rows = [ticket(service=""), ticket(number="5"), ticket(number="a005"), ticket(number="B005")]
    write(second, "tickets", rows)
    found = [(f.line, f.code, f.value) for f in faults(office, second, "tickets")]
    assert found == [(2, "number_taken", "A001"), (4, "number_twice", "A005")]


def test_tickets_without_a_number_get_the_next_free_ones_in_the_order_of_issue(
    office: Office, path: Path
) -> None:
    take_in(office, write(path, "tickets", [ticket(number="A007")]), "tickets")
    bare = {"number": "", "called_at": "", "started_at": "", "finished_at": ""}
    rows = [
        ticket(**bare, issued_at=f"{DAY}T11:00"),
        ticket(**bare, issued_at=f"{DAY}T10:00"),
        ticket(number="A3"),
    ]
    take_in(office, write(path, "tickets", rows), "tickets")
    numbers = {row.issued_at: row.number for row in office.rows(Ticket, day=DAY)}
    at = {clock: epoch(bangkok(f"{DAY} {clock}")) for clock in ("10:00", "11:00")}
    assert (numbers[at["10:00"]], numbers[at["11:00"]]) == (8, 9)


def test_unknown_codes_are_made_as_retired_ones_when_asked_for(office: Office, path: Path) -> None:
    row = ticket(group="water", service="น้ำ-1", counter="12", number="W004")
    write(path, "tickets", [row])
    assert take_in(office, path, "tickets", create_missing=True)["changed"] is True
    (group,) = office.rows(Group, code="water")
    (service,) = office.rows(Service, code="น้ำ-1")
    (counter,) = office.rows(CounterRow, number=12, site_id=1)
    (department,) = office.rows(Department, code="imported")
    assert all(made.retired for made in (group, service, counter, department))
    assert (group.prefix, group.department_id, service.group_id) == ("W", department.id, group.id)
    assert {g.code for g in office.snapshot().board.groups} == {"tax", "registry", "welfare"}
    assert [c.number for c in office.snapshot().desk.counters] == [1, 2, 3]
    ((_, data),) = office.facts("tickets.imported")
    assert data["made"] == {"groups": ["water"], "services": ["น้ำ-1"], "counters": ["12"]}
    assert [(u.code, u.outcomes.served) for u in figures(office).departments] == [("imported", 1)]


@pytest.mark.parametrize("code", ["=cmd|'/c calc'!A0", "<script>", "two words", "x" * 41, "+1", "a\tb"])
def test_a_code_that_could_do_harm_elsewhere_is_not_made(office: Office, path: Path, code: str) -> None:
    write(path, "tickets", [ticket(group=code)])
    assert [f.code for f in faults(office, path, "tickets", create_missing=True)] == ["code"]


def test_the_hall_does_not_know_the_past(office: Office, path: Path) -> None:
    """Yesterday's and this minute's neighbours: board, desk, line, estimate and numbering stay as they were."""
    office.clock.show("2027-01-12 09:00")
    assert office.issue() == "A001"
    before = office.snapshot()
    outcomes = ("served", "no_show", "cancelled", "abandoned")
    yesterday = "2027-01-11"
    rows = [
        ticket(
            number=f"A{n:03d}", outcome=outcomes[n % 4], issued_at=f"{yesterday}T09:{n}", called_at="", started_at="",
            finished_at="",
        )
        for n in range(10, 50)
    ]  # fmt: skip
    take_in(office, write(path, "tickets", rows), "tickets")
    after = office.snapshot()
    assert (after.board.groups, after.board.calls) == (before.board.groups, before.board.calls)
    assert after.desk.groups == before.desk.groups
    assert office.rows(Leg) == []  # estimates are made of legs
    assert office.issue() == "A002"
    office.ana.open()
    assert office.ana.call_next() == "A001"
    office.clock.advance(days=1)
    office.issue()
    states = {row.state for row in office.rows(Ticket, day=yesterday)}
    assert states == {"finished", "no_show", "cancelled", "abandoned"}


def test_what_changed_between_reading_and_writing_is_read_again(office: Office, path: Path) -> None:
    prepared = check(office, write(path, "tickets", [ticket()]), "tickets")
    office.set(band="B")
    with pytest.raises(QueueError, match=r"import\.moved"):
        office.take_turn(lambda turn: actions.write_file(turn, prepared, unknown={}))
    assert office.rows(Ticket) == []


def test_a_fault_while_writing_leaves_nothing(office: Office, path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(actions, "CHUNK", 2)
    write(path, "tickets", [ticket(number=f"A{n}", group="new") for n in range(1, 10)])
    before, groups = counted(office), office.rows(Group)
    calls = 0

    def breaks(work: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise RuntimeError("the lights went out")
        return work()

    with pytest.raises(RuntimeError, match="lights"):
        take_in(office, path, "tickets", create_missing=True, offload=breaks)
    assert (counted(office), office.rows(Group)) == (before, groups)
    assert take_in(office, path, "tickets", create_missing=True)["rows"] == 9


KILLED = """
import os, sys
from pathlib import Path
from counter.imports import actions
from tests.clockwork import Clock
from tests.imports.files import take_in
from tests.office import open_office
actions.CHUNK = 100
calls = 0
def dies(work):
    global calls
    calls += 1
    if calls == 4:
        os.kill(os.getpid(), 9)
    return work()
with open_office(Path(sys.argv[1]), Clock()) as office:
    take_in(office, Path(sys.argv[2]), "tickets", offload=dies)
"""


def test_a_process_killed_while_writing_leaves_nothing(database: Path, path: Path) -> None:
    write(path, "tickets", [ticket(number=f"A{n}") for n in range(1, 1001)])
    command = [sys.executable, "-c", KILLED, str(database), str(path)]
    ended = subprocess.run(command, cwd=Path.cwd(), env=hand_over(database), check=False)
    assert ended.returncode == -9
    with open_office(database, Clock()) as office:
        assert office.rows(Ticket) == []
        assert office.verify().fault is None
        assert take_in(office, path, "tickets")["rows"] == 1000
