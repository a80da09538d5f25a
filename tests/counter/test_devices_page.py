"""The page about devices: pairing by the code that is shown, how each is, its name, shutting one out at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from shared.store.models import Device, DeviceReport
from tests.cast import EVE
from tests.counter.test_people import code_of, fill
from tests.lobby import Lobby
from tests.web.test_pairing import HTML, code_shown

PATH = "/settings/devices"
REPORT = {"version": "1.0", "width": 1920, "height": 1080, "sound": "blocked"}


@pytest.fixture
def eve(lobby: Lobby) -> FlaskClient:
    """The administrator's browser."""
    return lobby.person(EVE).client


def shown(eve: FlaskClient, language: str = "en") -> str:
    """Return the page."""
    return eve.get(f"{PATH}?lang={language}", headers=HTML).get_data(as_text=True)


def test_a_code_typed_with_its_gap_lets_the_device_in(lobby: Lobby, eve: FlaskClient) -> None:
    stranger = lobby.app.test_client()
    code = code_shown(stranger, "tablet") or ""
    answer = fill(eve, PATH, code=f"{code[:3]} {code[3:]}", name="By the door", counter="1")
    assert answer.headers["Location"] == f"{PATH}?done=paired", code_of(answer)
    stranger.get("/tablet", headers=HTML)
    assert code_shown(stranger, "tablet") is None
    assert "By the door" in shown(eve)


@pytest.mark.parametrize(
    ("values", "code"),
    [({"code": "000000"}, "pairing.unknown"), ({"code": "12345"}, "request.invalid"),
     ({"code": "' OR 1"}, "request.invalid"),
     ({"name": ""}, "request.invalid"), ({"counter": "x"}, "request.invalid"), ({"counter": "999"}, "counter.unknown")],
)  # fmt: skip
def test_a_wrong_code_name_or_counter_pairs_nothing(
    lobby: Lobby, eve: FlaskClient, values: dict[str, str], code: str
) -> None:
    waiting = code_shown(lobby.app.test_client(), "tablet") or ""
    if waiting == "000000":  # one in a million, and then it is no unknown code
        waiting = code_shown(lobby.app.test_client(), "tablet") or ""
    answer = fill(eve, PATH, **{"code": waiting, "name": "<b>New</b>", "counter": "", **values})
    assert code_of(answer) == code
    assert len(lobby.office.rows(Device)) == 3
    assert "<b>New" not in answer.get_data(as_text=True)


def test_guessing_codes_is_stopped_after_twenty_tries_a_minute(eve: FlaskClient) -> None:
    eve.environ_base["REMOTE_ADDR"] = "192.0.2.9"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', shown(eve))
    assert token is not None
    data = {"csrf_token": token[1], "code": "000000", "name": "x"}
    answers = [eve.post(PATH, data=data, headers=HTML).status_code for _ in range(21)]
    assert answers == [404] * 20 + [429]


def test_a_screen_says_how_it_is_and_the_page_shows_the_newest(lobby: Lobby, eve: FlaskClient) -> None:
    tv = lobby.device("display")
    assert "Never seen" in shown(eve)
    assert tv.post("/devices/report", REPORT).data == {"known": True}
    assert tv.post("/devices/report", {**REPORT, "width": 1280, "height": 720}).status == 200
    (row,) = lobby.office.rows(DeviceReport)
    assert (row.device_id, row.width, row.sound) == (2, 1280, "blocked")
    text = shown(eve)
    for words in ("1280 × 720", "Waits for a touch", "renewed when", "Last seen 12/01 09.00"):
        assert words in text
    assert lobby.office.facts("device.paired") == [], "a report is no fact of the journal"


@pytest.mark.parametrize(
    "values",
    [{"width": 0}, {"width": "9"}, {"height": 10**9}, {"sound": "loud"}, {"version": "<b>"}, {"more": 1}],
)
def test_a_report_that_is_none_is_refused(lobby: Lobby, values: dict[str, Any]) -> None:
    answer = lobby.device("display").post("/devices/report", {**REPORT, **values})
    assert (answer.status, answer.code) == (422, "request.invalid")
    assert lobby.office.rows(DeviceReport) == []


def test_a_device_is_renamed_and_shut_out_from_the_page(lobby: Lobby, eve: FlaskClient) -> None:
    kiosk = lobby.device("kiosk")
    assert (
        fill(eve, f"{PATH}/1/rename", PATH, name="Left kiosk").headers["Location"] == f"{PATH}?done=renamed"
    )
    assert "Left kiosk" in shown(eve)
    assert fill(eve, f"{PATH}/1/revoke", PATH).headers["Location"] == f"{PATH}?done=revoked"
    assert "Left kiosk" not in shown(eve)
    assert kiosk.post("/tickets", {"group": "A"}).code == "auth.required"
    assert code_shown(kiosk.client) is not None
    for verb in ("rename", "revoke"):
        assert code_of(fill(eve, f"{PATH}/1/{verb}", PATH, name="x")) == "device.unknown"
    kinds = [kind for kind, _ in lobby.office.facts("device.renamed", "device.revoked")]
    assert kinds == ["device.renamed", "device.revoked"]


def test_a_device_of_another_site_is_out_of_reach(lobby: Lobby, eve: FlaskClient) -> None:
    lobby.office.by_hand("UPDATE device SET site_id = 2 WHERE id = 1")
    assert "Lobby kiosk" not in shown(eve)
    assert code_of(fill(eve, f"{PATH}/1/revoke", PATH)) == "device.unknown"


@pytest.mark.parametrize("language", ["th", "ms", "en"])
def test_the_page_speaks_every_language(eve: FlaskClient, language: str) -> None:
    assert not re.search(r">\s*(devices|people|common)\.[a-z_.]+", shown(eve, language))
