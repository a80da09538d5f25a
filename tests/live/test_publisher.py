"""The publisher: builds once, sends whole values, the newest wins, and silence can be told from quiet."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import pytest

from shared.live.presence import Presence
from shared.live.publisher import BURST_S, REST_MOST_S, SHARE, Publisher, Purse
from tests.cast import MARKET, OFFICE
from tests.clockwork import wait_until
from tests.office import Office

Sent = tuple[str, str, str, int]
"""Event, namespace, room, seq."""


@dataclass
class Screens:
    """Everything that was sent, in order."""

    sent: list[tuple[str, Any, str, str]] = field(default_factory=list)

    def __call__(self, event: str, payload: Any, *, room: str, namespace: str) -> None:
        self.sent.append((event, payload, room, namespace))

    def rooms(self, event: str) -> list[str]:
        """Return where an event went."""
        return [room for name, _, room, _ in self.sent if name == event]

    def seqs(self, event: str) -> list[int]:
        """Return the journal numbers of an event."""
        return [payload["seq"] for name, payload, _, _ in self.sent if name == event]


@pytest.fixture
def screens() -> Screens:
    """Nobody has been told anything yet."""
    return Screens()


@pytest.fixture
def publisher(office: Office, screens: Screens) -> Iterator[Publisher]:
    """A publisher beside the office; it hears of every commit."""
    made = Publisher(
        office.engine, configs=office.configs, presence=Presence(), clock=office.clock, emit=screens
    )
    office.writer._after_commit = made.changed
    yield made
    made.stop()


def test_hall_and_desk_are_told_at_once_and_the_phones_next(publisher: Publisher, screens: Screens) -> None:
    publisher.publish(OFFICE)
    assert screens.rooms("board") == ["hall:office"]
    publisher.phones.take()
    assert [(event, room, namespace) for event, _, room, namespace in screens.sent] == [
        ("board", "hall:office", "/board"), ("desk", "desk:office", "/desk"), ("board", "phones:office", "/board"),
    ]  # fmt: skip
    assert screens.sent[0][1] is screens.sent[2][1], "made once for everybody"


def test_what_is_sent_is_the_whole_value(office: Office, publisher: Publisher, screens: Screens) -> None:
    office.issue("A")
    publisher.publish(OFFICE)
    board, desk = screens.sent[0][1], screens.sent[1][1]
    assert (board["waiting"], [t["number"] for t in desk["line"]]) == (1, ["A001"])
    assert board["seq"] == desk["seq"] == office.ticket("A001").issued_seq


def test_the_latest_holds_everything_committed_and_is_built_once(
    office: Office, publisher: Publisher
) -> None:
    office.issue("A")
    first = publisher.latest(OFFICE)
    assert first.board.waiting == 1
    assert publisher.latest(OFFICE) is first
    office.issue("A")
    assert publisher.kept(OFFICE) is first
    assert publisher.latest(OFFICE).board.waiting == 2


def test_a_site_hears_only_of_itself(office: Office, publisher: Publisher, screens: Screens) -> None:
    office.site_id = MARKET
    office.issue("A")
    publisher.publish(MARKET)
    publisher.phones.take()
    assert {room for _, _, room, _ in screens.sent} == {"hall:market", "desk:market", "phones:market"}
    assert publisher.latest(OFFICE).board.waiting == 0


def test_a_beat_tells_every_screen_and_console_where_the_journal_stands(
    office: Office, publisher: Publisher, screens: Screens
) -> None:
    office.issue("A")
    publisher.beat()
    beats = [(p, room, namespace) for event, p, room, namespace in screens.sent if event == "beat"]
    of_the_office = {"site": "office", "seq": 3, "at": "2027-01-12T02:00:00Z"}
    assert (of_the_office, "hall:office", "/board") in beats
    assert (of_the_office, "desk:office", "/desk") in beats
    assert {room for _, room, _ in beats} == {"hall:office", "desk:office", "hall:market", "desk:market"}


def test_what_another_process_wrote_is_noticed(office: Office, publisher: Publisher) -> None:
    office.writer._after_commit = lambda _sites: None
    assert publisher.latest(OFFICE).board.waiting == 0
    office.issue("A")
    assert publisher.latest(OFFICE).board.waiting == 0
    publisher.look()
    assert publisher.latest(OFFICE).board.waiting == 1


def test_what_another_process_tells_of_is_shown_unless_it_is_already(
    office: Office, publisher: Publisher
) -> None:
    office.writer._after_commit = lambda _heads: None
    assert publisher.latest(OFFICE).board.waiting == 0
    seq = office.issued("A")["seq"]
    publisher.hear({OFFICE: seq, MARKET: 99})
    first = publisher.latest(OFFICE)
    assert first.board.waiting == 1
    publisher.hear({OFFICE: seq})
    assert publisher.latest(OFFICE) is first
    assert not publisher.screens.wants(MARKET), "nobody here watches it"


def test_a_device_that_came_or_went_at_another_process_is_noticed(office: Office, screens: Screens) -> None:
    presence = Presence(shared=True)
    publisher = Publisher(
        office.engine, configs=office.configs, presence=presence, clock=office.clock, emit=screens
    )
    presence.hear_beat(office.clock())
    assert not any(device.connected for device in publisher.latest(OFFICE).desk.devices)
    presence.hear("other", {2}, office.clock())
    publisher.look()
    assert [d.kind for d in publisher.latest(OFFICE).desk.devices if d.connected] == ["display"]
    presence.hear("other", set(), office.clock())
    publisher.look()
    assert not any(device.connected for device in publisher.latest(OFFICE).desk.devices)


def test_no_screen_is_called_silent_while_other_processes_cannot_be_heard(
    office: Office, screens: Screens
) -> None:
    presence = Presence(shared=True)
    publisher = Publisher(
        office.engine, configs=office.configs, presence=presence, clock=office.clock, emit=screens
    )
    presence.hear_beat(office.clock())
    office.clock.advance(minutes=5)

    def away() -> list[str]:
        publisher.look()
        return [a.code for a in publisher.latest(OFFICE).desk.attention if a.code.endswith("_away")]

    assert away() == [], "deaf"
    presence.hear_beat(office.clock())
    assert away() == [], "they have just got a chance to be heard"
    for _ in range(100):
        office.clock.advance(seconds=2)
        presence.hear_beat(office.clock())
    assert len(away()) == 3


def test_a_setting_that_another_process_changed_is_noticed(office: Office, publisher: Publisher) -> None:
    assert publisher.latest(OFFICE).desk.rules.recall_limit == 3
    office.writer._after_commit = lambda _sites: None
    office.set(recall_limit=4)
    publisher.look()
    assert publisher.latest(OFFICE).desk.rules.recall_limit == 4


def test_the_hour_is_noticed_without_anybody_doing_anything(office: Office, publisher: Publisher) -> None:
    office.clock.show("2027-01-12 16:29:59")
    assert publisher.latest(OFFICE).board.hall.state == "last_ticket"
    publisher.look()
    assert publisher.latest(OFFICE).board.hall.state == "last_ticket"
    office.clock.advance(seconds=1)
    publisher.look()
    assert publisher.latest(OFFICE).board.hall.state == "closed"


def test_midnight_is_noticed(office: Office, publisher: Publisher) -> None:
    office.clock.show("2027-01-12 23:59:59")
    assert publisher.latest(OFFICE).board.day == "2027-01-12"
    office.clock.advance(seconds=1)
    publisher.look()
    assert publisher.latest(OFFICE).board.day == "2027-01-13"


def test_a_wait_that_grows_too_long_is_told_without_any_new_ticket(
    office: Office, publisher: Publisher
) -> None:
    office.ana.open()
    office.issue("A")
    publisher.latest(OFFICE)
    office.clock.advance(minutes=31)
    publisher.look()
    assert "long_wait" in [a.code for a in publisher.latest(OFFICE).desk.attention]


def test_a_running_publisher_sends_after_each_commit_and_ends_with_the_newest(
    office: Office, publisher: Publisher, screens: Screens
) -> None:
    publisher.start()
    for _ in range(20):
        office.issue("A")
    newest = office.ticket("A020").issued_seq
    wait_until(lambda: newest in screens.seqs("board"))
    seqs = [
        seq
        for seq, room in zip(screens.seqs("board"), screens.rooms("board"), strict=True)
        if room == "hall:office"
    ]
    assert seqs == sorted(seqs)
    assert seqs[-1] == newest


def test_changes_while_it_builds_are_sent_as_one(
    office: Office, publisher: Publisher, screens: Screens
) -> None:
    building, go = threading.Event(), threading.Event()
    send = publisher._emit

    def slow(event: str, payload: Any, *, room: str, namespace: str) -> None:
        building.set()
        assert go.wait(10)
        send(event, payload, room=room, namespace=namespace)

    publisher._emit = slow
    publisher.start()
    office.issue("A")
    assert building.wait(10)
    for _ in range(30):
        office.issue("A")
    go.set()
    newest = office.ticket("A031").issued_seq
    wait_until(lambda: newest in screens.seqs("desk"))
    assert publisher.published <= 3


def test_one_failure_does_not_silence_the_screens(
    office: Office, publisher: Publisher, screens: Screens, caplog: pytest.LogCaptureFixture
) -> None:
    failing = threading.Event()
    send = publisher._emit

    def fail_once(event: str, payload: Any, *, room: str, namespace: str) -> None:
        if not failing.is_set():
            failing.set()
            raise RuntimeError("a socket broke")
        send(event, payload, room=room, namespace=namespace)

    publisher._emit = fail_once
    publisher.start()
    office.issue("A")
    assert failing.wait(10)
    office.issue("A")
    newest = office.ticket("A002").issued_seq
    wait_until(lambda: newest in screens.seqs("board"))
    assert "publishing failed" in caplog.text


def test_a_site_whose_changes_never_end_rests_and_holds_up_no_other(
    publisher: Publisher, screens: Screens
) -> None:
    publisher.screens.charge(OFFICE, 10.0)
    publisher.changed([OFFICE, MARKET])
    rests_until = publisher.screens.take()
    publisher.phones.take()
    assert set(screens.rooms("board")) == {"hall:market", "phones:market"}
    assert rests_until is not None
    assert 0 < rests_until - monotonic() <= REST_MOST_S


def test_no_screen_rests_because_telling_the_phones_was_much_work(
    publisher: Publisher, screens: Screens
) -> None:
    publisher.phones.charge(OFFICE, 10.0)
    for _ in range(3):
        publisher.changed([OFFICE])
        assert publisher.screens.take() is None
        assert publisher.phones.take() is not None, "they rest"
    assert screens.rooms("board") == ["hall:office"] * 3


def test_a_screen_waits_for_no_phone_that_is_being_told(
    office: Office, publisher: Publisher, screens: Screens
) -> None:
    telling, go = threading.Event(), threading.Event()
    send = publisher._emit

    def slow(event: str, payload: Any, *, room: str, namespace: str) -> None:
        if room.startswith("phones:"):
            telling.set()
            assert go.wait(10)
        send(event, payload, room=room, namespace=namespace)

    publisher._emit = slow
    publisher.start()
    first = office.issued("A")["seq"]
    assert telling.wait(10)
    second = office.issued("A")["seq"]
    wait_until(lambda: second in screens.seqs("desk"))
    assert "phones:office" not in screens.rooms("board")
    go.set()
    wait_until(lambda: screens.rooms("board").count("phones:office") == 2)
    told = [payload["seq"] for _, payload, room, _ in screens.sent if room == "phones:office"]
    assert told == [first, second]


def test_a_handful_of_changes_costs_no_rest_and_time_pays_what_more_cost() -> None:
    purse = Purse()
    for second in range(3):
        purse.spend(BURST_S / 3, 100.0)
        assert purse.free_at <= 100.0, second
    purse.spend(REST_MOST_S * SHARE / 2, 100.0)
    assert purse.free_at == pytest.approx(100.0 + REST_MOST_S / 2)
    purse.spend(0.0, 200.0)
    assert purse.free_at <= 200.0


def test_an_older_reading_never_replaces_a_newer_one(office: Office, publisher: Publisher) -> None:
    office.issue("A")
    newer = publisher.latest(OFFICE)
    office.by_hand("UPDATE site SET head_seq = 2 WHERE id = 1")
    publisher.changed([OFFICE])
    assert publisher.latest(OFFICE) is newer
