"""`tonsai report` and the pages agree: a published round is the published file, any other what the records say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from deploy.cli import cli
from shared.evidence.reports import read_documents, read_reports
from shared.evidence.rounds import FORMATS
from shared.evidence.vault import Vault
from tests.cast import CHO, DAO, EVE, OFFICE, Person
from tests.lobby import Lobby
from tests.postgres import environment_of

YEAR = 2570


@pytest.fixture(autouse=True)
def threads(lobby: Lobby) -> None:
    """Slow work runs on another thread, as on a server."""
    lobby.work_on_threads()


def report(
    lobby: Lobby, out: Path, form: str, measure: str = "all", kind: str = "half", *more: str
) -> Result:
    """Run `tonsai report` on the lobby's data folder."""
    what = ("--measure", measure, "--year", str(YEAR), "--round", kind, "--format", form, "--out", str(out))
    env = {**environment_of(lobby.folder / "tonsai.db"), "TONSAI_SITE": "office"}
    return CliRunner().invoke(cli, ["report", *what, *more], env=env)


def serve(lobby: Lobby, n: int) -> None:
    """So many people are served at counter 1."""
    lobby.office.ana.open()
    for _ in range(n):
        lobby.office.issue("A")
        lobby.office.clock.advance(minutes=3)
        lobby.office.ana.serve_next("T1")


def step(lobby: Lobby, person: Person, name: str, measure: str, **more: str) -> None:
    with lobby.deps.engine.connect() as conn:
        found = read_reports(conn, OFFICE, YEAR, "half", int(measure))
    seen = {"report": str(found[0].id), "digest": found[0].digest} if found else {}
    browser = lobby.person(person)
    answer = browser.client.post(
        f"/evidence/{YEAR}/rounds/half/{name}", data={"measure": measure, **seen, **more},
        headers={**browser.headers, "Accept": "text/html"},
    )  # fmt: skip
    assert answer.status_code == 302, name


def publish(lobby: Lobby, measure: str, **reason: str) -> None:
    """Take the report of the half year all the way."""
    lobby.office.clock.show("2027-04-02 09:00")
    step(lobby, DAO, "draft", measure, **reason)
    step(lobby, CHO, "approve", measure)
    step(lobby, EVE, "publish", measure, looked="1")


def published(lobby: Lobby, measure: int, version: int) -> dict[str, bytes]:
    """Return the documents of a version as they were published, by format."""
    with lobby.deps.engine.connect() as conn:
        found = next(r for r in read_reports(conn, OFFICE, YEAR, "half", measure) if r.version == version)
        documents = read_documents(conn, found.id)
    return {d.format: Vault(lobby.deps.settings.data).read(d.sha256) for d in documents}


@pytest.mark.parametrize("measure", ["0", "1", "4", "7"])
def test_each_format_of_a_published_round_is_the_published_file_byte_for_byte(
    lobby: Lobby, tmp_path: Path, measure: str
) -> None:
    serve(lobby, 2)
    publish(lobby, measure)
    lobby.office.by_hand("UPDATE ticket SET state = 'cancelled', finished_at = NULL")
    kept = published(lobby, int(measure), 1)
    assert tuple(kept) == FORMATS
    for form in FORMATS:
        out = tmp_path / f"report.{form}"
        ended = report(lobby, out, form, "all" if measure == "0" else measure)
        assert (ended.exit_code, ended.output.strip()) == (0, str(out))
        assert out.read_bytes() == kept[form]


def test_an_earlier_version_and_the_records_now_can_be_asked_for(lobby: Lobby, tmp_path: Path) -> None:
    serve(lobby, 2)
    publish(lobby, "4")
    lobby.office.by_hand("UPDATE ticket SET state = 'cancelled', finished_at = NULL WHERE number = 1")
    publish(lobby, "4", reason="นับใหม่")

    def served(*more: str) -> Any:
        out = tmp_path / "r.json"
        assert report(lobby, out, "json", "4", "half", *more).exit_code == 0
        return json.loads(out.read_bytes())["users"]

    lobby.office.by_hand("UPDATE ticket SET state = 'cancelled', finished_at = NULL")
    assert [served(*more) for more in ((), ("--version", "1"), ("--version", "2"), ("--now",))] == [
        1,
        2,
        1,
        0,
    ]


def test_tables_of_a_published_round_are_those_of_its_figures(lobby: Lobby, tmp_path: Path) -> None:
    serve(lobby, 2)
    publish(lobby, "4")
    lobby.office.by_hand("UPDATE ticket SET state = 'cancelled', finished_at = NULL")
    assert report(lobby, tmp_path, "csv", "4").exit_code == 0
    last = (tmp_path / "4-users.csv").read_text("utf-8-sig").splitlines()[-1]
    assert last.split(",")[-1] == "2"


@pytest.mark.parametrize(
    ("more", "code", "told"),
    [
        (("--version", "3"), 1, "Refused: report.unknown (3)."),
        (("--version", "1", "--now"), 2, "--version goes without --now"),
        (("--version", "0"), 2, "0 is not in the range"),
    ],
)
def test_a_version_that_is_not_there_is_refused_in_a_sentence(
    lobby: Lobby, tmp_path: Path, more: tuple[str, ...], code: int, told: str
) -> None:
    ended = report(lobby, tmp_path / "r.pdf", "pdf", "all", "half", *more)
    assert ended.exit_code == code
    assert told in ended.output
    assert not (tmp_path / "r.pdf").exists()


def test_a_published_file_that_was_damaged_is_refused_and_not_made_anew(lobby: Lobby, tmp_path: Path) -> None:
    publish(lobby, "4")
    for path in (lobby.folder / "evidence").rglob("*"):
        if path.is_file():
            path.write_bytes(b"x")
    ended = report(lobby, tmp_path / "r.pdf", "pdf", "4")
    assert (ended.exit_code, "file.damaged" in ended.output) == (1, True)


@pytest.mark.parametrize("kind", ["half", "annual"])
@pytest.mark.parametrize("measure", ["1", "4", "7", "all"])
def test_a_running_round_gives_a_true_file_in_every_format(
    lobby: Lobby, tmp_path: Path, measure: str, kind: str
) -> None:
    serve(lobby, 1)
    for form in FORMATS:
        out = tmp_path / f"r.{form}"
        assert report(lobby, out, form, measure, kind).exit_code == 0
        assert out.stat().st_size > 800
    said = json.loads((tmp_path / "r.json").read_bytes())
    due = {"half": ["1", "4"], "annual": ["1", "4", "7"]}[kind] if measure == "all" else [measure]
    found = said.get("reports", {measure: said})
    assert list(found) == due
    assert {one["users"] for one in found.values()} == {1}
