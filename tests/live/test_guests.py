"""Whoever may no longer listen is shown out at once, before anything new is sent; floods and talkers get nowhere."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask_socketio import SocketIOTestClient

from counter.people import actions as people
from shared.live.guests import MOST_OF_ONE
from shared.store.turn import Turn
from shared.web.devices import revoke_device
from tests.cast import ANA, BEN, EVE, OFFICE, secret_of
from tests.lobby import Browser, Lobby


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


def is_there(lobby: Lobby, client: SocketIOTestClient, namespace: str) -> bool:
    """Say whether news still reach a client."""
    if not client.is_connected(namespace):
        return False
    client.get_received(namespace)
    lobby.deps.publisher.publish(OFFICE)
    lobby.deps.publisher.phones.take()
    return client.is_connected(namespace) and bool(client.get_received(namespace))


@pytest.mark.parametrize(
    "act",
    [
        lambda turn: people.disable(turn, staff_id=ANA.id, by=EVE.id),
        lambda turn: people.end_sessions(turn, staff_id=ANA.id),
        lambda turn: people.change_password(turn, staff_id=ANA.id, password_hash="$x"),
        lambda turn: people.change_person(turn, staff_id=ANA.id, name="Ana", role="executive"),
    ],
    ids=["disabled", "signed out everywhere", "new password", "another role"],
)
def test_a_persons_sockets_close_with_the_session(
    lobby: Lobby, listen: Any, act: Callable[[Turn], dict[str, Any]]
) -> None:
    ana, ben = listen("/desk", lobby.person(ANA)), listen("/desk", lobby.person(BEN))
    lobby.office.take_turn(act)
    assert not is_there(lobby, ana, "/desk")
    assert is_there(lobby, ben, "/desk"), "nobody else is disturbed"


def test_a_devices_sockets_close_when_it_is_shut_out(lobby: Lobby, listen: Any) -> None:
    tv, kiosk = listen("/board", lobby.device("display")), listen("/board", lobby.device("kiosk"))
    lobby.office.take_turn(lambda turn: revoke_device(turn, device_id=2))
    assert not is_there(lobby, tv, "/board")
    assert is_there(lobby, kiosk, "/board")


def test_a_screen_that_was_shut_out_does_not_listen_on_as_the_person_at_its_browser(
    lobby: Lobby, listen: Any
) -> None:
    both = lobby.person(EVE)
    both.client.set_cookie("tonsai_display", secret_of("display"))
    tv = listen("/board", both, face="display")
    assert tv.is_connected("/board")
    lobby.office.take_turn(lambda turn: revoke_device(turn, device_id=2))
    assert not is_there(lobby, tv, "/board")
    assert not listen("/board", both, face="display").is_connected("/board")
    assert listen("/board", both).is_connected("/board")


def test_a_programs_sockets_close_when_its_token_is_revoked(lobby: Lobby, listen: Any) -> None:
    program = listen("/desk", token=secret_of("counter"))

    def act(turn: Turn) -> dict[str, Any]:
        turn.conn.exec_driver_sql("UPDATE token SET revoked_at = 1 WHERE name = 'counter'")
        turn.record("token.revoked", token=2)
        return {}

    lobby.office.take_turn(act)
    assert not is_there(lobby, program, "/desk")


def test_ordinary_work_shows_nobody_out(lobby: Lobby, listen: Any) -> None:
    ana, phone = listen("/desk", lobby.person(ANA)), None
    phone = listen("/board", ticket=lobby.office.token(lobby.office.issue("A")))
    lobby.office.ana.open().call_next()
    assert is_there(lobby, ana, "/desk")
    assert is_there(lobby, phone, "/board")


def test_a_socket_closes_when_the_session_of_the_day_ends(lobby: Lobby, listen: Any) -> None:
    client = lobby.app.test_client()
    ends = int(lobby.office.clock().timestamp()) + 60
    with client.session_transaction() as kept:
        kept["_user_id"], kept["_fresh"] = f"{ANA.id}.1.{ends}", True
    desk = listen("/desk", Browser(client))
    lobby.deps.guests.sweep()
    assert desk.is_connected("/desk")
    lobby.office.clock.advance(seconds=60)
    lobby.deps.guests.sweep()
    assert not desk.is_connected("/desk")
    assert not listen("/desk", Browser(client)).is_connected("/desk")


def test_a_flood_of_sockets_of_one_ticket_stops_and_leaves_room_again(lobby: Lobby, listen: Any) -> None:
    token = lobby.office.token(lobby.office.issue("A"))
    phones = [listen("/board", ticket=token) for _ in range(MOST_OF_ONE["holder"] + 3)]
    assert sum(phone.is_connected("/board") for phone in phones) == MOST_OF_ONE["holder"]
    phones[0].disconnect("/board")
    assert listen("/board", ticket=token).is_connected("/board")


def test_a_flood_of_one_device_shuts_out_no_other(lobby: Lobby, listen: Any) -> None:
    kiosk = lobby.device("kiosk")
    opened = [listen("/board", kiosk) for _ in range(MOST_OF_ONE["device"] + 1)]
    assert [client.is_connected("/board") for client in opened][-2:] == [True, False]
    assert listen("/board", lobby.device("display")).is_connected("/board")


@pytest.mark.parametrize("event", ["board", "desk", "anything", "x" * 3000])
def test_a_client_that_talks_is_shown_out_with_a_line_in_the_log(
    lobby: Lobby, listen: Any, caplog: pytest.LogCaptureFixture, event: str
) -> None:
    tv = listen("/board", lobby.device("display"))
    with caplog.at_level(logging.WARNING, "tonsai.web"):
        tv.emit(event, {"number": "A001"}, namespace="/board")
    assert not tv.is_connected("/board")
    assert "refused socket.talks" in caplog.text


def test_a_refused_socket_leaves_a_line_without_the_secret(
    lobby: Lobby, listen: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "tonsai.web"):
        listen("/desk", token="a-secret-that-is-wrong")
    assert "refused auth.wrong: socket /desk" in caplog.text
    assert "a-secret" not in caplog.text
    assert lobby.deps.guests.count() == 0
