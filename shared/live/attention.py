"""What a supervisor should look at: a wait too long, a line without a counter, a visitor who asked, a silent device."""

from __future__ import annotations

from shared.clock import iso
from shared.live.board import counters_open, printer_state
from shared.live.facts import Facts
from shared.live.values import Attention, AttentionCode
from shared.live.voice import half_recorded

AWAY_AFTER_S = 60
IDLE_AFTER_S = 300


def build_attention(facts: Facts, seen: dict[int, tuple[bool, str | None]]) -> tuple[Attention, ...]:
    """Return the attention list, the most pressing first."""
    found: list[Attention] = [
        Attention("help", row.device, iso(row.asked_at), None) for row in facts.help_since
    ]
    limit_s = facts.config.settings["long_wait_min"] * 60
    for group in facts.config.groups:
        waiting = [row.issued_at for row in facts.waiting_by_group.get(group.id, ())]
        if not waiting:
            continue
        oldest = min(waiting)
        if counters_open(facts, group.id) == 0:
            found.append(Attention("no_counter", group.code, iso(oldest), len(waiting)))
        if facts.seconds - oldest > limit_s:
            found.append(Attention("long_wait", group.code, iso(oldest), (facts.seconds - oldest) // 60))
    for row in facts.counters:
        called = facts.at_counters.get(row.id)
        if (
            called is not None
            and called.state == "called"
            and facts.seconds - called.last_call_at > IDLE_AFTER_S
        ):
            found.append(Attention("counter_idle", str(row.number), iso(called.last_call_at), None))
    for language, count in half_recorded(facts.config):
        found.append(Attention("voice_missing", language, iso(facts.now), count))
    found += _printers(facts)
    found += [
        Attention("voice_broken", device.name, iso(device.told_at), None)
        for device in facts.devices
        if device.sound == "broken"
    ]
    for device in facts.devices:
        if device.kind == "agent":
            continue  # its printer speaks for it
        connected, at = seen.get(device.id, (False, None))
        if not connected and facts.seconds - device.paired_at > AWAY_AFTER_S:
            found.append(Attention("device_away", device.name, at or iso(device.paired_at), None))
    return tuple(found)


def _printers(facts: Facts) -> list[Attention]:
    """Return the printers that need a hand, by the name of their kiosk."""
    codes: dict[str, AttentionCode] = {"paper_out": "paper_out", "paper_low": "paper_low"}
    return [
        Attention(codes.get(state, "printer_away"), device.name, iso(facts.printers[device.id][1]), None)
        for device in facts.devices
        if (state := printer_state(facts, device.id)) not in (None, "ready")
    ]
