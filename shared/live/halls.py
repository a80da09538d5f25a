"""Whether the office works now, as the board says it and as the kiosk must obey it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from shared.domain.errors import QueueError
from shared.domain.hours import BANGKOK, HallNow, hall_now, is_open
from shared.store.config import GroupConfig, SiteConfig


def hall_at(config: SiteConfig, now: datetime) -> HallNow:
    """Return the state of the office at a moment; an office set `always_open` is open whatever its hours say."""
    hall = hall_now(config.hours, now)
    if config.settings.get("always_open") and hall.state not in ("open", "lunch"):
        return replace(hall, state="open", next_open=None, holiday=None)
    return hall


def check_tickets_given(config: SiteConfig, group: GroupConfig, now: datetime) -> None:
    """Refuse when no tickets are given now: `hall.before`, `hall.closed`, `hall.holiday`, `hall.last_ticket`,
    or `group.closed` after the group's own last-ticket time."""
    if config.settings.get("always_open") or is_open(config.hours, now):
        if group_time_over(config, group, now):
            raise QueueError("group.closed", group=group.code)
        return
    hall = hall_at(config, now)
    code = "hall.closed" if hall.state == "lunch_closed" else f"hall.{hall.state}"
    opens = hall.next_open.astimezone(BANGKOK).strftime("%H:%M") if hall.next_open else None
    raise QueueError(code, opens=opens)


def group_time_over(config: SiteConfig, group: GroupConfig, now: datetime) -> bool:
    """True after the group's own last-ticket time of the day."""
    if group.last_ticket is None or config.settings.get("always_open"):
        return False
    return now.astimezone(BANGKOK).time() >= time.fromisoformat(group.last_ticket)
