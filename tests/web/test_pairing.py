"""Pairing: an unknown browser shows a code, an administrator confirms it, and the browser stays in until shut out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from deploy.database import upgrade
from deploy.demo import ensure_demo
from shared.store.engine import open_engine
from shared.store.models import Device, Pairing
from shared.web.devices import confirm_pairing, revoke_device
from tests.cast import MARKET
from tests.clockwork import Clock
from tests.lobby import Lobby, open_lobby
from tests.refusals import refused

HTML = {"Accept": "text/html"}
CODE_GOOD_FOR_S = 15 * 60


@pytest.fixture
def stranger(lobby: Lobby) -> FlaskClient:
    """A browser that was never paired."""
    return lobby.app.test_client()


def code_shown(client: FlaskClient, kind: str = "kiosk") -> str | None:
    """Return the six digits on the page, None when it shows something else."""
    text = client.get(f"/{kind}", headers=HTML).get_data(as_text=True)
    found = re.search(r'data-test="pair-code"[^>]*>(\d{3})<span[^>]*></span>(\d{3})<', text)
    return found[1] + found[2] if found else None


def confirm(lobby: Lobby, code: str, **values: Any) -> dict[str, Any]:
    """An administrator confirms a code."""
    return lobby.office.take_turn(lambda turn: confirm_pairing(turn, code=code, **{"name": "New", **values}))


@pytest.mark.parametrize("kind", ["kiosk", "display", "tablet"])
def test_a_browser_shows_its_code_and_is_let_in_after_it_was_confirmed(
    lobby: Lobby, stranger: FlaskClient, kind: str
) -> None:
    code = code_shown(stranger, kind)
    assert code is not None
    assert code_shown(stranger, kind) == code, "the same code while it waits"
    made = confirm(lobby, code, name="By the door", counter=2 if kind == "tablet" else None)
    assert made["kind"] == kind
    first = stranger.get(f"/{kind}", headers=HTML)
    assert (first.headers["Refresh"], code_shown(stranger, kind)) == (f"0; url=/{kind}", None)
    page = stranger.get(f"/{kind}", headers=HTML).get_data(as_text=True)
    assert '"face": "' + kind in page.replace('":"', '": "')
    assert lobby.office.facts("device.paired") == [
        ("device.paired", {"device": made["id"], "kind": kind, "name": "By the door",
                           "counter": 2 if kind == "tablet" else None})
    ]  # fmt: skip


def test_a_paired_browser_needs_no_sign_in_and_its_cookie_lasts_over_reboots(
    lobby: Lobby, stranger: FlaskClient
) -> None:
    """A TV that was signed in as a person went dark when the session ended. This one is renewed by every visit."""
    confirm(lobby, code_shown(stranger, "display") or "", name="TV")
    stranger.get("/display", headers=HTML)
    cookies = stranger.get("/display", headers=HTML).headers.getlist("Set-Cookie")
    (renewed,) = [c for c in cookies if c.startswith("tonsai_display=")]
    assert f"Max-Age={400 * 86_400}" in renewed
    lobby.office.clock.advance(days=300)
    assert stranger.get("/display", headers=HTML).status_code == 200
    assert code_shown(stranger, "display") is None


def test_the_secret_of_a_device_is_kept_as_a_hash_only(lobby: Lobby, stranger: FlaskClient) -> None:
    confirm(lobby, code_shown(stranger) or "")
    stranger.get("/kiosk", headers=HTML)
    cookie = stranger.get_cookie("tonsai_kiosk")
    assert cookie is not None
    assert len(cookie.value) >= 32
    assert cookie.value not in repr(lobby.office.rows(Device)) + repr(lobby.office.rows(Pairing))


def test_two_browsers_get_two_codes_and_only_the_confirmed_one_comes_in(
    lobby: Lobby, stranger: FlaskClient
) -> None:
    other = lobby.app.test_client()
    first, second = code_shown(stranger), code_shown(other)
    assert first != second
    confirm(lobby, first or "")
    assert (code_shown(stranger), code_shown(other)) == (None, second)


def test_a_code_is_good_for_fifteen_minutes(lobby: Lobby, stranger: FlaskClient) -> None:
    code = code_shown(stranger)
    lobby.office.clock.advance(seconds=CODE_GOOD_FOR_S)
    with refused("pairing.unknown"):
        confirm(lobby, code or "")
    assert code_shown(stranger) != code
    assert len(lobby.office.rows(Pairing)) == 1, "the old one is gone"


def test_a_code_is_confirmed_once(lobby: Lobby, stranger: FlaskClient) -> None:
    code = code_shown(stranger) or ""
    confirm(lobby, code)
    with refused("pairing.unknown"):
        confirm(lobby, code)


@pytest.mark.parametrize("code", ["", "000000", "abcdef", "%", "' OR 1=1 --"])
def test_a_code_that_nobody_shows_is_unknown(lobby: Lobby, stranger: FlaskClient, code: str) -> None:
    lobby.office.by_hand("DELETE FROM pairing")
    with refused("pairing.unknown"):
        confirm(lobby, code)


def test_another_site_confirms_nobody_elses_code(lobby: Lobby, stranger: FlaskClient) -> None:
    code = code_shown(stranger) or ""
    lobby.office.site_id = MARKET
    with refused("pairing.unknown"):
        confirm(lobby, code)


def test_a_counter_that_does_not_exist_gets_no_tablet(lobby: Lobby, stranger: FlaskClient) -> None:
    code = code_shown(stranger, "tablet") or ""
    with refused("counter.unknown", counter=9):
        confirm(lobby, code, counter=9)
    assert confirm(lobby, code, counter=1)["kind"] == "tablet"


def test_shutting_a_device_out_works_at_once_and_once(lobby: Lobby) -> None:
    kiosk = lobby.device("kiosk")
    assert kiosk.page("/kiosk").status_code == 200
    lobby.office.take_turn(lambda turn: revoke_device(turn, device_id=1))
    assert 'data-test="pair"' in kiosk.page("/kiosk").get_data(as_text=True)
    assert kiosk.post("/tickets", {"group": "A"}).code == "auth.required"
    with refused("not_found"):
        lobby.office.take_turn(lambda turn: revoke_device(turn, device_id=1))
    assert lobby.office.facts("device.revoked") == [("device.revoked", {"device": 1})]


def test_a_tablet_asks_about_its_own_counter_only(lobby: Lobby) -> None:
    office = lobby.office
    for console in (office.ana.open("B"), office.ben.open()):
        office.issue("B")
        console.serve_next("R1")
    assert [t["counter"] for t in lobby.device("kiosk").get("/ratable").data["tickets"]] == [2, 1]
    assert [t["number"] for t in lobby.device("tablet").get("/ratable").data["tickets"]] == ["B002"]


@pytest.mark.parametrize("env", [{}, {"TONSAI_DEMO": "1"}], ids=["not told", "told by mistake"])
@pytest.mark.parametrize("kind", ["kiosk", "display", "tablet"])
def test_no_browser_pairs_itself_with_a_real_office(
    database: Path, clock: Clock, kind: str, env: dict[str, str]
) -> None:
    with open_lobby(database, clock, env=env) as lobby:
        stranger = lobby.app.test_client()
        form = stranger.get("/sign-in", headers=HTML).get_data(as_text=True)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
        assert token is not None
        answer = stranger.post(f"/demo/open/{kind}", data={"csrf_token": token[1]}, headers=HTML)
        assert answer.status_code == 404
        assert code_shown(stranger, kind) is not None


def test_in_the_demo_one_touch_opens_a_face(tmp_path: Path, clock: Clock) -> None:
    url = f"sqlite:///{tmp_path / 'tonsai.db'}"
    upgrade(url)
    engine = open_engine(url)
    ensure_demo(engine, now=clock())
    engine.dispose()
    with open_lobby(tmp_path / "tonsai.db", clock, env={"TONSAI_DEMO": "1"}) as lobby:
        newcomer = lobby.app.test_client()
        form = newcomer.get("/", headers=HTML).get_data(as_text=True)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
        assert token is not None
        answer = newcomer.post("/demo/open/kiosk", data={"csrf_token": token[1]}, headers=HTML)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/kiosk")
        assert code_shown(newcomer) is None
        assert (
            newcomer.post("/demo/open/oven", data={"csrf_token": token[1]}, headers=HTML).status_code == 404
        )
