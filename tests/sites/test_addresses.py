"""A site is named by its address, and whoever is known belongs to one site only."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from shared.store.models import Pairing
from shared.web.sites import with_root
from tests.cast import PASSWORD
from tests.sites.twins import Twins

HTML = {"Accept": "text/html"}


def sign_in(twins: Twins, where: str, username: str = "eve", password: str = PASSWORD, **query: str) -> Any:
    """Sign in at an address as a browser does; return the client and the answer."""
    client = twins.app.test_client()
    form = client.get(f"{where}/sign-in", query_string=query, headers=HTML).get_data(as_text=True)
    proof = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert proof is not None, form
    data = {"csrf_token": proof[1], "username": username, "password": password}
    return client, client.post(f"{where}/sign-in", query_string=query, data=data, headers=HTML)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/results", "/privacy", "/kiosk"])
def test_a_page_without_a_site_leads_to_the_choice_of_one(twins: Twins, path: str) -> None:
    client = twins.app.test_client()
    answer = client.get(path, headers=HTML)
    assert (answer.status_code, answer.headers["Location"][:12]) == (302, "/sites?next=")
    shown = client.get(answer.headers["Location"], headers=HTML).get_data(as_text=True)
    assert re.findall(r'href="(/s/\w+[^"]*)"', shown) == [f"/s/north{path}", f"/s/south{path}"]


def test_a_call_without_a_site_is_refused_with_a_code(twins: Twins) -> None:
    answer = twins.app.test_client().post("/api/v1/agent/pairings", json={})
    assert (answer.status_code, answer.json and answer.json["code"]) == (400, "site.unnamed")


def test_an_address_of_no_site_is_told_so(twins: Twins) -> None:
    answer = twins.app.test_client().get("/s/west/sign-in", headers=HTML)
    assert (answer.status_code, 'data-code="site.unknown"' in answer.get_data(as_text=True)) == (404, True)


@pytest.mark.parametrize("code", ["north", "south"])
def test_the_same_name_and_password_open_the_site_of_the_address(twins: Twins, code: str) -> None:
    client, answer = sign_in(twins, f"/s/{code}")
    assert answer.headers["Location"] == f"/s/{code}/overview"
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("tonsai="))
    assert f"Path=/s/{code}" in cookie
    shown = client.get(f"/s/{code}/overview", headers=HTML).get_data(as_text=True)
    marks = {twin.mark for twin in twins.pair if twin.mark in shown}
    assert marks == {twin.mark for twin in twins.pair if twin.code == code}


def test_every_way_of_a_page_stays_at_its_site_and_what_all_share_does_not(twins: Twins) -> None:
    client, _ = sign_in(twins, "/s/north")
    shown = client.get("/s/north/settings/staff", headers=HTML).get_data(as_text=True)
    ways = set(re.findall(r'(?:href|src|action)="(/[^"]*)"', shown))
    assert {way for way in ways if not way.startswith("/s/north/") and "static/" not in way} == set()
    assert "/static/tonsai/base.css" in ways
    assert '<html lang="th" data-root="/s/north">' in shown


def test_one_browser_is_at_home_in_two_sites(twins: Twins) -> None:
    client, _ = sign_in(twins, "/s/north")
    form = client.get("/s/south/sign-in", headers=HTML).get_data(as_text=True)
    proof = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert proof is not None
    client.post(
        "/s/south/sign-in",
        data={"csrf_token": proof[1], "username": "ana", "password": PASSWORD},
        headers=HTML,
    )
    assert [client.get(f"/s/{code}/account", headers=HTML).status_code for code in ("north", "south")] == [
        200,
        200,
    ]


@pytest.mark.parametrize("subject", ["staff:administrator", "device:kiosk", "token:admin", "device:agent"])
def test_who_is_known_at_one_site_is_refused_at_the_address_of_another(twins: Twins, subject: str) -> None:
    client, headers = twins.client(twins.mine, subject)
    if subject == "device:agent":
        answer = client.post("/s/south/api/v1/agent/printer", json={"state": "ready"}, headers=headers)
    else:
        answer = client.get("/s/south/api/v1/board", headers={**headers, "Accept": "application/json"})
    assert (answer.status_code, answer.json and answer.json["code"]) == (403, "site.other")


def test_a_ticket_is_answered_without_a_site_and_at_its_own_and_nowhere_else(twins: Twins) -> None:
    token, client = twins.mine.ids["tokens"][5], twins.app.test_client()
    paths = (
        f"/api/v1/tickets/{token}",
        f"/s/north/api/v1/tickets/{token}",
        f"/s/south/api/v1/tickets/{token}",
    )
    answers = [client.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200, 200, 403]
    assert twins.mine.mark in client.get(f"/t/{token}", headers=HTML).get_data(as_text=True)


def test_the_address_on_a_slip_names_its_site(twins: Twins) -> None:
    for where in ("", "/s/north"):
        client, headers = twins.client(twins.mine, "token:kiosk")
        made = client.post(f"{where}/api/v1/tickets", json={"group": "C"}, headers=headers).json
        assert made is not None
        assert made["url"] == f"http://localhost/s/north/t/{made['token']}"


def test_a_screen_is_paired_at_the_site_whose_page_it_opened(twins: Twins) -> None:
    client = twins.app.test_client()
    answer = client.get("/s/south/display", headers=HTML)
    with twins.engine.connect() as conn:
        sites = conn.execute(select(Pairing.site_id).where(Pairing.kind == "display")).scalars().all()
    assert sites == [twins.theirs.site_id]
    assert all("Path=/s/south" in c for c in answer.headers.getlist("Set-Cookie") if "pairing" in c)


def test_the_same_key_at_two_sites_is_two_wishes(twins: Twins) -> None:
    made: list[Any] = []
    for twin in twins.pair:
        client, headers = twins.client(twin, "token:kiosk")
        keyed = {**headers, "Idempotency-Key": "the-very-same"}
        first, again = (
            client.post("/api/v1/tickets", json={"group": "A"}, headers=keyed).json for _ in range(2)
        )
        assert first == again
        made.append(first)
    assert made[0]["number"] == made[1]["number"]
    assert made[0]["token"] != made[1]["token"]


def listen(twins: Twins, namespace: str, subject: str) -> Any:
    """Open a socket as somebody of the first site, as far as they are let in."""
    client, headers = twins.client(twins.mine, subject)
    auth = {"token": headers["Authorization"].split()[1]} if "Authorization" in headers else {}
    return twins.socketio.test_client(twins.app, namespace=namespace, auth=auth, flask_test_client=client)


@pytest.mark.parametrize(
    ("namespace", "subject"),
    [("/board", "device:display"), ("/board", "token:screen"), ("/desk", "staff:administrator")],
)
def test_news_of_one_site_never_come_to_a_socket_of_the_other(
    twins: Twins, namespace: str, subject: str
) -> None:
    here = listen(twins, namespace, subject)
    first = here.get_received(namespace)
    assert (twins.mine.mark in str(first), twins.theirs.mark in str(first)) == (True, False)
    twins.theirs.office.issue("B")
    parts = twins.app.extensions["tonsai"]
    parts.publisher.publish(twins.theirs.site_id)
    assert here.get_received(namespace) == []
    here.disconnect(namespace)


def test_a_ticket_of_the_other_site_opens_no_socket_at_this_ones_address(twins: Twins) -> None:
    token = twins.theirs.ids["tokens"][5]
    environ = {"SCRIPT_NAME": "/s/north", "tonsai.site": "north"}
    with twins.app.test_request_context("/", environ_overrides=environ):
        from shared.domain.errors import QueueError
        from shared.web.sockets import _who

        with pytest.raises(QueueError, match=r"site\.other"):
            _who({"ticket": token}, "board.follow")


def test_a_one_time_code_is_good_without_a_site_and_at_its_own_only(twins: Twins) -> None:
    from shared.domain.errors import QueueError
    from shared.web.access import hashed

    code = hashed(twins.theirs.ids["invitation"])
    for named, right in (("", True), ("south", True), ("north", False)):
        environ = {"tonsai.site": named} if named else {}
        with twins.app.test_request_context("/", environ_overrides=environ):
            from counter.people.account import _site_of

            if right:
                assert _site_of(code, 0) == twins.theirs.site_id
            else:
                with pytest.raises(QueueError, match=r"invitation\.unknown"):
                    _site_of(code, 0)


@pytest.mark.parametrize(
    ("way", "there"),
    [
        ("/overview", "/s/a/overview"), ("/", "/s/a/"), ("/s/a/overview", "/s/a/overview"), ("/s/b/", "/s/b/"),
        ("//evil.example", "//evil.example"), ("https://x.example/", "https://x.example/"), ("#here", "#here"),
        ("/static/tonsai/base.css", "/static/tonsai/base.css"), ("/kiosk/static/kiosk/main.js",) * 2,
    ],
)  # fmt: skip
def test_ways_of_the_house_go_below_the_site_once(way: str, there: str) -> None:
    assert with_root(way, "/s/a") == there
