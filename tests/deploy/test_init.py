"""`tonsai init` asks what the pages of the first run ask, takes a whole configuration, and leaves all or nothing."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from deploy.commands.questions import read_lunch, read_week, write_week
from deploy.opening import making
from tests.deploy.test_cli import NAMED, Run, office, rows, tonsai

__all__ = ["office", "tonsai"]
WHO = ("--admin", "eve", "--password", "under-the-banyan")
TABLES = ("site", "staff", "department", "counter", "journal")


def settings_of(tmp_path: Path) -> dict[str, Any]:
    """Return what the office has set."""
    found: dict[str, Any] = json.loads(str(rows(tmp_path, "SELECT settings FROM site")[0][0]))
    return found


def test_everything_the_pages_ask_can_be_said_in_flags(tonsai: Run, tmp_path: Path) -> None:
    made = tonsai(
        "init", *NAMED, *WHO, "--admin-name", "Eve",
        "--hours", "Mon-Thu 08:30-16:30, sat 09:00-12:00", "--lunch", "12:00-13:00 closed", "--last-ticket", "15",
        "--priority-ratio", "3", "--groups", "tax:T, welfare:C", "--own-group", "W", "น้ำ", "Air", "Water",
        "--counters", "tax, own1; welfare", "--text", "rule", "en", "First come, first served.",
    )  # fmt: skip
    assert (made.code, made.err) == (0, "")
    kept = settings_of(tmp_path)
    assert kept["hours"]["weekly"][3:] == [["08:30", "16:30"], None, ["09:00", "12:00"], None]
    assert kept["hours"]["lunch"] == {"start": "12:00", "end": "13:00", "closes": True}
    assert (kept["hours"]["last_ticket_before_min"], kept["priority_ratio"]) == (15, 3)
    assert kept["office"]["rule"]["en"] == "First come, first served."
    assert kept["office"]["rule"]["th"]
    assert rows(tmp_path, 'SELECT code, prefix FROM service_group ORDER BY position') == [
        ("tax", "T"), ("welfare", "C"), ("own1", "W"),
    ]  # fmt: skip
    assert rows(tmp_path, "SELECT count(*) FROM counter") == [(2,)]
    assert rows(tmp_path, "SELECT username, name, role FROM staff") == [("eve", "Eve", "administrator")]


def test_at_a_terminal_each_question_has_an_answer_that_stands_there(
    tonsai: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counters = "tax, registry; welfare, general, building, licence, education"
    typed = f"เทศบาล\nMajlis\nTown\nn\nth, en\n\n\n{counters}\n\nnone\n20\n\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((typed + "eve\nEve\n").encode()), "utf-8"))
    made = tonsai("init", "--ask", "--password", "under-the-banyan")
    assert (made.code, made.err) == (0, "")
    for asked in (
        "Name of the office in Thai",
        "[tax:A, registry:B",
        "[Mon-Fri 08:30-16:30]",
        "[12:00-13:00]",
    ):
        assert asked in made.out, asked
    kept = settings_of(tmp_path)
    assert (kept["hours"]["lunch"], kept["hours"]["last_ticket_before_min"]) == (None, 20)
    assert kept["office"]["name"]["en"] == "Town"
    assert kept["languages"] == {"beside": ["en"], "first": "th"}
    assert rows(tmp_path, "SELECT count(*) FROM counter") == [(2,)]
    assert rows(tmp_path, "SELECT username, name FROM staff") == [("eve", "Eve")]


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (("--hours", "always"), "'always' is no opening hour"),
        (("--hours", "Mon-Fri 16:30-08:30"), "Refused: settings.hours"),
        (("--lunch", "noon"), "'noon' is no lunch"),
        (("--last-ticket", "soon"), "hours_last_ticket_before_min"),
        (("--priority-ratio", "99"), "priority_ratio"),
        (("--groups", "tax:A, welfare:A"), "Refused: settings.taken (value A)"),
        (("--groups", "tax:I"), "field prefix"),
        (("--groups", "moon:A"), "There is no group 'moon'"),
        (("--services", "T99"), "There is no service 'T99'"),
        (("--counters", "tax"), "Refused: setup.counters"),
        (("--admin", "Eve Eden"), "field username"),
        (("--text", "rule", "en", "x" * 401), "office_rule"),
    ],
)
def test_a_wrong_answer_is_a_sentence_and_makes_nothing(
    tonsai: Run, tmp_path: Path, flags: tuple[str, ...], sentence: str
) -> None:
    ended = tonsai("init", *NAMED, *WHO, *flags)
    assert (ended.code, sentence in ended.err, ended.out) == (1, True, ""), ended.err
    assert not (tmp_path / "data/tonsai.db").exists()


def test_a_whole_configuration_makes_an_office_like_the_one_it_is_from(office: Run, tmp_path: Path) -> None:
    file = tmp_path / "office.json"
    office("settings", "export", str(file))
    document = json.loads(file.read_text(encoding="utf-8"))
    document["groups"][0]["prefix"] = "T"
    document["settings"]["rules"]["recall_limit"] = 5
    file.write_text(json.dumps(document), encoding="utf-8")
    made = office("init", *WHO, "--settings", str(file), TONSAI_DATA=str(tmp_path / "second/data"))
    assert (made.code, made.err) == (0, "")
    assert "เทศบาลตำบลทดสอบ" in made.out
    assert json.loads(office("settings", "export", "-").out) == document
    kinds = [kind for (kind,) in rows(tmp_path / "second", "SELECT kind FROM journal ORDER BY seq")]
    assert (kinds[0], set(kinds[1:])) == ("site.created", {"settings.changed"})
    assert "the chain holds" in office("verify").out
    assert rows(tmp_path / "second", "SELECT count(*) FROM service_group WHERE retired") == [(0,)]


def test_a_file_with_faults_makes_no_office_and_names_them(office: Run, tmp_path: Path) -> None:
    file = tmp_path / "office.json"
    office("settings", "export", str(file))
    document = json.loads(file.read_text(encoding="utf-8"))
    document["groups"][0]["prefix"] = "I"
    file.write_text(json.dumps(document), encoding="utf-8")
    refused = office("init", *WHO, "--settings", str(file), "--site", "market")
    assert (refused.code, "groups[0].prefix: request.invalid" in refused.err) == (1, True)
    assert rows(tmp_path, "SELECT code FROM site") == [("main",)]
    beside = office("init", *NAMED, *WHO, "--settings", str(file), "--site", "market")
    assert (beside.code, "name_en" in beside.err) == (2, True)


@pytest.mark.parametrize("dies_in", ["add_placeholders", "load_config", "write_head"])
def test_an_end_in_the_middle_leaves_nothing_and_the_next_try_makes_it(
    tonsai: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies_in: str
) -> None:
    def die(*_: object) -> None:
        raise OSError("no current")

    with monkeypatch.context() as patched:
        patched.setattr(making, dies_in, die)
        ended = tonsai("init", *NAMED, *WHO)
    assert (ended.code, ended.err) == (1, "tonsai: no current\n")
    for table in TABLES:
        assert rows(tmp_path, f"SELECT count(*) FROM {table}") == [(0,)], table  # noqa: S608 - our own names
    assert tonsai("init", *NAMED, *WHO).code == 0


def test_hours_are_written_as_they_are_read() -> None:
    for said in ("Mon-Fri 08:30-16:30", "Mon 08:30-12:00, Wed-Thu 09:00-15:00, Sun 10:00-11:00"):
        assert write_week(read_week(said)) == said
    assert read_lunch(" none ") is None


def test_the_languages_are_chosen_with_the_first_one_first(tonsai: Run, tmp_path: Path) -> None:
    assert tonsai("init", *NAMED, *WHO, "--languages", "ms, th").code == 0
    assert settings_of(tmp_path)["languages"] == {"beside": ["ms"], "first": "ms"}
    assert "no language 'fr'" in tonsai("init", *NAMED, *WHO, "--site", "x", "--languages", "th, fr").err
