"""The sockets: nobody without an identity, the whole value at once, what is newer by itself, one's own site only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask_socketio import SocketIOTestClient

from tests.cast import ANA, BEN, CHO, DAO, EVE, OFFICE, secret_of
from tests.clockwork import Clock, wait_until
from tests.lobby import Browser, Lobby, open_lobby


@pytest.fixture
def listen(lobby: Lobby) -> Iterator[Any]:
    """Open sockets; they are closed when the test ends."""
    opened: list[tuple[SocketIOTestClient, str]] = []

    def connect(namespace: str, browser: Browser | None = None, **auth: str) -> SocketIOTestClient:
        client = lobby.socketio.test_client(
            lobby.app, namespace=namespace, auth=auth or None,
            flask_test_client=browser.client if browser else None,
        )  # fmt: skip
        opened.append((client, namespace))
        return client

    yield connect
    for client, namespace in opened:
        if client.is_connected(namespace):
            client.disconnect(namespace)


def news(client: SocketIOTestClient, namespace: str = "/board") -> list[tuple[str, int]]:
    """Return (event, seq) of what arrived since the last look."""
    return [(e["name"], e["args"][0]["seq"]) for e in client.get_received(namespace)]


@pytest.mark.parametrize("namespace", ["/board", "/desk"])
@pytest.mark.parametrize(
    "auth",
    [
        {},
        {"token": "nobody-has-this"},
        {"ticket": "nobody-has-this"},
        {"token": ""},
        {"face": "display"},
        {"token": "\0"},
    ],
    ids=["nothing", "token", "ticket", "empty", "face", "nul"],
)
def test_a_socket_without_an_identity_is_refused(listen: Any, namespace: str, auth: dict[str, str]) -> None:
    assert not listen(namespace, **auth).is_connected(namespace)


@pytest.mark.parametrize("auth", ["a text", ["token"], {"token": 7}, {"token": ["x"]}, 0])
def test_an_identity_of_the_wrong_shape_is_refused_and_breaks_nothing(lobby: Lobby, auth: Any) -> None:
    client = lobby.socketio.test_client(lobby.app, namespace="/board", auth=auth)
    assert not client.is_connected("/board")


@pytest.mark.parametrize("kind", ["kiosk", "display", "tablet"])
def test_a_device_gets_the_whole_board_at_once_and_never_the_desk(
    lobby: Lobby, listen: Any, kind: str
) -> None:
    lobby.office.issue("A")
    ((name, board),) = [
        (e["name"], e["args"][0]) for e in listen("/board", lobby.device(kind)).get_received("/board")
    ]
    assert (name, board["site"], board["waiting"], board["seq"]) == ("board", "office", 1, 3)
    assert not listen("/desk", lobby.device(kind)).is_connected("/desk")


@pytest.mark.parametrize("person", [ANA, BEN, CHO, DAO, EVE], ids=lambda p: p.username)
def test_staff_get_the_whole_desk_at_once(lobby: Lobby, listen: Any, person: Any) -> None:
    client = listen("/desk", lobby.person(person))
    ((name, desk),) = [(e["name"], e["args"][0]) for e in client.get_received("/desk")]
    assert (name, desk["site"], len(desk["counters"])) == ("desk", "office", 3)


@pytest.mark.parametrize(
    ("name", "desk"), [("kiosk", False), ("counter", True), ("counter-2", True), ("admin", True)]
)
def test_a_program_may_listen_to_what_its_role_may_read(listen: Any, name: str, desk: bool) -> None:
    assert listen("/board", token=secret_of(name)).is_connected("/board")
    assert listen("/desk", token=secret_of(name)).is_connected("/desk") is desk


def test_a_phone_with_a_ticket_gets_the_board_and_not_the_desk(lobby: Lobby, listen: Any) -> None:
    token = lobby.office.token(lobby.office.issue("A"))
    phone = listen("/board", ticket=token)
    assert news(phone) == [("board", 3)]
    assert not listen("/desk", ticket=token).is_connected("/desk")


def test_a_newer_board_is_pushed_after_each_write_without_being_asked_for(lobby: Lobby, listen: Any) -> None:
    screen, phone = listen("/board", lobby.device("display")), None
    phone = listen("/board", ticket=lobby.office.token(lobby.office.issue("A")))
    console = listen("/desk", lobby.person(ANA))
    for client, namespace in ((screen, "/board"), (phone, "/board"), (console, "/desk")):
        client.get_received(namespace)
    lobby.office.ana.open().call_next()
    lobby.deps.publisher.publish(OFFICE)
    lobby.deps.publisher.phones.take()
    assert (news(screen), news(phone), news(console, "/desk")) == (
        [("board", 5)],
        [("board", 5)],
        [("desk", 5)],
    )


def test_a_beat_reaches_screens_and_consoles_and_spares_the_phones(lobby: Lobby, listen: Any) -> None:
    screen, console = listen("/board", lobby.device("display")), listen("/desk", lobby.person(ANA))
    phone = listen("/board", ticket=lobby.office.token(lobby.office.issue("A")))
    for client, namespace in ((screen, "/board"), (phone, "/board"), (console, "/desk")):
        client.get_received(namespace)
    lobby.deps.publisher.beat()
    assert (news(screen), news(console, "/desk"), news(phone)) == ([("beat", 3)], [("beat", 3)], [])


def test_a_token_opens_its_own_site_only(lobby: Lobby, listen: Any) -> None:
    market = listen("/board", token=secret_of("market"))
    assert market.get_received("/board")[0]["args"][0]["site"] == "market"
    lobby.office.issue("A")
    lobby.deps.publisher.publish(OFFICE)
    lobby.deps.publisher.phones.take()
    lobby.deps.publisher.beat()
    assert {e["args"][0]["site"] for e in market.get_received("/board")} == {"market"}


def test_a_device_that_was_shut_out_does_not_get_in_again(lobby: Lobby, listen: Any) -> None:
    from shared.web.devices import revoke_device

    screen = lobby.device("display")
    listen("/board", screen).disconnect("/board")
    lobby.office.take_turn(lambda turn: revoke_device(turn, device_id=2))
    assert not listen("/board", screen).is_connected("/board")


def test_the_desk_says_which_devices_are_there_and_tells_when_one_goes(lobby: Lobby, listen: Any) -> None:
    def connected() -> list[str]:
        return [d.kind for d in lobby.deps.publisher.latest(OFFICE).desk.devices if d.connected]

    assert connected() == []
    screen = listen("/board", lobby.device("display"))
    assert connected() == ["display"]
    screen.disconnect("/board")
    assert connected() == []


def test_whoever_asks_by_polling_is_refused(lobby: Lobby) -> None:
    answer = lobby.app.test_client().get("/socket.io/?EIO=4&transport=polling")
    assert answer.status_code == 400
    assert b"sid" not in answer.data


def test_a_running_server_pushes_by_itself(database: Path, clock: Clock) -> None:
    with open_lobby(database, clock, threads=True) as lobby:
        screen = lobby.socketio.test_client(lobby.app, namespace="/board", auth={"token": secret_of("kiosk")})
        seen = {seq for _, seq in news(screen)}
        newest = lobby.office.issued("A")["seq"]

        def arrived() -> bool:
            seen.update(seq for _, seq in news(screen))
            return newest in seen

        wait_until(arrived)
        screen.disconnect("/board")
