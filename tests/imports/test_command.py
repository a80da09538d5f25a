"""`tonsai import`: sentences, exit codes, nothing changed by a trial."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy import cli
from shared.store.models import ImportedFile, Rating, Ticket
from tests.imports.files import counted, rating, ticket, write
from tests.office import Office
from tests.postgres import environment_of

Run = Callable[..., tuple[object, str, str]]


@pytest.fixture
def run(database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `tonsai import …` on the office of the cast; return how it ended and what it said."""
    for name, value in environment_of(database).items():
        monkeypatch.setenv(name, value)

    def run(*arguments: object) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["tonsai", "import", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return ended.value.code or 0, told.out, told.err

    return run


@pytest.fixture
def past(tmp_path: Path) -> Path:
    return write(tmp_path / "past.csv", "tickets", [ticket(), ticket(number="A002")])


def test_a_trial_tells_what_would_come_in_and_changes_nothing(run: Run, past: Path, office: Office) -> None:
    before = counted(office)
    code, out, err = run("tickets", past, "--dry-run")
    assert (code, err) == (0, "")
    assert "2 tickets from 2026-04-07 to 2026-04-07: served 2." in out
    assert "Nothing was changed" in out
    assert counted(office) == before


def test_a_file_comes_in_once_and_the_second_time_says_so(run: Run, past: Path, office: Office) -> None:
    code, out, _ = run("tickets", past)
    assert (code, "marked as imported" in out) == (0, True)
    code, out, err = run("tickets", past)
    assert (code, err) == (0, "")
    assert "was taken in before (journal entry 2). Nothing was changed." in out
    assert len(office.rows(Ticket)) == 2
    assert [row.actor for row in office.rows(ImportedFile)] == ["command"]


def test_bad_lines_are_named_on_the_error_output_and_end_with_1(run: Run, tmp_path: Path) -> None:
    file = write(
        tmp_path / "bad.csv", "tickets", [ticket(), ticket(number="", outcome="gone"), ticket(group="x")]
    )
    code, out, err = run("tickets", file)
    assert (code, out) == (1, "")
    assert "line 3, outcome: outcome: Must be served, no_show, cancelled or abandoned (gone)" in err
    assert "line 4, group: group_unknown: There is no such service group (x)" in err
    assert "bad.csv has 2 faults; nothing was changed." in err


def test_the_first_line_says_which_site_the_file_is_for(run: Run, tmp_path: Path, office: Office) -> None:
    file = write(tmp_path / "market.csv", "ratings", [rating(site="market", service="")])
    assert run("ratings", file)[0] == 0
    (row,) = office.rows(Rating)
    assert row.site_id == 2
    mixed = write(tmp_path / "mixed.csv", "ratings", [rating(site="market"), rating(site="office")])
    assert "line 3, site: site_other" in run("ratings", mixed)[2]


def test_missing_codes_are_named_in_the_trial_before_they_are_made(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "old.csv", "tickets", [ticket(group="water", service="W7", counter="9")])
    assert run("tickets", file)[0] == 1
    code, out, _ = run("tickets", file, "--create-missing", "--dry-run")
    assert code == 0
    assert "groups to be made as retired: water" in out
    assert run("tickets", file, "--create-missing")[0] == 0


@pytest.mark.parametrize("arguments", [("tickets",), ("tickets", "no-such-file.csv"), ("people", "x.csv")])
def test_a_wrong_word_ends_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[0] == 2
