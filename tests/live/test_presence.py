"""Presence: which devices are connected, here and at the other processes, and what is said when nobody hears."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.clock import iso
from shared.live.house import House
from shared.live.presence import KEPT, Presence
from tests.clockwork import Clock

KIOSK, SCREEN, TABLET = 1, 2, 3
LONGER = int(KEPT / timedelta(seconds=1)) + 1


@pytest.fixture
def clock() -> Clock:
    """Nine in the morning."""
    return Clock()


def hear(presence: Presence, clock: Clock, process: str, *devices: int) -> None:
    """Let a beat of a process come over the wire."""
    presence.hear_beat(clock())
    presence.hear(process, devices, clock())


def connected(presence: Presence, clock: Clock) -> set[int]:
    """Return the devices that are called connected."""
    return {device for device, (here, _) in presence.seen(clock()).items() if here}


def test_a_device_of_another_process_is_connected_until_that_one_says_otherwise(clock: Clock) -> None:
    presence = Presence(shared=True)
    presence.arrive(KIOSK)
    hear(presence, clock, "other", SCREEN, TABLET)
    assert connected(presence, clock) == {KIOSK, SCREEN, TABLET}
    clock.advance(seconds=1)
    hear(presence, clock, "other", TABLET)
    assert presence.seen(clock())[SCREEN] == (False, iso(clock()))
    assert presence.here() == {KIOSK}
    assert presence.count() == 1


def test_a_device_that_moved_to_another_process_is_connected_whoever_says_so_first(clock: Clock) -> None:
    presence = Presence(shared=True)
    hear(presence, clock, "first", SCREEN)
    hear(presence, clock, "second", SCREEN)
    hear(presence, clock, "first")
    assert connected(presence, clock) == {SCREEN}


def test_the_devices_of_a_process_that_falls_silent_have_left_when_it_was_last_heard(clock: Clock) -> None:
    presence = Presence(shared=True)
    hear(presence, clock, "dead", SCREEN)
    last = clock()
    for _ in range(LONGER):
        clock.advance(seconds=1)
        hear(presence, clock, "alive", KIOSK)
    assert presence.seen(clock())[SCREEN] == (False, iso(last))
    assert connected(presence, clock) == {KIOSK}


def test_when_nothing_is_heard_at_all_what_was_last_said_stands_and_no_screen_is_called_silent(
    clock: Clock,
) -> None:
    presence = Presence(shared=True)
    hear(presence, clock, "other", SCREEN)
    last = clock()
    clock.advance(minutes=10)
    assert presence.seen(clock())[SCREEN] == (True, iso(last))
    assert not presence.judge(House(), clock()).hears_all


def test_after_a_deaf_time_others_get_time_to_speak_and_screens_to_return(clock: Clock) -> None:
    presence = Presence(shared=True)
    hear(presence, clock, "other", SCREEN)
    clock.advance(minutes=10)
    presence.hear_beat(clock())
    back = clock()
    assert connected(presence, clock) == {SCREEN}, "the other one's beat is still on its way"
    house = presence.judge(House(started_at=0), clock())
    assert (house.hears_all, house.started_at) == (True, int(back.timestamp()))
    for _ in range(LONGER):
        clock.advance(seconds=1)
        presence.hear_beat(clock())
    assert connected(presence, clock) == set(), "it did not speak"


def test_a_process_that_is_alone_is_never_deaf(clock: Clock) -> None:
    presence = Presence()
    house = House(started_at=7)
    clock.advance(days=1)
    assert presence.judge(house, clock()) == house
