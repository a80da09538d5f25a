"""The page: a file is looked at, compared by its head, given its places, and written by a second press."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from counter.outreach.parcel import spaced
from shared.store.models import OutreachDay, Ticket
from tests.cast import DAO, EVE
from tests.clockwork import Clock
from tests.databases import Databases
from tests.lobby import Browser, Lobby
from tests.outreach.units import hand_in, on_the_road, read, work

PATH = "/settings/outreach"


@pytest.fixture(scope="module")
def raw(databases: Databases, template: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A unit's file of one morning."""
    clock = Clock()
    with on_the_road(databases, template, tmp_path_factory.mktemp("road") / "unit.db", clock) as unit:
        work(unit, clock, visitors=4)
        return hand_in(unit)


def post(browser: Browser, path: str, **form: object) -> tuple[int, str, str]:
    answer = browser.client.post(path, data=form, headers=browser.headers, content_type="multipart/form-data")
    return answer.status_code, answer.headers.get("Location", ""), answer.get_data(as_text=True)


def test_an_administrator_looks_compares_gives_a_place_and_takes_in(
    lobby: Lobby, clock: Clock, raw: bytes
) -> None:
    clock.show("2027-01-13 09:00")
    eve, told = lobby.person(EVE), read(raw)
    status, _, html = post(eve, PATH, file=(io.BytesIO(raw), "unit1.zip"))
    assert (status, spaced(told.manifest.head) in html, 'data-new="yes"' in html) == (200, True, True)
    assert 'value="วัดใต้ร่ม"' in html
    assert not lobby.office.rows(Ticket)
    form = {"sha256": told.sha256, "place-2027-01-12": "ศาลาหมู่ 5"}
    assert post(eve, f"{PATH}/write", **form)[:2] == (303, f"{PATH}?done=written")
    assert [(row.day, row.place) for row in lobby.office.rows(OutreachDay)] == [("2027-01-12", "ศาลาหมู่ 5")]
    assert len(lobby.office.rows(Ticket)) == 4
    assert "ศาลาหมู่ 5" in eve.client.get(PATH).get_data(as_text=True)
    assert lobby.office.facts("outreach.imported")[0][1]["tickets"] == 4

    _, _, html = post(eve, PATH, file=(io.BytesIO(raw), "unit1.zip"))
    assert 'data-test="known"' in html
    assert post(eve, f"{PATH}/write", sha256=told.sha256)[:2] == (303, f"{PATH}?done=known")
    assert len(lobby.office.rows(Ticket)) == 4


def test_what_is_wrong_is_said_in_a_sentence_and_the_file_does_not_lie_about(
    lobby: Lobby, raw: bytes
) -> None:
    eve, folder = lobby.person(EVE), lobby.deps.settings.data / "imports"
    for body, code in ((b"no zip", "outreach.damaged"), (raw[:-1], "outreach.damaged")):
        status, _, html = post(eve, PATH, file=(io.BytesIO(body), "x.zip"))
        assert (status, f'data-code="{code}"' in html) == (422, True)
    assert post(eve, PATH)[0] == 422
    assert post(eve, f"{PATH}/write", sha256="../../etc/passwd")[0] == 409
    lobby.office.by_hand("UPDATE site SET code = 'unit1' WHERE id = 2")
    status, _, html = post(eve, PATH, file=(io.BytesIO(raw), "unit1.zip"))
    assert (status, 'data-code="outreach.self"' in html) == (422, True)
    assert not [file for file in folder.rglob("*") if file.is_file()]


def test_only_an_administrator_may(lobby: Lobby, raw: bytes) -> None:
    dao = lobby.person(DAO)
    assert dao.client.get(PATH).status_code == 403
    assert post(dao, PATH, file=(io.BytesIO(raw), "unit1.zip"))[0] == 403
    assert post(dao, f"{PATH}/write", sha256=read(raw).sha256)[0] == 403
    assert not lobby.office.rows(Ticket)
