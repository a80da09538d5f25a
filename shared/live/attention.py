"""What a supervisor should look at, computed here alone from the facts of a day and what is known of the machine.

A matter is known by its code and subject: whoever takes it on lets it rest for a time (`shared/store/alert_rests.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from shared.clock import epoch, iso
from shared.domain.alerts import ORDER, Thresholds
from shared.live.board import counters_open, printer_state
from shared.live.facts import Facts
from shared.live.house import House
from shared.live.values import Attention, AttentionCode, Hall
from shared.live.voice import half_recorded

DAY_S = 86_400
_AWAY: dict[str, AttentionCode] = {"kiosk": "kiosk_away", "display": "tv_away"}
_PAPER: dict[str, AttentionCode] = {"paper_out": "paper_out", "paper_low": "paper_low"}


def build_attention(
    facts: Facts, hall: Hall, seen: dict[int, tuple[bool, str | None]], house: House
) -> tuple[Attention, ...]:
    """Return the attention list, the most pressing first; what somebody took on stands last."""
    bears = Thresholds.from_settings(facts.config.settings)
    found = [Attention("help", row.device, iso(row.asked_at), None) for row in facts.help_since]
    if hall.state == "clock":
        found.append(Attention("clock_behind", "", iso(facts.now), None))
    found += _lines(facts, bears)
    found += _counters(facts, bears)
    found += _devices(facts, seen, house, bears)
    found += _printers(facts)
    found += _house(facts, house, bears)
    for language, count in half_recorded(facts.config):
        found.append(Attention("voice_missing", language, iso(facts.now), count))
    rested = [_with_rest(facts, one) for one in found]
    return tuple(sorted(rested, key=lambda one: (one.rests_until is not None, ORDER.index(one.code))))


def _with_rest(facts: Facts, one: Attention) -> Attention:
    rest = facts.rests.get((one.code, one.subject))
    return replace(one, rests_until=iso(rest[0]), taken_by=rest[1]) if rest is not None else one


def _lines(facts: Facts, bears: Thresholds) -> Iterator[Attention]:
    """Yield the lines without a counter and those whose oldest waits too long."""
    for group in facts.config.groups:
        waiting = [row.issued_at for row in facts.waiting_by_group.get(group.id, ())]
        if not waiting:
            continue
        oldest = min(waiting)
        waited_s = facts.seconds - oldest
        if counters_open(facts, group.id) == 0 and waited_s >= bears.no_counter_min * 60:
            yield Attention("no_counter", group.code, iso(oldest), len(waiting))
        if waited_s > bears.long_wait_min * 60:
            yield Attention("long_wait", group.code, iso(oldest), waited_s // 60)


def _counters(facts: Facts, bears: Thresholds) -> Iterator[Attention]:
    """Yield the counters whose called number nobody serves, and those that pause for long."""
    for row in facts.counters:
        called = facts.at_counters.get(row.id)
        if called is not None and called.state == "called":
            if facts.seconds - called.last_call_at > bears.idle_min * 60:
                yield Attention("counter_idle", str(row.number), iso(called.last_call_at), None)
        elif row.state == "paused" and row.since and facts.seconds - row.since > bears.pause_min * 60:
            yield Attention("pause_long", str(row.number), iso(row.since), (facts.seconds - row.since) // 60)


def _devices(
    facts: Facts, seen: dict[int, tuple[bool, str | None]], house: House, bears: Thresholds
) -> Iterator[Attention]:
    """Yield the screens that are silent, and those that may not sound."""
    for device in facts.devices:
        if device.kind == "agent":
            continue  # its printer speaks for it
        connected, at = seen.get(device.id, (False, None))
        if device.sound == "broken":
            yield Attention("voice_broken", device.name, iso(device.reported_at), None)
        if connected:
            if device.sound == "blocked":
                yield Attention("sound_blocked", device.name, iso(device.reported_at), None)
            continue
        if not house.hears_all:
            continue  # it may well be connected elsewhere
        heard = [epoch(datetime.fromisoformat(at))] if at is not None else []
        heard += [device.paired_at, device.reported_at or 0]
        if facts.seconds - max(*heard, house.started_at or 0) >= bears.silent_s:
            yield Attention(_AWAY.get(device.kind, "device_away"), device.name, iso(max(heard)), None)


def _printers(facts: Facts) -> Iterator[Attention]:
    """Yield the printers that need a hand, by the name of their kiosk."""
    for device in facts.devices:
        state = printer_state(facts, device.id)
        if state not in (None, "ready"):
            code = _PAPER.get(state, "printer_away")
            yield Attention(code, device.name, iso(facts.printers[device.id][1]), None)


def _house(facts: Facts, house: House, bears: Thresholds) -> Iterator[Attention]:
    """Yield what is wrong with the copies and the disk."""
    for place in house.copies:
        last = place.well_at or house.since
        if last is None or facts.seconds - last <= bears.copy_days * DAY_S:
            continue
        code: AttentionCode = "copies_failed" if place.failed else "copies_late"
        yield Attention(code, place.place, iso(last), (facts.seconds - last) // DAY_S)
    if house.trial is not None:
        yield Attention("copies_untested", "", iso(facts.now), None)
    free = house.disk_free_percent
    if free is not None and free < bears.disk_percent:
        yield Attention("disk_full", "", iso(facts.now), free)
