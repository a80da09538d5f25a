"""People come, choose a password, change over by PIN, are signed out, and leave: each by the rule that guards it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shared.store.models import Invitation, Pin, Staff
from tests.cast import ANA, BEN, DAO, EVE, PASSWORD, Person
from tests.lobby import Browser, Lobby

HTML = {"Accept": "text/html"}
NEW_PASSWORD = "rain on the tin roof"
PIN = "270914"


def token_of(client: FlaskClient, path: str) -> str:
    """Return the CSRF token of a page's form."""
    text = client.get(path, headers=HTML).get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
    assert found is not None, path
    return found[1]


def fill(client: FlaskClient, path: str, form: str | None = None, **values: str) -> TestResponse:
    """Fill in a form as a browser does; `form` is the page it stands on when that is another one."""
    data = {"csrf_token": token_of(client, form or path), **values}
    return client.post(path, data=data, headers=HTML)


def code_of(answer: TestResponse) -> str | None:
    """Return the code of the refusal a page says."""
    found = re.search(r'data-test="wrong" data-code="([^"]+)"', answer.get_data(as_text=True))
    return found[1] if found else None


def invite(lobby: Lobby, username: str = "fai", role: str = "clerk", name: str = "Fai Yotsai") -> str:
    """Eve adds a person; return the one-time code of the slip."""
    eve = lobby.person(EVE).client
    answer = fill(eve, "/settings/staff", username=username, name=name, role=role)
    assert answer.status_code == 200, code_of(answer)
    return slip(answer)


def slip(answer: TestResponse) -> str:
    """Return the code on a slip."""
    found = re.search(r'data-test="code">([A-Z2-9-]{14})<', answer.get_data(as_text=True))
    assert found is not None
    return found[1]


def join(
    client: FlaskClient, code: str, password: str = NEW_PASSWORD, again: str | None = None
) -> TestResponse:
    """Spend a code on a password."""
    return fill(client, "/join", code=code, password=password, again=password if again is None else again)


def sign_in(client: FlaskClient, person: Person = ANA, password: str = PASSWORD) -> TestResponse:
    """Sign in with the password."""
    return fill(client, "/sign-in", username=person.username, password=password)


def with_pin(lobby: Lobby, client: FlaskClient, person: Person = ANA, pin: str = PIN) -> None:
    """The person signs in on this machine and sets a PIN."""
    assert sign_in(client, person).status_code == 302
    answer = fill(client, "/account/pin", "/account", now=PASSWORD, pin=pin)
    assert answer.headers["Location"] == "/account?done=pin", code_of(answer)


def change_over(client: FlaskClient, person: Person, pin: str = PIN) -> TestResponse:
    """Change over to a person by PIN."""
    return fill(client, "/switch?next=/console?counter%3D1", person=str(person.id), pin=pin)


@pytest.fixture
def client(lobby: Lobby) -> FlaskClient:
    """A machine of the office."""
    return lobby.app.test_client()


def test_an_invited_person_chooses_a_password_and_is_in(lobby: Lobby, client: FlaskClient) -> None:
    code = invite(lobby)
    assert sign_in(client, Person(0, "fai", "", "clerk"), "").status_code == 401, (
        "no password opens it before"
    )
    answer = join(client, code.lower().replace("-", " "))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console")
    assert client.get("/console", headers=HTML).status_code == 200
    assert lobby.office.rows(Invitation) == []
    kinds = [kind for kind, _ in lobby.office.facts("staff.invited", "staff.password_changed")]
    assert kinds == ["staff.invited", "staff.password_changed"]
    assert "Fai" not in repr(lobby.office.facts()), "names stay out of the journal"


def test_a_code_works_once_for_three_days_and_is_kept_as_a_hash(lobby: Lobby, client: FlaskClient) -> None:
    code = invite(lobby)
    assert code.replace("-", "") not in repr(lobby.office.rows(Invitation))
    lobby.office.clock.advance(days=3)
    assert code_of(join(client, code)) == "invitation.unknown"
    lobby.office.clock.advance(seconds=-1)
    assert join(client, code).status_code == 303
    assert code_of(join(lobby.app.test_client(), code)) == "invitation.unknown"


