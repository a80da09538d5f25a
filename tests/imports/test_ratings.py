"""Past ratings come in whole or not at all; what people wrote stays text, and nothing is rated twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.imports.columns import Kind
from shared.store.models import Rating, Service
from tests.imports.files import DAY, check, counted, faults, figures, rating, take_in, ticket, write
from tests.office import Office


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "past.csv"


def test_a_rating_arrives_with_everything_it_said(office: Office, path: Path) -> None:
    seq = take_in(office, write(path, "ratings", [rating(comment="ดีมาก, ขอบคุณ")]), "ratings")["seq"]
    (row,) = office.rows(Rating)
    (service,) = office.rows(Service, code="T1", site_id=1)
    assert (row.day, row.score, row.verified, row.comment, row.language) == (
        DAY,
        5,
        True,
        "ดีมาก, ขอบคุณ",
        "ms",
    )
    assert (row.process, row.staff, row.facility, row.channel) == (4, 5, None, 3)
    assert (row.service_id, row.department_id, row.group_id) == (
        service.id,
        service.department_id,
        service.group_id,
    )
    assert (row.origin, row.source, row.source_id, row.ticket_id) == (
        "imported",
        "import",
        f"import:{seq}",
        None,
    )


def test_a_rating_of_the_whole_office_names_no_group(office: Office, path: Path) -> None:
    take_in(
        office, write(path, "ratings", [rating(group="", service="", counter="", verified="")]), "ratings"
    )
    (row,) = office.rows(Rating)
    assert (row.group_id, row.service_id, row.department_id, row.counter_id) == (None, None, None, None)
    assert figures(office).ratings.open.n == 1


def test_the_group_of_a_service_is_known_without_being_named(office: Office, path: Path) -> None:
    take_in(office, write(path, "ratings", [rating(group="")]), "ratings")
    assert [(u.code, u.rating.n) for u in figures(office).groups] == [("tax", 1)]


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"at": ""}, "at", "required"),
        ({"at": "2027-01-12T00:00"}, "at", "not_past"),
        ({"score": ""}, "score", "required"),
        ({"score": "6"}, "score", "score"),
        ({"channel": "kiosk"}, "channel", "score"),
        ({"verified": "perhaps"}, "verified", "flag"),
        ({"comment": "a\x00b"}, "comment", "text"),
        ({"comment": "a\x1b[31m"}, "comment", "text"),
        ({"comment": "x" * 1001}, "comment", "comment"),
        ({"service": "Z9", "group": ""}, "service", "service_unknown"),
    ],
)
def test_what_is_wrong_is_named(
    office: Office, path: Path, cells: dict[str, str], column: str, code: str
) -> None:
    before = counted(office)
    write(path, "ratings", [rating(), rating(**cells)])
    (fault,) = faults(office, path, "ratings")
    assert (fault.line, fault.column, fault.code) == (3, column, code)
    assert counted(office) == before


def test_a_new_service_needs_its_group_even_when_codes_are_made(office: Office, path: Path) -> None:
    write(path, "ratings", [rating(service="Z9", group="")])
    assert [f.code for f in faults(office, path, "ratings", create_missing=True)] == ["service_alone"]
    write(path, "ratings", [rating(service="Z9", group="Z")])
    take_in(office, path, "ratings", create_missing=True)
    assert [(u.code, u.rating.n) for u in figures(office).exact_services] == [("Z9", 1)]


def test_many_may_say_the_same_in_one_file_but_a_rating_does_not_come_with_two_files(
    office: Office, path: Path
) -> None:
    take_in(office, write(path, "ratings", [rating(), rating(), rating(score="4")]), "ratings")
    assert len(office.rows(Rating)) == 3
    assert take_in(office, path, "ratings")["changed"] is False
    longer = write(path.with_name("longer.csv"), "ratings", [rating(at=f"{DAY}T10:00"), rating(score="4")])
    assert [(f.line, f.code) for f in faults(office, longer, "ratings")] == [(3, "rating_known")]


def test_formulas_and_scripts_in_comments_are_text(office: Office, path: Path) -> None:
    said = [
        "=cmd|'/c calc'!A0",
        "<script>alert(1)</script>",
        "@SUM(A1)",
        "'; DROP TABLE rating; --",
        "two\nlines",
    ]
    take_in(office, write(path, "ratings", [rating(comment=text) for text in said]), "ratings")
    assert sorted(row.comment for row in office.rows(Rating)) == sorted(said)
    assert office.verify().fault is None
    ((_, data),) = office.facts("ratings.imported")
    assert "alert" not in str(data)  # what people wrote is not in the journal


def test_a_value_that_is_shown_beside_a_fault_is_short_and_obeys_no_terminal(
    office: Office, path: Path
) -> None:
    write(path, "ratings", [rating(score="\x1b]0;x\x07" + "9" * 100)])
    (fault,) = check(office, path, "ratings").faults.in_order()
    assert fault.value.isprintable()
    assert len(fault.value) == 41


@pytest.mark.parametrize("kind", ["ratings", "tickets"])
def test_nothing_comes_into_a_month_that_was_reduced_to_its_figures(
    office: Office, path: Path, kind: Kind
) -> None:
    office.by_hand(
        "INSERT INTO kept_figures (site_id, period, measure, at, figures) VALUES (1, :month, 0, 1, '{}')",
        month=DAY[:7],
    )
    row, column = (rating(), "at") if kind == "ratings" else (ticket(), "issued_at")
    assert [(fault.column, fault.code) for fault in faults(office, write(path, kind, [row]), kind)] == [
        (column, "reduced")
    ]
