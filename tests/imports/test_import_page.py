"""The page that takes in the past: looked at before anything is written, every fault named, bounded, for one role."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from counter.imports import views
from counter.imports.columns import Kind
from counter.imports.waiting import MOST_FILES, Waiting
from shared.domain.errors import QueueError
from shared.store.models import Group, ImportedFile, JournalRow, Rating, Ticket
from tests.cast import ANA, CHO, DAO, EVE, OFFICE
from tests.imports.files import rating, ticket, write
from tests.lobby import Browser, Lobby


@pytest.fixture(autouse=True)
def threads(lobby: Lobby) -> None:
    """Reading runs on another thread, as on a server."""
    lobby.work_on_threads()


def send(eve: Browser, path: Path, kind: Kind = "tickets", **more: str) -> TestResponse:
    """Send a file to be looked at."""
    return eve.client.post(
        "/import", headers={**eve.headers, "Accept": "text/html"}, content_type="multipart/form-data",
        data={"kind": kind, "file": (io.BytesIO(path.read_bytes()), "ปีก่อน.csv"), **more},
    )  # fmt: skip


def press(eve: Browser, look: TestResponse, **changed: str) -> TestResponse:
    """Press the button of what was looked at."""
    form = look.get_data(as_text=True).partition('action="/import/write"')[2].partition("</form>")[0]
    hidden = {}
    for tag in form.split("<input")[1:]:
        hidden[tag.partition('name="')[2].partition('"')[0]] = tag.partition('value="')[2].partition('"')[0]
    return eve.client.post(
        "/import/write", data={**hidden, **changed}, headers={**eve.headers, "Accept": "text/html"}
    )


def counted(lobby: Lobby) -> list[int]:
    return [len(lobby.office.rows(model)) for model in (Ticket, Rating, JournalRow, ImportedFile, Group)]


def code_of(answer: TestResponse) -> str:
    return answer.get_data(as_text=True).partition('data-code="')[2].partition('"')[0]


def test_a_file_is_looked_at_first_and_taken_in_by_a_second_press(lobby: Lobby, tmp_path: Path) -> None:
    eve, before = lobby.person(EVE), counted(lobby)
    path = write(tmp_path / "a.csv", "tickets", [ticket(), ticket(number="A002", outcome="served")], bom=True)
    look = send(eve, path)
    said = look.get_data(as_text=True)
    assert (look.status_code, 'data-good="yes"' in said, 'data-test="count-served">2<' in said) == (
        200,
        True,
        True,
    )
    assert counted(lobby) == before
    answer = press(eve, look)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/import?done=written")
    (file,) = lobby.office.rows(ImportedFile)
    assert (file.name, file.rows, file.actor) == ("ปีก่อน.csv", 2, f"staff:{EVE.id}")
    assert {row.origin for row in lobby.office.rows(Ticket)} == {"imported"}
    assert lobby.office.verify().fault is None
    assert "ปีก่อน.csv" in eve.page("/import").get_data(as_text=True)
    assert list((lobby.folder / "imports" / "1").iterdir()) == []


def test_the_same_file_again_says_so_and_has_no_button(lobby: Lobby, tmp_path: Path) -> None:
    eve, path = lobby.person(EVE), write(tmp_path / "a.csv", "ratings", [rating()])
    first = send(eve, path, "ratings")
    press(eve, first)
    before = counted(lobby)
    said = send(eve, path, "ratings").get_data(as_text=True)
    assert 'data-test="earlier"' in said
    assert 'data-test="write"' not in said
    assert counted(lobby) == before


def test_every_fault_is_named_by_line_column_and_code(lobby: Lobby, tmp_path: Path) -> None:
    rows = [ticket(), ticket(number="A002", group="nobody"), ticket(number="A003", issued_at="<b>today</b>")]
    eve, before = lobby.person(EVE), counted(lobby)
    look = send(eve, write(tmp_path / "a.csv", "tickets", rows))
    said = look.get_data(as_text=True)
    assert look.status_code == 422
    found = [line for line in said.splitlines() if 'data-test="fault"' in line]
    assert len(found) == 2
    for line, parts in zip(
        found,
        (
            ("<td>3</td>", "group", "group_unknown", "nobody"),
            ("<td>4</td>", "issued_at", "time", "&lt;b&gt;today"),
        ),
        strict=True,
    ):
        assert all(part in line for part in parts), line
    assert 'data-test="write"' not in said
    assert counted(lobby) == before
    assert list((lobby.folder / "imports" / "1").iterdir()) == []


def test_what_is_not_known_is_made_only_with_the_tick(lobby: Lobby, tmp_path: Path) -> None:
    eve = lobby.person(EVE)
    path = write(tmp_path / "a.csv", "tickets", [ticket(group="old-desk", service="")])
    assert send(eve, path).status_code == 422
    look = send(eve, path, create_missing="yes")
    assert 'data-test="made-groups">old-desk<' in look.get_data(as_text=True)
    assert press(eve, look).headers["Location"] == "/import?done=written"
    assert [g.retired for g in lobby.office.rows(Group) if g.code == "old-desk"] == [True]


def test_a_file_that_no_longer_fits_is_refused_whole_at_the_press(lobby: Lobby, tmp_path: Path) -> None:
    eve = lobby.person(EVE)
    first = send(eve, write(tmp_path / "a.csv", "tickets", [ticket()]))
    second = send(eve, write(tmp_path / "b.csv", "tickets", [ticket(), ticket(number="A002")]))
    assert press(eve, first).status_code == 303
    before = counted(lobby)
    refused = press(eve, second)  # A001 is there by now
    assert (refused.status_code, code_of(refused)) == (422, "import.refused")
    assert counted(lobby) == before


@pytest.mark.parametrize("changed", [{"sha256": "0" * 64}, {"sha256": "../../tonsai.db"}, {"kind": "staff"}])
def test_only_a_file_that_was_looked_at_can_be_written(
    lobby: Lobby, tmp_path: Path, changed: dict[str, str]
) -> None:
    eve, before = lobby.person(EVE), counted(lobby)
    look = send(eve, write(tmp_path / "a.csv", "tickets", [ticket()]))
    assert code_of(press(eve, look, **changed)) == (
        "request.invalid" if "kind" in changed else "import.moved"
    )
    assert counted(lobby) == before


def test_a_file_too_large_or_with_too_many_rows_is_refused(
    lobby: Lobby, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    eve = lobby.person(EVE)
    path = write(tmp_path / "a.csv", "tickets", [ticket(number=f"A{n:03}") for n in range(1, 30)])
    monkeypatch.setattr(views, "MOST_ROWS", 20)
    said = send(eve, path)
    assert (said.status_code, "too_many" in said.get_data(as_text=True)) == (422, True)
    monkeypatch.setattr(views, "LARGEST", 1000)
    refused = send(eve, path)
    assert (refused.status_code, code_of(refused)) == (413, "import.too_large")
    assert list((lobby.folder / "imports" / "1").iterdir()) == []


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b'site,"group\n', b"PK\x03\x04" * 400])
def test_what_is_no_such_table_is_refused_in_a_sentence(lobby: Lobby, tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(body)
    said = send(lobby.person(EVE), path)
    assert said.status_code == 422
    assert 'data-test="fault"' in said.get_data(as_text=True)


def test_without_a_file_the_page_asks_for_one(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    sent = eve.client.post(
        "/import", data={"kind": "tickets"}, headers={**eve.headers, "Accept": "text/html"}
    )
    assert (sent.status_code, code_of(sent)) == (422, "request.invalid")


@pytest.mark.parametrize("person", [ANA, CHO, DAO])
def test_nobody_else_takes_in_anything(lobby: Lobby, tmp_path: Path, person: Any) -> None:
    before, who = counted(lobby), lobby.person(person)
    assert send(who, write(tmp_path / "a.csv", "tickets", [ticket()])).status_code == 403
    assert counted(lobby) == before
    assert OFFICE == 1


def test_files_that_wait_go_when_they_are_old_or_many(lobby: Lobby, tmp_path: Path) -> None:
    waiting, now = Waiting(tmp_path, 1), lobby.office.clock()
    kept = [waiting.keep(io.BytesIO(bytes([n])), largest=10, now=now) for n in range(MOST_FILES + 3)]
    assert len(list((tmp_path / "imports" / "1").iterdir())) <= MOST_FILES
    assert waiting.find(kept[-1]).read_bytes() == bytes([MOST_FILES + 2])
    waiting.tidy(now + timedelta(hours=25))
    with pytest.raises(QueueError, match=r"import\.moved"):
        waiting.find(kept[-1])