def test_a_new_code_makes_the_old_one_worthless_and_the_old_password_good_until_it_is_used(
    lobby: Lobby, client: FlaskClient
) -> None:
    eve = lobby.person(EVE).client
    first = slip(fill(eve, f"/settings/staff/{ANA.id}/code", "/settings/staff"))
    second = slip(fill(eve, f"/settings/staff/{ANA.id}/code", "/settings/staff"))
    assert code_of(join(client, first)) == "invitation.unknown"
    assert sign_in(client).status_code == 302
    assert join(lobby.app.test_client(), second).status_code == 303
    assert client.get("/console", headers=HTML).status_code == 302, "the sessions of before have ended"
    assert sign_in(lobby.app.test_client()).status_code == 401
    assert sign_in(lobby.app.test_client(), password=NEW_PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("password", "again", "code"),
    [
        ("ninechars", None, "request.invalid"),
        (NEW_PASSWORD, "another one here", "password.differs"),
        ("", None, "request.invalid"),
    ],
)
def test_a_password_that_is_short_or_typed_differently_spends_no_code(
    lobby: Lobby, client: FlaskClient, password: str, again: str | None, code: str
) -> None:
    one_time = invite(lobby)
    assert code_of(join(client, one_time, password, again)) == code
    assert join(client, one_time).status_code == 303


