"""The writer hangs, as on a disk that does not answer: health says so in time, and nothing is done behind a back."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest

from kiosk import actions
from shared.domain.errors import QueueError
from shared.store.turn import Answer, Turn
from shared.web.health import WRITE_S
from tests.cast import OFFICE
from tests.faults.aftermath import Aftermath, fault
from tests.lobby import Lobby

pytestmark = pytest.mark.faults
STUCK_S = 30.0


@fault(
    "The writer hangs",
    how="a turn that does not come back, in the whole application without a server",
    told="server.busy",
    health="503 write",
    screens="—",
)
def test_a_writer_that_hangs_is_told_in_time_and_does_nothing_for_those_who_left(
    lobby: Lobby, aftermath: Aftermath
) -> None:
    holding, go = threading.Event(), threading.Event()
    deps, now = lobby.deps, lobby.office.clock()

    def hang(_turn: Turn) -> Answer:
        holding.set()
        assert go.wait(STUCK_S)
        return {}

    def issue(turn: Turn) -> Answer:
        return actions.issue_ticket(turn, group="A")

    with ThreadPoolExecutor(5) as people:
        held = people.submit(deps.writer.run, OFFICE, hang, now=now, actor="system", timeout_s=STUCK_S)
        assert holding.wait(10)
        try:
            with pytest.raises(QueueError) as refused:
                deps.writer.run(OFFICE, issue, now=now, actor="device:1", timeout_s=0.05)
            aftermath.told(refused.value.code)
            began = monotonic()
            looks = list(people.map(lambda _: lobby.visitor().get("/health"), range(4)))
            assert monotonic() - began < 2 * WRITE_S, "those who ask together wait for the same look"
            for look in looks:
                aftermath.saw("health", " ".join([str(look.status), *look.data["failures"]]))
            assert lobby.device("kiosk").get("/board").status == 200, "looking goes on"
        finally:
            go.set()
            held.result(STUCK_S)
    given = lobby.device("kiosk").post("/tickets", {"group": "A"}).data
    assert given["number"] == "A001", "who was told busy has no number that nobody knows"
    aftermath.goes_on("by itself")
    aftermath.check_rows(lobby.office, {given["token"]: "A001"})
