"""How much the busiest roads ask of the database: a bound that a later change has to mean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.lobby import Lobby

pytestmark = pytest.mark.sqlite


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Note every statement that SQLite itself is given, whatever sends it."""
    said: list[str] = []

    def listen(raw: Any, _record: object) -> None:
        raw.set_trace_callback(said.append)

    engine.dispose()  # connections that are open already are not heard
    event.listen(engine, "connect", listen)
    try:
        yield said
    finally:
        event.remove(engine, "connect", listen)


def test_a_ticket_after_another_takes_six_statements_and_those_of_its_transaction(lobby: Lobby) -> None:
    lobby.office.writer.stop()
    with statements(lobby.office.engine) as said:
        lobby.office.writer.start()
        for _ in range(2):
            lobby.office.issue("A")
        begun = [n for n, statement in enumerate(said) if statement == "BEGIN IMMEDIATE"][-1]
        once = dict.fromkeys(said[begun:])  # SQLite names an INSERT again for what it looks up beside
        turn = [statement.split()[0] for statement in once if not statement.startswith("PRAGMA")]
    assert turn == [
        "BEGIN", "SELECT", "SAVEPOINT", "UPDATE", "INSERT", "INSERT", "RELEASE", "UPDATE", "COMMIT",
    ]  # fmt: skip


def test_phones_that_come_back_ask_nothing_of_the_database(lobby: Lobby) -> None:
    tokens = [lobby.office.token(lobby.office.issue("A")) for _ in range(3)]
    with statements(lobby.office.engine) as said:
        first = lobby.socketio.test_client(lobby.app, namespace="/board", auth={"ticket": tokens[0]})
        assert first.get_received("/board")[0]["args"][0]["waiting"] == 3
        assert any("ticket" in statement for statement in said), "the first has everybody's read"
        said.clear()
        for token in tokens * 2:
            phone = lobby.socketio.test_client(lobby.app, namespace="/board", auth={"ticket": token})
            assert phone.is_connected("/board")
        assert said == []


def test_a_ticket_that_is_asked_for_again_is_answered_without_being_read(lobby: Lobby) -> None:
    token, phone = lobby.office.token(lobby.office.issue("A")), lobby.visitor()
    first = phone.get(f"/tickets/{token}")
    with statements(lobby.office.engine) as said:
        assert phone.get(f"/tickets/{token}").text == first.text
        assert not any("FROM ticket" in statement for statement in said)
        lobby.office.issue("A")
        said.clear()
        assert phone.get(f"/tickets/{token}").data["seq"] == first.data["seq"] + 1
        assert any("FROM ticket" in statement for statement in said)
