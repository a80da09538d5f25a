"""For those who keep the machine: healthy only when it can write and the journal's head verifies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clockwork import Clock
from tests.lobby import Lobby, open_lobby, read
from tests.postgres import ON_POSTGRES, url_of


def test_a_healthy_server_says_so_and_changes_nothing_by_being_asked(lobby: Lobby) -> None:
    before = lobby.office.facts()
    answer = lobby.visitor().get("/health")
    assert (answer.status, answer.data["status"]) == (200, "ok")
    assert lobby.office.facts() == before


def test_a_database_that_cannot_be_written_is_a_failure(database: Path, clock: Clock) -> None:
    url = f"sqlite:///file:{database}?mode=ro&uri=true"
    if ON_POSTGRES:
        url = f"{url_of(database)}&options=-c%20default_transaction_read_only%3Don".replace("+psycopg", "")
    with open_lobby(database, clock, env={"TONSAI_DATABASE_URL": url}) as lobby:
        answer = lobby.visitor().get("/health")
        assert (answer.status, answer.data) == (
            503, {"status": "failing", "failures": ["write"], "codes": ["server.disk"]},
        )  # fmt: skip
        ticket = lobby.program("kiosk").post("/tickets", {"group": "A"})
        assert (ticket.status, ticket.code, ticket.headers["Retry-After"]) == (503, "server.disk", "2")
        assert lobby.program("kiosk").get("/board").status == 200, "looking goes on"


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE site SET head_hash = 'f'",
        "UPDATE journal SET body = body || ' '",
        "DELETE FROM journal",
        "UPDATE site SET head_seq = head_seq - 1 WHERE head_seq > 1",
    ],
)
def test_a_tampered_head_is_a_failure(lobby: Lobby, tampering: str) -> None:
    lobby.office.issue("A")
    lobby.office.by_hand(tampering)
    answer = lobby.visitor().get("/health")
    assert (answer.status, answer.data) == (
        503, {"status": "failing", "failures": ["journal"], "codes": ["server.damaged"]},
    )  # fmt: skip


def test_a_clock_that_was_set_back_is_a_failure_because_no_ticket_would_be_given(lobby: Lobby) -> None:
    lobby.office.issue("A")
    lobby.office.clock.advance(hours=-1)
    answer = lobby.visitor().get("/health")
    assert (answer.status, answer.data) == (
        503, {"status": "failing", "failures": ["clock"], "codes": ["clock.behind"]},
    )  # fmt: skip
    assert lobby.device("kiosk").post("/tickets", {"group": "A"}).code == "clock.behind"


def test_one_look_serves_all_who_ask_within_a_second(lobby: Lobby) -> None:
    turns = lobby.deps.writer.turns
    assert [lobby.visitor().get("/health").status for _ in range(20)] == [200] * 20
    assert lobby.deps.writer.turns - turns <= 2


def test_a_server_without_an_office_is_not_healthy(tmp_path: Path, clock: Clock) -> None:
    from deploy.database import upgrade

    upgrade(f"sqlite:///{tmp_path / 'tonsai.db'}")
    with open_lobby(tmp_path / "tonsai.db", clock) as lobby:
        assert lobby.visitor().get("/health").data == {
            "status": "failing", "failures": ["no_site"], "codes": [],
        }  # fmt: skip
        answer = lobby.visitor().page("/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/setup")
        for path in ("/board", "/groups"):
            assert lobby.visitor().get(path).status == 401
        assert read(lobby.app.test_client().get("/metrics")).status == 200


def test_the_metrics_say_what_goes_on(lobby: Lobby) -> None:
    lobby.office.issue("A")
    lobby.office.issue("A")
    lobby.deps.publisher.latest(1)
    text = read(lobby.app.test_client().get("/metrics")).text
    values = dict(line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#"))
    assert float(values['tonsai_tickets_waiting{site="office"}']) == 2
    assert float(values['tonsai_journal_seq{site="office"}']) == 4
    assert float(values["tonsai_turns_total"]) == 2
    assert "ticket-token" not in text
