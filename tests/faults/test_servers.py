"""The real server: one per data folder, stopped quickly, and its sockets as a program meets them."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import socketio

from tests.cast import secret_of
from tests.clockwork import wait_until
from tests.faults.servers import Server, serving

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests of this file."""
    with serving(tmp_path_factory.mktemp("served")) as running:
        yield running


def test_a_second_server_on_one_data_folder_is_refused_and_the_first_goes_on(server: Server) -> None:
    second = server.spawn()
    assert second.wait(30) == 1
    assert "Another Tonsai server already works on" in server.log
    assert server.is_healthy()
    ticket = server.ask("POST", "/api/v1/tickets", {"group": "C"})
    assert ticket is not None
    assert ticket[0] == 201


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


def test_a_screen_gets_the_board_then_the_news_then_beats(server: Server) -> None:
    client = socketio.Client(reconnection=False)
    boards: list[dict[str, int]] = []
    beats: list[dict[str, int]] = []
    client.on("board", boards.append, namespace="/board")
    client.on("beat", beats.append, namespace="/board")
    client.connect(
        server.url, auth={"token": secret_of("kiosk")}, namespaces=["/board"], transports=["websocket"]
    )
    wait_until(lambda: len(boards) >= 1)
    issued = server.ask("POST", "/api/v1/tickets", {"group": "C"})
    assert issued is not None
    wait_until(lambda: boards[-1]["seq"] >= issued[1]["seq"])
    wait_until(lambda: bool(beats) and beats[-1]["seq"] >= issued[1]["seq"])
    client.disconnect()


def test_a_server_that_is_told_to_stop_is_gone_in_seconds_even_with_open_screens(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        client = socketio.Client(reconnection=False)
        client.connect(
            server.url, auth={"token": secret_of("kiosk")}, namespaces=["/board"], transports=["websocket"]
        )
        assert server.process is not None
        os.kill(server.process.pid, signal.SIGTERM)
        assert server.process.wait(15) == 0
        client.disconnect()
        server.process = None
        server.start()
        assert server.is_healthy()
