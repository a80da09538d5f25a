"""Two processes, one office: every screen hears everything wherever it sits, and any part may die.

One constellation serves all tests of this file; each leaves it whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any

import pytest

from shared.store.config import Configs
from shared.store.engine import open_engine
from shared.store.journal import verify_site
from shared.store.turn import Writer
from tests.cast import DEVICES, MARKET, OFFICE, secret_of
from tests.clockwork import Clock, wait_until
from tests.faults.aftermath import SCREENS_S, TRUE, Aftermath, fault
from tests.faults.constellation import Answer, Constellation, Door, Person, running
from tests.office import Office
from tests.proxy import needs_nginx

pytestmark = [pytest.mark.faults, needs_nginx]
TRUE_AGAIN_S = 2.0
"""How soon screens of the other process are true without Redis."""


@pytest.fixture(scope="module")
def whole() -> Iterator[Constellation]:
    """Everything that runs, for all tests of this file; afterwards both chains must verify."""
    with running() as constellation:
        yield constellation
        engine = open_engine(constellation.url)
        with engine.connect() as conn:
            assert [verify_site(conn, site).fault for site in (OFFICE, MARKET)] == [None, None]
        engine.dispose()
        assert "Traceback" not in constellation.one.log + constellation.two.log


@pytest.fixture
def rows(whole: Constellation) -> Iterator[Office]:
    """What stands in the database."""
    engine = open_engine(whole.url)
    configs = Configs()
    yield Office(engine, Writer(engine, configs=configs, new_token=str), configs, Clock())
    engine.dispose()


def note_health(aftermath: Aftermath, door: Door) -> None:
    """Note what a process says of itself."""
    answer = door.ask("GET", "/api/v1/health")
    aftermath.saw("health", " ".join([str(answer.status), *answer.body.get("failures", [])]))


@pytest.fixture
def office(whole: Constellation) -> Iterator[Constellation]:
    """The constellation, its sockets closed after each test."""
    yield whole
    whole.hush()


def issue(door: Door, group: str = "A", **options: Any) -> dict[str, Any]:
    """Take a ticket at a door."""
    return door.post("/api/v1/tickets", {"group": group}, **options)


def press(door: Door, key: str) -> dict[str, Any]:
    """Press for a ticket, and again under the same key when the press was lost on its way, as a kiosk does."""
    answers: list[Answer] = []

    def given() -> bool:
        answers.append(door.ask("POST", "/api/v1/tickets", {"group": "A"}, key=key))
        return answers[-1].status == 201

    wait_until(given, at_most_s=TRUE_AGAIN_S)
    assert {answer.status for answer in answers} <= {201, 502}
    found: dict[str, Any] = answers[-1].body
    return found


def desk_device(door: Door, kind: str) -> dict[str, Any]:
    """Return what the desk says of a device."""
    devices = door.get("/api/v1/desk")["devices"]
    found: dict[str, Any] = next(one for one in devices if one["name"] == DEVICES[kind])
    return found


def test_every_socket_at_either_process_hears_every_change_of_its_site_once(office: Constellation) -> None:
    screens = [
        office.listen(door, namespace, token=secret_of("admin"))
        for door in (office.one, office.two, office.proxy)
        for namespace in ("/board", "/desk")
    ]
    stranger = office.listen(office.two, token=secret_of("market"))
    seen_by_stranger = stranger.seq
    for door in (office.one, office.two, office.one, office.proxy):
        seq = issue(door)["seq"]
        for screen in screens:
            screen.shows(seq)
    for screen in screens:
        seqs = [value["seq"] for value in screen.news]
        assert seqs == sorted(seqs)
        assert len(seqs) <= 1 + 4 + 2, "no process sends another one's boards a second time"
    assert stranger.seq == seen_by_stranger
    assert {value["site"] for value in stranger.news} == {"market"}


def test_a_wake_brings_the_change_and_not_the_look_of_a_quarter_second(office: Constellation) -> None:
    screen = office.listen(office.two, token=secret_of("screen"))
    before = office.two.metric("tonsai_wire_news_total")
    for _ in range(3):
        screen.shows(issue(office.one)["seq"])
    assert office.two.metric("tonsai_wire_news_total") >= before + 3


def test_a_ticket_given_at_one_process_is_followed_and_called_at_the_other(office: Constellation) -> None:
    office.one.post("/api/v1/counters/3/open")
    given = issue(office.one, "C")
    phone = office.listen(office.two, ticket=given["token"])
    assert office.two.get(f"/api/v1/tickets/{given['token']}")["state"] == "waiting"
    called = office.two.post("/api/v1/counters/3/call-next")
    assert called["ticket"]["number"] == given["number"]
    phone.shows(called["seq"])
    assert office.one.get(f"/api/v1/tickets/{given['token']}")["state"] == "called"
    office.one.post("/api/v1/counters/3/finish", {"service": "W1"})
    office.two.post("/api/v1/counters/3/close")


def test_one_key_pressed_at_both_processes_at_once_gives_one_ticket(office: Constellation) -> None:
    before = office.one.get("/api/v1/board")["waiting"]
    with ThreadPoolExecutor(8) as pool:
        doors = [office.one, office.two] * 4
        given = list(pool.map(lambda door: issue(door, "B", key="pressed-once"), doors))
    assert len({(one["number"], one["token"], one["seq"]) for one in given}) == 1
    office.listen(office.one, token=secret_of("screen")).shows(given[0]["seq"])
    assert office.one.get("/api/v1/board")["waiting"] == before + 1


def test_counters_calling_at_both_processes_at_once_never_call_one_ticket_twice(
    office: Constellation,
) -> None:
    for number in (1, 2):
        office.one.post(f"/api/v1/counters/{number}/open", {"groups": ["B"]})
    given = {issue(door, "B")["number"] for door in [office.one, office.two] * 10}
    given.add(issue(office.one, "B", key="pressed-once")["number"])

    def serve(number: int, door: Door) -> list[str]:
        served = []
        while (ticket := door.post(f"/api/v1/counters/{number}/call-next")["ticket"]) is not None:
            served.append(ticket["number"])
            door.post(f"/api/v1/counters/{number}/finish", {"service": "R1"})
        return served

    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(serve, (1, 2), office))
    served = [number for one in both for number in one]
    assert len(served) == len(set(served))
    assert set(served) == given
    for number in (1, 2):
        office.one.post(f"/api/v1/counters/{number}/close")


def test_a_device_at_one_process_is_present_in_the_desk_of_the_other(office: Constellation) -> None:
    desk = office.listen(office.one, "/desk", token=secret_of("admin"))
    assert not desk_device(office.one, "display")["connected"]
    screen = office.listen(office.two, device="display", face="display")
    wait_until(lambda: any(d["connected"] for d in desk.news[-1]["devices"] if d["kind"] == "display"))
    screen.client.disconnect()
    wait_until(lambda: not any(d["connected"] for d in desk.news[-1]["devices"] if d["kind"] == "display"))
    assert desk_device(office.one, "display")["seen_at"] is not None


def test_a_device_revoked_at_one_process_is_shut_out_at_the_other(office: Constellation) -> None:
    tablet = office.listen(office.two, device="tablet", face="tablet")
    bystander = office.listen(office.two, device="kiosk", face="kiosk")
    eve = Person.sign_in(office.one)
    tablets = list(DEVICES).index("tablet") + 1
    answer = eve.submit(office.two, "/settings/devices", f"/settings/devices/{tablets}/revoke")
    assert answer.status in (302, 303), "a session begun at one process is good at the other"
    wait_until(lambda: not tablet.is_open, at_most_s=TRUE_AGAIN_S)
    assert bystander.is_open


def test_chores_and_printers_are_one_processes_business(office: Constellation) -> None:
    engine = open_engine(office.url)
    with engine.connect() as conn:
        held = conn.exec_driver_sql(
            "SELECT count(*), count(DISTINCT objid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        ).one()
    engine.dispose()
    assert held[0] == held[1] >= 1, "each office has one holder"


@pytest.fixture
def no_redis(office: Constellation) -> Iterator[Constellation]:
    """Redis was killed a moment ago, and a TV sits at the second process."""
    office.listen(office.two, device="display", face="display")
    wait_until(lambda: desk_device(office.one, "display")["connected"])
    office.redis.kill()
    yield office
    if office.redis.process is None:
        office.redis.start()
    for process in office:
        process.wait()


@fault(
    "Redis gone, two server processes",
    how="SIGKILL to Redis, a screen and a TV at each process",
    told="201; no TV called silent",
    health="200",
    screens="its own at once, the other's in 2 s",
)
def test_without_redis_local_screens_go_on_and_the_others_are_true_within_two_seconds(
    no_redis: Constellation, rows: Office, aftermath: Aftermath
) -> None:
    here, there = (no_redis.listen(door, token=secret_of("screen")) for door in no_redis)
    for _ in range(3):
        began = monotonic()
        seq = issue(no_redis.one)["seq"]
        answered = monotonic()
        here.shows(seq, within_s=TRUE_AGAIN_S)
        there.shows(seq, within_s=TRUE_AGAIN_S - (monotonic() - answered))
        assert answered - began < TRUE_AGAIN_S, "nobody at the kiosk waits for Redis"
    wait_until(lambda: no_redis.one.metric("tonsai_wire_hears") == 0)
    desk = no_redis.one.get("/api/v1/desk")
    assert desk_device(no_redis.one, "display")["connected"], "what was last said stands"
    assert [one for one in desk["attention"] if one["code"].endswith("_away")] == []
    aftermath.told("201; no TV called silent")
    aftermath.saw("screens", "its own at once, the other's in 2 s")
    note_health(aftermath, no_redis.one)
    aftermath.check_rows(rows)
    no_redis.redis.start()
    for process in no_redis:
        process.wait()
    aftermath.goes_on("by itself")


def test_when_redis_returns_all_are_true_and_wakes_are_heard_again(no_redis: Constellation) -> None:
    there = no_redis.listen(no_redis.two, token=secret_of("screen"))
    wait_until(lambda: no_redis.two.metric("tonsai_wire_hears") == 0)
    seq = issue(no_redis.one)["seq"]
    no_redis.redis.start()
    there.shows(seq, within_s=TRUE_AGAIN_S)
    wait_until(
        lambda: all(process.metric("tonsai_wire_hears") == 1 for process in no_redis),
        at_most_s=2 * TRUE_AGAIN_S,
    )
    before = no_redis.two.metric("tonsai_wire_news_total")
    there.shows(issue(no_redis.one)["seq"])
    wait_until(lambda: no_redis.two.metric("tonsai_wire_news_total") > before)
    assert desk_device(no_redis.one, "display")["connected"]


@fault(
    "Redis holds the line and says nothing",
    how="SIGSTOP to Redis, a press, SIGCONT",
    told="201",
    health="200",
    screens="its own at once, the other's in 2 s",
)
def test_a_redis_that_holds_the_line_and_says_nothing_holds_up_nobody(
    office: Constellation, rows: Office, aftermath: Aftermath
) -> None:
    here, there = (office.listen(door, token=secret_of("screen")) for door in office)
    office.redis.stall(stalled=True)
    try:
        wait_until(lambda: office.one.metric("tonsai_wire_hears") == 0, at_most_s=TRUE_AGAIN_S)
        began = monotonic()
        seq = issue(office.one)["seq"]
        assert monotonic() - began < TRUE_AGAIN_S
        here.shows(seq, within_s=TRUE_AGAIN_S)
        there.shows(seq, within_s=TRUE_AGAIN_S)
        aftermath.told("201")
        aftermath.saw("screens", "its own at once, the other's in 2 s")
        note_health(aftermath, office.one)
    finally:
        office.redis.stall(stalled=False)
    for process in office:
        process.wait()
    aftermath.goes_on("by itself")
    aftermath.check_rows(rows)


@fault(
    "One of two server processes killed",
    how="SIGKILL to a gunicorn behind nginx, four screens, six presses at once",
    told="201, or 502 and 201 for the same press",
    health="200",
)
def test_one_process_killed_the_rest_goes_on_and_it_comes_back_true(
    office: Constellation, rows: Office, aftermath: Aftermath
) -> None:
    screens = [office.listen(office.proxy, returns=True, token=secret_of("screen")) for _ in range(4)]
    television = office.listen(office.two, device="display", face="display")
    wait_until(lambda: desk_device(office.one, "display")["connected"])
    office.two.kill()
    given = [press(office.proxy, f"after-the-kill-{number}") for number in range(6)]
    assert [one["seq"] for one in given] == list(range(given[0]["seq"], given[0]["seq"] + 6)), (
        "none twice, no gap"
    )
    for screen in screens:
        screen.shows(given[-1]["seq"], within_s=SCREENS_S)
    aftermath.told("201, or 502 and 201 for the same press")
    aftermath.saw("screens", TRUE)
    note_health(aftermath, office.proxy)
    assert not television.is_open
    wait_until(lambda: not desk_device(office.one, "display")["connected"])
    office.two.spawn()
    office.two.wait()
    late = office.listen(office.two, token=secret_of("screen"))
    assert late.seq == office.one.get("/api/v1/board")["seq"] >= given[-1]["seq"]
    screens[0].shows(issue(office.two)["seq"])
    aftermath.goes_on("by itself")
    aftermath.check_rows(rows, {one["token"]: one["number"] for one in given})
