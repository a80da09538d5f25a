"""`tonsai catalogue`: out and in again is the same; in whole or not at all; retired, never deleted."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from deploy import cli
from deploy.structure import parse_structure, read_structure, write_structure
from shared.domain.errors import QueueError
from shared.store.models import Group, Service
from tests.imports.files import figures, take_in, ticket, write
from tests.office import Office
from tests.postgres import environment_of

Change = Callable[[dict[str, Any]], None]
NEW: dict[str, Any] = {
    "code": "T9", "group": "tax", "department": "finance", "name": {"th": "ก", "ms": "a", "en": "a"},
    "responsible": {"th": "ข", "ms": "b", "en": "b"}, "standard_minutes": None, "standard_days": 3, "steps": [],
    "documents": [], "sensitive": False,
}  # fmt: skip


def exported(office: Office) -> dict[str, Any]:
    with office.engine.connect() as conn:
        return read_structure(conn, office.site_id)


def put(office: Office, structure: dict[str, Any]) -> dict[str, Any]:
    parsed = parse_structure(json.dumps(structure))
    return office.take_turn(lambda turn: write_structure(turn, parsed))


def test_out_and_in_again_changes_nothing(office: Office) -> None:
    before, entries = exported(office), office.facts()
    assert put(office, before)["changed"] is False
    assert exported(office) == before
    assert office.facts() == entries


def test_what_a_file_says_is_what_comes_out_again(office: Office) -> None:
    wanted = exported(office)
    wanted["services"].append(deepcopy(NEW))
    wanted["groups"].reverse()
    wanted["groups"][0]["daily_cap"] = 40
    wanted["departments"][0]["name"]["en"] = "Treasury"
    answer = put(office, wanted)
    assert exported(office) == wanted
    assert answer["changes"]["services"]["new"] == ["T9"]
    assert answer["changes"]["groups"]["changed"] == ["welfare"]
    assert [g.code for g in office.snapshot().board.groups] == ["welfare", "registry", "tax"]
    ((_, data),) = office.facts("settings.changed")
    assert data["before"]["departments"][0]["name"]["en"] == "Finance"
    assert data["after"]["departments"][0]["name"]["en"] == "Treasury"


def test_what_is_not_named_is_retired_and_can_come_back(office: Office) -> None:
    before = exported(office)
    wanted = deepcopy(before)
    wanted["services"] = [s for s in wanted["services"] if s["code"] != "T2"]
    assert put(office, wanted)["changes"]["services"]["retired"] == ["T2"]
    (row,) = office.rows(Service, code="T2", site_id=1)
    assert row.retired
    again = exported(office)
    assert again["services"][-1] == {
        **next(s for s in before["services"] if s["code"] == "T2"),
        "retired": True,
    }
    assert put(office, again)["changed"] is False
    assert put(office, before)["changes"]["services"]["again"] == ["T2"]
    assert exported(office) == before


def test_a_group_with_people_in_its_line_is_not_retired(office: Office) -> None:
    office.issue("B")
    before, wanted = exported(office), exported(office)
    wanted["groups"] = [g for g in wanted["groups"] if g["code"] != "registry"]
    wanted["services"] = [s for s in wanted["services"] if s["group"] != "registry"]
    wanted["groups"].append({**before["groups"][1], "retired": True})
    wanted["services"].append({**next(s for s in before["services"] if s["code"] == "R1"), "retired": True})
    with pytest.raises(QueueError, match=r"catalogue\.line_waits"):
        put(office, wanted)
    assert exported(office) == before
    office.ben.open().serve_next("R1")
    put(office, wanted)
    assert [row.retired for row in office.rows(Group, code="registry", site_id=1)] == [True]
    assert office.counter(2).default_groups == []


def test_the_other_site_keeps_its_own(office: Office) -> None:
    wanted = exported(office)
    wanted["departments"][0]["name"]["en"] = "Treasury"
    put(office, wanted)
    with office.engine.connect() as conn:
        assert read_structure(conn, 2)["departments"][0]["name"]["en"] == "Finance"


def test_what_an_import_made_goes_out_and_in_as_well(office: Office, tmp_path: Path) -> None:
    file = write(
        tmp_path / "old.csv", "tickets", [ticket(group="water", service="W7", number="IO12", counter="")]
    )
    take_in(office, file, "tickets", create_missing=True)
    before = exported(office)
    assert put(office, before)["changed"] is False
    assert [(u.code, u.imported) for u in figures(office).groups] == [("water", 1)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda s: s.pop("services"), "services is missing"),
        (lambda s: s.update(people=[]), "people is not a part of a catalogue"),
        (lambda s: s["groups"][0].update(prefix="I"), "groups[0].prefix must be one capital letter"),
        (lambda s: s["groups"][0].update(prefix="B"), "prefix 'B' is there twice"),
        (lambda s: s["groups"][0].update(icon="skull"), "groups[0].icon must be one of the icons"),
        (lambda s: s["groups"][0].update(last_ticket="25:00"), "groups[0].last_ticket must be a time"),
        (lambda s: s["groups"][0].update(department="x"), "department 'x' is not in the catalogue"),
        (lambda s: s["services"][0].update(standard_days=1), "has a standard in minutes and in days"),
        (lambda s: s["services"][0]["name"].pop("ms"), "services[0].name.ms is missing"),
        (lambda s: s["services"].append(s["services"][0]), "code 'T1' is there twice"),
        (lambda s: s["groups"][0].update(retired="no"), "groups[0].retired must be true or false"),
        (lambda s: s["groups"][0].update(retired=True), "service 'T1' is in use, its group 'tax' is retired"),
        (lambda s: s["departments"][0].update(retired=True), "group 'tax' is in use, its department"),
    ],
)
def test_a_wrong_file_names_the_place(office: Office, change: Change, said: str) -> None:
    wanted = exported(office)
    change(wanted)
    with pytest.raises(ValueError) as wrong:  # noqa: PT011 (the sentence is compared below)
        parse_structure(json.dumps(wanted))
    assert said in str(wrong.value)


def test_the_command_takes_it_out_tries_it_and_puts_it_in(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in environment_of(database).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TONSAI_SITE", "office")

    def run(*arguments: str) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["tonsai", "catalogue", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return ended.value.code or 0, told.out, told.err

    file = tmp_path / "office.json"
    assert run("export", str(file))[:2] == (0, f"{file}: 2 departments, 3 groups, 4 services.\n")
    assert json.loads(run("export", "-")[1]) == json.loads(file.read_text(encoding="utf-8"))
    assert "nothing was changed" in run("import", str(file))[1]
    wanted = json.loads(file.read_text(encoding="utf-8"))
    wanted["services"].append(NEW)
    file.write_text(json.dumps(wanted), encoding="utf-8")
    code, out, _ = run("import", str(file), "--dry-run")
    assert (code, "services, new: T9" in out, "A trial" in out) == (0, True, True)
    assert "T9" not in run("export", "-")[1]
    assert run("import", str(file))[0] == 0
    assert json.loads(run("export", "-")[1]) == wanted
    file.write_text("{", encoding="utf-8")
    code, out, err = run("import", str(file))
    assert (code, out) == (1, "")
    assert "Nothing was changed" in err
