"""Signing in: wrong is wrong, too often is locked, and nobody learns which names exist."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shared.store.models import Staff
from shared.web import staff as staff_module
from tests.cast import ANA, CHO, DAO, EVE, PASSWORD
from tests.lobby import Lobby

HTML = {"Accept": "text/html"}


def cost_of(kept: str) -> list[str]:
    """Return how much work an argon2 hash is."""
    return re.findall(r"^\$argon2id\$v=\d+\$(m=\d+,t=\d+,p=\d+)\$", kept)


def told(answer: TestResponse) -> str:
    """Return what the page says is wrong, without its tags."""
    alert = re.search(r'role="alert".*?>(.*?)</p>', answer.get_data(as_text=True), re.DOTALL)
    assert alert is not None
    return " ".join(re.sub(r"<[^>]*>", " ", alert[1]).split())


def submit(
    client: FlaskClient, username: str = "ana", password: str = PASSWORD, query: str = ""
) -> TestResponse:
    """Fill in the form as a browser does."""
    form = client.get(f"/sign-in{query}", headers=HTML).get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
    assert token is not None
    return client.post(
        f"/sign-in{query}", headers=HTML,
        data={"username": username, "password": password, "csrf_token": token[1]},
    )  # fmt: skip


@pytest.fixture
def client(lobby: Lobby) -> FlaskClient:
    """A browser at the sign-in page."""
    return lobby.app.test_client()


@pytest.mark.parametrize(
    ("person", "home"),
    [(ANA, "/console"), (CHO, "/figures"), (DAO, "/overview"), (EVE, "/overview")],
    ids=lambda value: getattr(value, "username", value),
)
def test_everybody_comes_to_the_page_of_their_role(client: FlaskClient, person: object, home: str) -> None:
    answer = submit(client, getattr(person, "username", ""))
    assert (answer.status_code, answer.headers["Location"]) == (302, home)
    assert client.get(home, headers=HTML).status_code == 200


def test_a_name_may_be_typed_with_blanks_and_capitals(client: FlaskClient) -> None:
    assert submit(client, "  ANA ").status_code == 302


def test_signing_in_and_out_are_facts(lobby: Lobby, client: FlaskClient) -> None:
    submit(client)
    page = client.get("/console", headers=HTML).get_data(as_text=True)
    token = re.search(r'"csrf":\s*"([^"]+)"', page)
    assert token is not None
    client.post("/sign-out", data={"csrf_token": token[1]}, headers=HTML)
    assert lobby.office.facts("staff.signed_in", "staff.signed_out") == [
        ("staff.signed_in", {"staff": ANA.id}), ("staff.signed_out", {"staff": ANA.id}),
    ]  # fmt: skip
    assert client.get("/console", headers=HTML).status_code == 302


@pytest.mark.parametrize(
    ("username", "password"),
    [("ana", "wrong"), ("ana", ""), ("nobody", PASSWORD), ("", ""), ("ana\0", PASSWORD), ("ana' --", PASSWORD),
     ("a" * 5000, "b" * 5000)],
)  # fmt: skip
def test_wrong_is_wrong_and_says_the_same_for_every_reason(
    client: FlaskClient, username: str, password: str
) -> None:
    answer = submit(client, username, password)
    assert answer.status_code == 401
    assert "Location" not in answer.headers
    assert told(answer) == told(submit(client, "ben", "another wrong one"))
    assert client.get("/console", headers=HTML).status_code == 302


def test_a_name_that_does_not_exist_is_checked_as_slowly_as_one_that_does(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    matches = staff_module._matches

    def watched(kept: str, given: str) -> bool:
        checked.append(kept)
        return matches(kept, given)

    monkeypatch.setattr(staff_module, "_matches", watched)
    submit(client, "nobody", "wrong")
    submit(client, "ana", "wrong")
    nobodys, anas = checked
    assert cost_of(nobodys) == cost_of(staff_module.hash_password("as long as any"))
    assert anas.startswith("$argon2id$")


def test_five_wrong_passwords_lock_the_name_for_five_minutes_even_for_the_right_one(
    lobby: Lobby, client: FlaskClient
) -> None:
    assert [submit(client, password="wrong").status_code for _ in range(5)] == [401] * 5
    answer = submit(client)
    assert answer.status_code == 429
    assert "5" in told(answer)
    lobby.office.clock.advance(seconds=299)
    assert submit(client).status_code == 429
    lobby.office.clock.advance(seconds=1)
    assert submit(client).status_code == 302


def test_a_right_password_forgets_the_wrong_ones(lobby: Lobby, client: FlaskClient) -> None:
    for _ in range(4):
        submit(client, password="wrong")
    assert submit(client).status_code == 302
    for _ in range(4):
        submit(lobby.app.test_client(), password="wrong")
    assert submit(lobby.app.test_client()).status_code == 302


def test_wrong_passwords_tried_at_once_are_all_counted(lobby: Lobby) -> None:
    """Whoever tries many at the same moment must not get more tries than one after another."""
    clients = [lobby.app.test_client() for _ in range(4)]
    with ThreadPoolExecutor(4) as people:
        list(people.map(lambda client: submit(client, password="wrong"), clients))
    (row,) = lobby.office.rows(Staff, id=ANA.id)
    assert row.failed == 4


def test_a_lock_on_one_name_locks_nobody_else(client: FlaskClient) -> None:
    for _ in range(5):
        submit(client, password="wrong")
    assert submit(client, "ben").status_code == 302


def test_whoever_tries_too_often_from_one_place_is_asked_to_wait(
    lobby: Lobby, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = lobby.office.rows(Staff)[0].password_hash
    monkeypatch.setattr(staff_module, "_nobody", lambda: known)
    client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    answers = [submit(client, "nobody", "wrong").status_code for _ in range(31)]
    assert answers == [401] * 30 + [429]
    assert submit(lobby.app.test_client(), "ana").status_code == 302, "from another place"


def test_staff_who_left_cannot_sign_in(lobby: Lobby, client: FlaskClient) -> None:
    lobby.office.by_hand("UPDATE staff SET disabled = true WHERE id = 1")
    assert submit(client).status_code == 401


def test_the_way_on_after_signing_in_stays_in_the_house(client: FlaskClient) -> None:
    assert submit(client, query="?next=/overview").headers["Location"] == "/overview"
    for target in ("//evil.example", "/\\evil.example", "https://evil.example/", "evil"):
        assert submit(client, query=f"?next={target}").headers["Location"] == "/console"


def test_a_page_for_staff_shows_the_way_to_sign_in_and_back(client: FlaskClient) -> None:
    answer = client.get("/console?counter=2", headers=HTML)
    assert answer.headers["Location"] == "/sign-in?next=/console?counter%3D2"
    assert submit(client, query="?next=/console?counter%3D2").headers["Location"] == "/console?counter=2"


def test_passwords_are_kept_as_argon2_and_short_ones_are_refused(lobby: Lobby) -> None:
    from tests.refusals import refused

    assert all(row.password_hash.startswith("$argon2id$") for row in lobby.office.rows(Staff))
    assert PASSWORD not in repr(lobby.office.rows(Staff))
    with refused("request.invalid", field="password", at_least=10):
        staff_module.hash_password("ninechars")