def test_codes_are_not_guessed_the_door_shuts_after_ten_tries_a_minute(
    lobby: Lobby, client: FlaskClient
) -> None:
    client.environ_base["REMOTE_ADDR"] = "192.0.2.8"
    form = token_of(client, "/join")
    data = {"csrf_token": form, "code": "AAAA-AAAA-AAAA", "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    answers = [client.post("/join", data=data, headers=HTML).status_code for _ in range(11)]
    assert answers == [404] * 10 + [429]


@pytest.mark.parametrize(
    "values",
    [{"username": "Fa i"}, {"username": "f"}, {"username": "fai'--"}, {"role": "king"}, {"role": ""}, {"name": " "},
     {"name": "a\0b"}, {"name": "x" * 81}, {"extra": "1"}, {"username": "ก" * 3}],
)  # fmt: skip
def test_a_person_that_is_none_is_refused_and_nothing_is_written(
    lobby: Lobby, values: dict[str, str]
) -> None:
    eve = lobby.person(EVE).client
    answer = fill(eve, "/settings/staff", **{"username": "fai", "name": "Fai", "role": "clerk", **values})
    assert (answer.status_code, code_of(answer)) == (422, "request.invalid")
    assert len(lobby.office.rows(Staff)) == 5


def test_a_user_name_is_given_once(lobby: Lobby) -> None:
    eve = lobby.person(EVE).client
    answer = fill(eve, "/settings/staff", username="ANA", name="<b>Other</b>", role="clerk")
    assert (answer.status_code, code_of(answer)) == (409, "staff.taken")
    assert "&lt;b&gt;Other" in answer.get_data(as_text=True), "what was typed is still there, as text"


def test_who_leaves_is_shut_out_at_once_keeps_the_record_and_may_come_back(lobby: Lobby) -> None:
    ana, eve = lobby.person(ANA), lobby.person(EVE).client
    assert ana.get("/desk").status == 200
    fill(eve, f"/settings/staff/{ANA.id}/disable", "/settings/staff")
    assert ana.get("/desk").code == "auth.required"
    assert sign_in(lobby.app.test_client()).status_code == 401
    assert len(lobby.office.rows(Staff)) == 5
    fill(eve, f"/settings/staff/{ANA.id}/enable", "/settings/staff")
    assert sign_in(lobby.app.test_client()).status_code == 302
    assert ana.get("/desk").code == "auth.required", "the sessions of before stay ended"


def test_the_last_administrator_stays_and_nobody_shuts_themselves_out(lobby: Lobby) -> None:
    eve = lobby.person(EVE).client
    answer = fill(eve, f"/settings/staff/{EVE.id}/change", "/settings/staff", name="Eve", role="clerk")
    assert code_of(answer) == "staff.last_administrator"
    assert code_of(fill(eve, f"/settings/staff/{EVE.id}/disable", "/settings/staff")) == "staff.self"
    fill(eve, f"/settings/staff/{DAO.id}/change", "/settings/staff", name="Dao", role="administrator")
    answer = fill(eve, f"/settings/staff/{EVE.id}/change", "/settings/staff", name="Eve", role="clerk")
    assert answer.status_code == 303
    assert eve.get("/settings/staff", headers=HTML).status_code == 403, "the new role counts at once"


def test_an_administrator_who_never_came_does_not_count_as_one(lobby: Lobby) -> None:
    invite(lobby, role="administrator")
    eve = lobby.person(EVE).client
    answer = fill(eve, f"/settings/staff/{EVE.id}/change", "/settings/staff", name="Eve", role="clerk")
    assert code_of(answer) == "staff.last_administrator"


def test_nobody_of_another_site_is_touched(lobby: Lobby) -> None:
    lobby.office.by_hand("UPDATE staff SET site_id = 2 WHERE id = 1")
    eve = lobby.person(EVE).client
    for verb in ("disable", "enable", "end", "code"):
        assert code_of(fill(eve, f"/settings/staff/{ANA.id}/{verb}", "/settings/staff")) == "staff.unknown"


def test_a_password_is_changed_by_who_knows_it_and_other_machines_are_signed_out(
    lobby: Lobby, client: FlaskClient
) -> None:
    other = lobby.app.test_client()
    sign_in(client), sign_in(other)
    new = {"password": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert code_of(fill(client, "/account/password", "/account", now="wrong one here", **new)) == "auth.wrong"
    assert fill(client, "/account/password", "/account", now=PASSWORD, **new).status_code == 303
    assert client.get("/console", headers=HTML).status_code == 200
    assert other.get("/console", headers=HTML).status_code == 302
    assert sign_in(lobby.app.test_client(), password=NEW_PASSWORD).status_code == 302


def test_guessing_the_password_on_the_account_page_locks_like_signing_in(
    lobby: Lobby, client: FlaskClient
) -> None:
    sign_in(client)
    tries = [code_of(fill(client, "/account/pin", "/account", now=f"wrong {n}", pin=PIN)) for n in range(6)]
    assert tries == ["auth.wrong"] * 5 + ["auth.locked"]
    assert lobby.office.facts("staff.locked") == [("staff.locked", {"staff": ANA.id})]


@pytest.mark.parametrize(
    "pin", ["", "12345", "1234567", "123456", "987654", "777777", "123123", "12a456", "๑๒๓๔๕๖"]
)
def test_a_pin_that_is_the_first_guess_is_refused(lobby: Lobby, client: FlaskClient, pin: str) -> None:
    sign_in(client)
    assert code_of(fill(client, "/account/pin", "/account", now=PASSWORD, pin=pin)) == "pin.weak"
    assert lobby.office.rows(Pin) == []


def test_two_people_change_over_by_pin_and_the_open_counter_goes_on(
    lobby: Lobby, client: FlaskClient
) -> None:
    with_pin(lobby, client, ANA)
    with_pin(lobby, client, BEN, "481516")
    lobby.office.console(1, BEN).open()
    answer = change_over(client, ANA)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console?counter=1")
    assert lobby.office.counter(1).staff_id == ANA.id
    assert lobby.office.counter(1).state == "open"
    page = client.get("/console?counter=1", headers=HTML).get_data(as_text=True)
    assert ANA.name in page
    assert lobby.office.facts("staff.signed_in")[-1] == ("staff.signed_in", {"staff": ANA.id, "pin": True})


def test_a_pin_opens_nothing_where_the_password_was_not_used(lobby: Lobby, client: FlaskClient) -> None:
    with_pin(lobby, client)
    stranger = lobby.app.test_client()
    assert 'data-test="nobody"' in stranger.get("/switch", headers=HTML).get_data(as_text=True)
    sign_in(stranger, BEN)
    data = {"csrf_token": token_of(stranger, "/sign-in"), "person": str(ANA.id), "pin": PIN}
    answer = stranger.post("/switch", data=data, headers=HTML)
    assert answer.status_code == 401


def test_a_machine_forgets_after_thirty_days_and_when_signed_out_everywhere(
    lobby: Lobby, client: FlaskClient
) -> None:
    with_pin(lobby, client)
    lobby.office.clock.advance(days=29)
    assert change_over(client, ANA).status_code == 303
    lobby.office.clock.advance(days=1)
    assert 'data-test="nobody"' in client.get("/switch", headers=HTML).get_data(as_text=True)
    sign_in(client)
    assert change_over(client, ANA).status_code == 303
    fill(client, "/account/end", "/account")
    assert 'data-test="nobody"' in client.get("/switch", headers=HTML).get_data(as_text=True)


def test_five_wrong_pins_shut_it_until_the_password_is_used(lobby: Lobby, client: FlaskClient) -> None:
    with_pin(lobby, client)
    assert [change_over(client, ANA, "000001").status_code for _ in range(5)] == [401] * 5
    assert code_of(change_over(client, ANA)) == "pin.locked"
    lobby.office.clock.advance(hours=2)
    assert code_of(change_over(client, ANA)) == "pin.locked", "time does not open it"
    assert lobby.office.facts("staff.locked") == [("staff.locked", {"staff": ANA.id, "pin": True})]
    sign_in(client)
    assert change_over(client, ANA).status_code == 303


def test_a_pin_is_kept_as_argon2_and_goes_with_a_new_password(lobby: Lobby, client: FlaskClient) -> None:
    with_pin(lobby, client)
    (row,) = lobby.office.rows(Pin)
    assert row.pin_hash.startswith("$argon2id$")
    new = {"password": NEW_PASSWORD, "again": NEW_PASSWORD}
    fill(client, "/account/password", "/account", now=PASSWORD, **new)
    assert lobby.office.rows(Pin) == []


def test_signing_out_everywhere_ends_every_session_at_once(lobby: Lobby, client: FlaskClient) -> None:
    other = lobby.app.test_client()
    sign_in(client), sign_in(other)
    answer = fill(client, "/account/end", "/account")
    assert answer.headers["Location"] == "/sign-in"
    assert [c.get("/console", headers=HTML).status_code for c in (client, other)] == [302, 302]


def test_a_session_ends_half_an_hour_after_closing(lobby: Lobby, client: FlaskClient) -> None:
    sign_in(client)
    lobby.office.clock.show("2027-01-12 16:59:59")
    assert client.get("/console", headers=HTML).status_code == 200
    lobby.office.clock.show("2027-01-12 17:00:00")
    assert client.get("/console", headers=HTML).status_code == 302
    assert Browser(client).get("/desk").code == "auth.required"


def test_work_in_the_evening_gets_a_session_of_four_hours(lobby: Lobby, client: FlaskClient) -> None:
    lobby.office.clock.show("2027-01-12 18:00")
    sign_in(client)
    lobby.office.clock.show("2027-01-12 21:59:59")
    assert client.get("/console", headers=HTML).status_code == 200
    lobby.office.clock.show("2027-01-12 22:00")
    assert client.get("/console", headers=HTML).status_code == 302


def test_a_cookie_from_before_signing_in_is_worth_nothing_afterwards(
    lobby: Lobby, client: FlaskClient
) -> None:
    """Session fixation: what somebody planted in the browser does not become a session of the person."""
    planted = token_of(client, "/sign-in")
    sign_in(client)
    answer = client.post("/account/pin/drop", data={"csrf_token": planted}, headers=HTML)
    assert answer.status_code == 403
    assert 'data-code="csrf.failed"' in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "kept", ["5.1", "5.1.x", "5.1.99999999999999999999", "5.2.4000000000", "5", "", "a.b.c"]
)
def test_a_session_of_another_shape_is_none(lobby: Lobby, client: FlaskClient, kept: str) -> None:
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = kept, True
    expected = 200 if kept == "5.1.99999999999999999999" else 302
    assert client.get("/overview", headers=HTML).status_code == expected


@pytest.mark.parametrize("language", ["th", "ms", "en"])
def test_every_page_about_people_is_shown_in_every_language(lobby: Lobby, language: str) -> None:
    invite(lobby)
    eve = lobby.person(EVE)
    for path in ("/join", "/switch", "/account", "/settings/staff"):
        answer = eve.page(f"{path}?lang={language}&done=saved")
        assert answer.status_code == 200, path
        assert "people." not in re.sub(r'(href|action)="[^"]*"', "", answer.get_data(as_text=True)), path
