"""The real server: one per data folder, stopped quickly, and its sockets as a program meets them."""

from __future__ import annotations

import pytest
import socketio

from tests.cast import secret_of
from tests.clockwork import Clock, wait_until
from tests.faults.aftermath import Aftermath, fault, tokens_of
from tests.faults.servers import Server
from tests.faults.watching import Screen
from tests.office import open_office

pytestmark = pytest.mark.faults


@fault(
    "Two servers started on one data folder",
    how="a second `tonsai serve`",
    told="the second: Another Tonsai server already works on this folder",
    health="200",
)
def test_a_second_server_on_one_data_folder_is_refused_and_the_first_goes_on(
    server: Server, screen: Screen, aftermath: Aftermath
) -> None:
    second = server.spawn()
    assert second.wait(30) == 1
    if f"Another Tonsai server already works on {server.data}." in server.log:
        aftermath.told("the second: Another Tonsai server already works on this folder")
    aftermath.health(server)
    given = tokens_of([server.ask("POST", "/api/v1/tickets", {"group": "C"})])
    assert len(given) == 1
    aftermath.goes_on("by itself")
    aftermath.check_screen(server, screen)
    with open_office(server.database, Clock()) as office:
        aftermath.check_rows(office, given)


@pytest.mark.parametrize(
    ("namespace", "auth", "code"),
    [("/board", {}, "auth.required"), ("/board", {"token": "x"}, "auth.wrong"),
     ("/board", {"ticket": "x"}, "auth.required"), ("/desk", {"token": secret_of("kiosk")}, "auth.required")],
)  # fmt: skip
def test_a_socket_without_the_right_identity_is_told_the_code(
    server: Server, namespace: str, auth: dict[str, str], code: str
) -> None:
    client = socketio.Client(reconnection=False)
    told: list[object] = []
    client.on("connect_error", told.append, namespace=namespace)
    with pytest.raises(socketio.exceptions.ConnectionError):
        client.connect(server.url, auth=auth, namespaces=[namespace], transports=["websocket"])
    assert code in str(told)


def test_polling_is_not_spoken(server: Server) -> None:
    client = socketio.Client(reconnection=False)
    with pytest.raises(socketio.exceptions.ConnectionError):
        client.connect(
            server.url, auth={"token": secret_of("admin")}, namespaces=["/board"], transports=["polling"]
        )


def test_a_screen_gets_the_board_then_the_news_then_beats(server: Server, screen: Screen) -> None:
    wait_until(lambda: len(screen.boards) >= 1)
    issued = server.ask("POST", "/api/v1/tickets", {"group": "C"})
    assert issued is not None
    wait_until(lambda: screen.boards[-1]["seq"] >= issued[1]["seq"])
    wait_until(lambda: bool(screen.beats) and screen.beats[-1]["seq"] >= issued[1]["seq"])


def test_a_server_that_is_told_to_stop_is_gone_in_seconds_even_with_open_screens(
    server: Server, screen: Screen
) -> None:
    assert screen.connections == 1
    server.stop()
    server.start()
    assert server.is_healthy()
