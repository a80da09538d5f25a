"""The desk: what staff see of the day, and what a supervisor is told to look at."""

from __future__ import annotations

import pytest

from shared.live.presence import Presence
from shared.live.snapshots import read_snapshot
from shared.live.values import Attention, Desk
from tests.cast import ANA
from tests.office import Office

AT_NINE = "2027-01-12T02:00:00Z"


def desk_of(office: Office) -> Desk:
    """Return the desk as of now."""
    return office.snapshot().desk


def attention_of(office: Office) -> list[Attention]:
    """Return what a supervisor should look at, but for the devices, which no test has switched on."""
    return [a for a in desk_of(office).attention if not a.code.endswith("_away")]


def test_the_line_shows_class_age_and_who_was_there_before(office: Office) -> None:
    office.issue("A", priority=True)
    office.clock.advance(minutes=2)
    office.issue("B", language="en")
    office.ana.open().call_next()
    office.ana.hold("payment")
    office.ana.resume("A001")
    line = desk_of(office).line
    assert [(t.number, t.klass, t.language, t.issued_at[11:16], t.back, t.reason) for t in line] == [
        ("A001", "priority", "th", "02:00", True, None),
        ("B001", "normal", "en", "02:02", False, None),
    ]


def test_a_line_longer_than_the_screen_says_how_many_more(office: Office) -> None:
    office.issue("A")
    columns = [c for c in office.ticket("A001")._mapping if c not in ("id", "number", "token", "place_seq")]
    names = ", ".join(columns)
    office.by_hand(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 230) "  # noqa: S608 - our own names
        f"INSERT INTO ticket (number, token, place_seq, {names}) "
        f"SELECT i, 'made-' || i, 1000 + i, {names} FROM ticket, n"
    )
    desk = desk_of(office)
    assert (len(desk.line), desk.more, desk.groups[0].waiting, desk.today.waiting) == (200, 30, 230, 230)
    assert [t.number for t in desk.line[:3]] == ["A001", "A002", "A003"]


def test_a_counter_shows_its_day(office: Office) -> None:
    ana = office.ana.open()
    for minutes in (2, 4, 9):
        office.issue("A")
        ana.call_next()
        ana.start()
        office.clock.advance(minutes=minutes)
        ana.finish("T1")
    office.issue("A")
    office.clock.advance(minutes=1)
    ana.call_next()
    ana.no_show()
    (counter, *_) = desk_of(office).counters
    assert (counter.staff, counter.state, counter.ticket) == (ANA.name, "open", None)
    assert counter.last is not None
    assert (counter.last.number, counter.last.service) == ("A003", "T1")
    today = counter.today
    assert (today.served, today.no_show, today.median_service_s, today.median_wait_s) == (3, 1, 240, 0)


def test_the_days_sums_are_those_of_the_hall(office: Office) -> None:
    ana = office.ana.open("A")
    for _ in range(6):
        office.issue("A")
    office.cancel("A006")
    office.clock.advance(minutes=10)
    ana.serve_next()
    ana.call_next()
    ana.no_show()
    ana.call_next()
    ana.hold()
    ana.call_next()
    today = desk_of(office).today
    assert (today.issued, today.served, today.no_show, today.cancelled, today.waiting) == (6, 1, 1, 1, 1)
    assert today.median_wait_s == 600
    assert [t.number for t in desk_of(office).away] == ["A003", "A002"]


def test_the_desk_tells_the_rules_it_lives_by(office: Office) -> None:
    office.set(recall_limit=5, priority_ratio=4)
    rules = desk_of(office).rules
    assert (rules.recall_limit, rules.recall_spacing_s, rules.standard_ratio, rules.correct_within_s) == (
        5,
        30,
        4,
        10,
    )
    assert "urgent" in rules.chosen_reasons


def test_services_come_with_their_published_minutes(office: Office) -> None:
    assert [(s.code, s.group, s.minutes) for s in desk_of(office).services] == [
        ("T1", "tax", 5), ("T2", "tax", None), ("R1", "registry", 10), ("W1", "welfare", 15),
    ]  # fmt: skip


def test_a_line_without_a_counter_is_pointed_out(office: Office) -> None:
    office.issue("C")
    office.issue("C")
    assert attention_of(office) == [Attention("no_counter", "welfare", AT_NINE, 2)]
    office.program.open()
    assert attention_of(office) == []


@pytest.mark.parametrize(("minutes", "told"), [(30, []), (31, [Attention("long_wait", "tax", AT_NINE, 31)])])
def test_a_wait_beyond_the_limit_is_pointed_out(office: Office, minutes: int, told: list[Attention]) -> None:
    office.issue("A")
    office.ana.open()
    office.clock.advance(minutes=minutes)
    assert attention_of(office) == told


def test_a_counter_that_called_and_then_did_nothing_is_pointed_out(office: Office) -> None:
    office.issue("A")
    office.ana.open().call_next()
    office.clock.advance(seconds=300)
    assert attention_of(office) == []
    office.clock.advance(seconds=1)
    assert attention_of(office) == [Attention("counter_idle", "1", AT_NINE, None)]
    office.ana.start()
    assert attention_of(office) == []


def test_a_device_that_is_away_is_pointed_out_until_it_comes_back(office: Office) -> None:
    presence = Presence()
    screen = next(d for d in desk_of(office).devices if d.kind == "display")

    def told() -> tuple[list[str], bool, str | None]:
        with office.engine.connect() as conn:
            desk = read_snapshot(conn, office.configs, 1, office.clock(), presence.seen(office.clock())).desk
        device = next(d for d in desk.devices if d.kind == "display")
        away = [a.subject for a in desk.attention if a.code == "tv_away"]
        return away, device.connected, device.seen_at

    office.clock.advance(minutes=2)
    assert screen.name in told()[0]
    presence.arrive(2)
    presence.arrive(2)
    away, connected, seen_at = told()
    assert (screen.name in away, connected, seen_at) == (False, True, "2027-01-12T02:02:00Z")
    presence.leave(2, office.clock())
    assert told()[1], "one of its two sockets is still there"
    presence.leave(2, office.clock())
    office.clock.advance(minutes=1)
    away, connected, seen_at = told()
    assert (screen.name in away, connected, seen_at) == (True, False, "2027-01-12T02:02:00Z")
    assert presence.count() == 0


def test_a_device_just_paired_is_not_called_away(office: Office) -> None:
    assert [a for a in desk_of(office).attention if a.code.endswith("_away")] == []
