"""A print agent over the API: paired by a code, fetches each slip once, says how it ended and how its printer is."""

from __future__ import annotations

import base64
import io
import threading

import pytest
from PIL import Image
from sqlalchemy import update

from shared.paper.pictures import Picture
from shared.store.models import Device, PrinterDay, PrintJob
from shared.store.turn import Answer, Turn
from shared.web.devices import confirm_pairing, revoke_device
from tests.clockwork import Clock, wait_until
from tests.lobby import Browser, Lobby
from tests.press.agents import agent_of
from tests.press.machines import KIOSK

CLAIMS = ("first-claim", "second-claim", "third-claim")


@pytest.fixture
def agent(lobby: Lobby) -> Browser:
    """The agent that holds the lobby kiosk's printer. What it gets is a small picture, to be quick."""
    lobby.deps.print_room._draw = lambda _job, width: Picture(width, 2, bytes(width // 4))
    return agent_of(lobby, serves=KIOSK)[0]


def press(lobby: Lobby) -> str:
    """Somebody takes a number at the kiosk; return its token."""
    return str(lobby.device("kiosk").post("/tickets", {"group": "A"}).data["token"])


def fetch(agent: Browser, claim: str = CLAIMS[0], wait_s: float = 0) -> dict[str, object] | None:
    """Ask for the next slip."""
    answer = agent.post("/agent/jobs", {"claim": claim, "wait_s": wait_s})
    assert answer.status == 200, answer.text
    job: dict[str, object] | None = answer.data["job"]
    return job


def states(lobby: Lobby) -> list[tuple[str, str | None]]:
    """Return where all jobs stand, and why."""
    return [(job.state, job.reason) for job in lobby.office.rows(PrintJob)]


def test_an_agent_is_paired_by_its_code_and_shut_out_like_every_device(lobby: Lobby) -> None:
    visitor = lobby.visitor()
    begun = visitor.post("/agent/pairings", {})
    assert begun.status == 201
    assert len(begun.data["code"]) == 6
    secret = {"secret": begun.data["secret"]}
    assert visitor.post("/agent/pairings/claim", secret).data == {"token": None}
    made = lobby.office.take_turn(lambda turn: confirm_pairing(turn, code=begun.data["code"], name="Agent"))
    assert made["kind"] == "agent"
    token = visitor.post("/agent/pairings/claim", secret).data["token"]
    again = visitor.post("/agent/pairings/claim", secret)
    assert (again.status, again.code) == (404, "pairing.unknown"), "a secret is spent once"
    agent = Browser(lobby.app.test_client(), {"Authorization": f"Bearer {token}"})
    assert agent.post("/agent/printer", {"state": "ready"}).data == {"kiosks": []}
    lobby.office.take_turn(lambda turn: revoke_device(turn, device_id=made["id"]))
    assert agent.post("/agent/printer", {"state": "ready"}).code == "auth.wrong"


def test_pairing_cannot_be_asked_for_without_end(lobby: Lobby) -> None:
    visitor = lobby.visitor()
    codes = {visitor.post("/agent/pairings/claim", {"secret": "s" * 20}).code for _ in range(40)}
    assert codes == {"pairing.unknown", "rate.limited"}


def test_an_agent_fetches_a_slip_as_a_picture_and_says_that_it_is_printed(
    lobby: Lobby, agent: Browser
) -> None:
    assert fetch(agent) is None
    token = press(lobby)
    job = fetch(agent)
    assert job is not None
    picture = Image.open(io.BytesIO(base64.b64decode(str(job["picture"]))))
    assert (job["width"], picture.size, picture.mode) == (576, (576, 2), "1")
    assert states(lobby) == [("printing", None)]
    assert lobby.visitor().get(f"/tickets/{token}/slip").data == {"state": "printing"}
    for _ in range(2):
        ended = agent.post(f"/agent/jobs/{job['id']}", {"claim": CLAIMS[0], "outcome": "printed"})
        assert (ended.status, ended.data) == (200, {"state": "printed"})
    (day,) = lobby.office.rows(PrinterDay)
    assert (day.printed, day.failed) == (1, 0)


def test_who_lost_the_answer_asks_again_with_the_same_claim_and_gets_the_same_slip(
    lobby: Lobby, agent: Browser
) -> None:
    press(lobby)
    press(lobby)
    first, again, other = fetch(agent), fetch(agent), fetch(agent, CLAIMS[1])
    assert first == again
    assert first is not None
    assert other is not None
    assert first["id"] != other["id"]
    assert [job.tries for job in lobby.office.rows(PrintJob)] == [1, 1]


def test_a_claim_whose_slip_has_ended_fetches_nothing_more(lobby: Lobby, agent: Browser) -> None:
    press(lobby)
    job = fetch(agent)
    assert job is not None
    agent.post(f"/agent/jobs/{job['id']}", {"claim": CLAIMS[0], "outcome": "printed"})
    press(lobby)
    late = agent.post("/agent/jobs", {"claim": CLAIMS[0]})
    assert (late.status, late.code) == (404, "not_found")
    assert states(lobby) == [("printed", None), ("queued", None)]


def test_what_was_not_sent_waits_again_and_what_is_unknown_does_not(lobby: Lobby, agent: Browser) -> None:
    press(lobby)
    for claim, outcome, state in zip(CLAIMS, ("not_sent", "unknown"), ("queued", "failed"), strict=False):
        job = fetch(agent, claim)
        assert job is not None
        ended = agent.post(f"/agent/jobs/{job['id']}", {"claim": claim, "outcome": outcome})
        assert ended.data == {"state": state}
    assert fetch(agent, CLAIMS[2]) is None
    assert states(lobby) == [("failed", "unknown")]


def test_a_slip_that_cannot_be_drawn_fails_at_once(lobby: Lobby, agent: Browser) -> None:
    def breaks(*_: object) -> Picture:
        raise RuntimeError("no font")

    lobby.deps.print_room._draw = breaks
    press(lobby)
    assert fetch(agent) is None
    assert states(lobby) == [("failed", "no_picture")]


def test_an_agent_has_nothing_to_do_with_the_slips_of_others(lobby: Lobby, agent: Browser) -> None:
    other, _ = agent_of(lobby, "other")
    press(lobby)
    assert fetch(other) is None
    job = fetch(agent)
    assert job is not None
    refused = other.post(f"/agent/jobs/{job['id']}", {"claim": CLAIMS[0], "outcome": "printed"})
    assert (refused.status, refused.code) == (404, "not_found")
    assert other.post("/agent/printer", {"state": "paper_out"}).data == {"kiosks": []}
    assert states(lobby) == [("printing", None)]
    assert lobby.office.snapshot().board.printers[0].state is None


def test_a_slip_that_comes_too_late_is_not_given_out(lobby: Lobby, agent: Browser, clock: Clock) -> None:
    press(lobby)
    clock.advance(seconds=121)
    assert fetch(agent) is None
    assert states(lobby) == [("expired", "late")]


def test_the_agents_word_about_its_printer_is_seen_by_everybody(
    lobby: Lobby, agent: Browser, clock: Clock
) -> None:
    for state in ("ready", "paper_out", "paper_low", "silent", "ready"):
        assert agent.post("/agent/printer", {"state": state}).data == {"kiosks": [KIOSK]}
        assert lobby.office.snapshot().board.printers[0].state == state
        clock.advance(seconds=1)
    assert agent.post("/agent/printer", {"state": "fine"}).code == "request.invalid"
    for _ in range(31):
        agent.post("/agent/printer", {"state": "paper_out"})
        clock.advance(seconds=2)
    (day,) = lobby.office.rows(PrinterDay)
    assert day.no_paper_s >= 60, "counted while it lasts"


def test_who_waits_for_a_slip_hears_of_it_at_once(lobby: Lobby, agent: Browser) -> None:
    told: list[dict[str, object] | None] = []
    asking = threading.Thread(target=lambda: told.append(fetch(agent, wait_s=20)))
    room = lobby.deps.print_room
    asking.start()
    wait_until(lambda: bool(room._news._waiters))  # type: ignore[attr-defined]
    press(lobby)
    asking.join(10)
    assert told
    assert told[0] is not None


def test_an_agent_that_was_shut_out_prints_nothing_more(lobby: Lobby, agent: Browser) -> None:
    press(lobby)

    def shut_out(turn: Turn) -> Answer:
        turn.conn.execute(update(Device).where(Device.kind == "agent").values(revoked_at=turn.seconds))
        return {}

    lobby.office.take_turn(shut_out)
    assert agent.post("/agent/jobs", {"claim": CLAIMS[0]}).code == "auth.wrong"
    assert states(lobby) == [("queued", None)]
