"""Alerts: each from its facts, at its threshold and not before; the most pressing first."""

from __future__ import annotations

from typing import get_args

import pytest
from sqlalchemy import insert

from shared.clock import epoch
from shared.domain.alerts import BOUNDS, ORDER, Thresholds
from shared.domain.announcements import Told, standing, stopped_until
from shared.live.house import NOTHING_KNOWN, Copies, House
from shared.live.presence import Presence
from shared.live.snapshots import read_snapshot
from shared.live.values import Attention, AttentionCode
from shared.store.models import DeviceReport
from shared.store.turn import Answer, Turn
from tests.office import Office

DAY_S = 86_400


def told(office: Office, house: House = NOTHING_KNOWN, presence: Presence | None = None) -> list[Attention]:
    """Return the attention list; screens that no test switched on are left out."""
    seen = (presence or Presence()).seen(office.clock())
    with office.engine.connect() as conn:
        found = read_snapshot(conn, office.configs, 1, office.clock(), seen, house).desk.attention
    return [one for one in found if presence is not None or not one.code.endswith("_away")]


def codes(office: Office, house: House = NOTHING_KNOWN) -> list[tuple[str, int | None]]:
    """Return code and value of each."""
    return [(one.code, one.value) for one in told(office, house)]


def test_a_pause_is_pointed_out_after_what_the_office_bears(office: Office) -> None:
    office.set(alerts={"pause_min": 10})
    office.ana.open().pause("break")
    office.clock.advance(minutes=10)
    assert codes(office) == []
    office.clock.advance(minutes=1)
    assert codes(office) == [("pause_long", 11)]


def test_a_line_may_stand_without_a_counter_as_long_as_the_office_says(office: Office) -> None:
    office.set(alerts={"no_counter_min": 5})
    office.issue("C")
    office.clock.advance(minutes=4)
    assert codes(office) == []
    office.clock.advance(minutes=1)
    assert codes(office) == [("no_counter", 1)]


def test_each_kind_of_screen_that_is_silent_has_its_own_words(office: Office) -> None:
    office.clock.advance(seconds=61)
    found = told(office, presence=Presence())
    assert {one.code for one in found} == {"kiosk_away", "tv_away", "device_away"}


def test_nobody_is_called_silent_while_the_server_has_only_just_begun_to_listen(office: Office) -> None:
    office.clock.advance(minutes=10)
    just = House(started_at=epoch(office.clock()) - 30)
    with office.engine.connect() as conn:
        found = read_snapshot(conn, office.configs, 1, office.clock(), {}, just).desk.attention
    assert found == ()


def test_a_screen_whose_browser_waits_for_a_touch_is_pointed_out(office: Office) -> None:
    def report(turn: Turn) -> Answer:
        turn.conn.execute(
            insert(DeviceReport).values(
                device_id=2, at=turn.seconds, version="1", width=1920, height=1080, sound="blocked"
            )
        )
        return {}

    office.take_turn(report)
    presence = Presence()
    for device in (1, 2, 3):
        presence.arrive(device)
    assert [(one.code, one.subject) for one in told(office, presence=presence)] == [
        ("sound_blocked", "Hall screen")
    ]


def test_a_copy_is_old_after_the_days_the_office_says_and_failing_when_the_last_try_failed(
    office: Office,
) -> None:
    now = epoch(office.clock())
    fine = House(copies=(Copies("local", now - 3 * DAY_S, failed=True),))
    assert codes(office, fine) == []
    late = House(
        copies=(Copies("local", now - 4 * DAY_S, failed=False), Copies("stick", None, failed=True)),
        since=now - 5 * DAY_S,
    )
    assert codes(office, late) == [("copies_failed", 5), ("copies_late", 4)]


@pytest.mark.parametrize(("free", "found"), [(10, []), (9, [("disk_full", 9)]), (None, [])])
def test_a_disk_is_full_below_the_percent_the_office_says(
    office: Office, free: int | None, found: list[tuple[str, int]]
) -> None:
    assert codes(office, House(disk_free_percent=free)) == found


def test_a_copy_that_failed_its_trial_is_pointed_out(office: Office) -> None:
    assert codes(office, House(trial="test_failed")) == [("copies_untested", None)]


def test_a_clock_that_stands_wrong_comes_first(office: Office) -> None:
    office.issue("C")
    office.clock.advance(minutes=-10)
    assert codes(office)[0] == ("clock_behind", None)


def test_what_cannot_be_read_of_the_settings_is_as_if_not_decided() -> None:
    spoilt = Thresholds.from_settings({"long_wait_min": 30, "alerts": {"pause_min": 9999, "silent_s": "x"}})
    assert (spoilt.pause_min, spoilt.silent_s, spoilt.disk_percent) == (15, 60, 10)
    assert all(low <= usual <= high for low, high, usual in BOUNDS.values())


def test_every_alert_has_its_place_in_the_order() -> None:
    assert sorted(ORDER) == sorted(get_args(AttentionCode))


def one(id_: int, starts: int, ends: int, *, groups: tuple[int, ...] = (), stops: bool = True) -> Told:
    """An announcement."""
    return Told(id_, {}, frozenset(groups), stops, starts, ends)


def test_an_announcement_stands_from_its_first_second_until_its_last() -> None:
    assert [[t.id for t in standing([one(1, 10, 20)], at)] for at in (9, 10, 19, 20)] == [[], [1], [1], []]


def test_what_stops_tickets_is_told_first_then_what_began_last() -> None:
    told_now = [one(1, 0, 99, stops=False), one(2, 5, 99, stops=False), one(3, 0, 99)]
    assert [t.id for t in standing(told_now, 10)] == [3, 2, 1]


def test_a_group_is_stopped_until_the_last_of_those_that_follow_upon_each_other() -> None:
    both = [one(1, 0, 20), one(2, 15, 40, groups=(7,)), one(3, 60, 80)]
    assert [stopped_until(both, group, 10) for group in (7, 8)] == [40, 20]
    assert [stopped_until(both, 7, at) for at in (40, 60)] == [None, 80]
    assert stopped_until([one(1, 0, 20, stops=False)], 7, 10) is None
