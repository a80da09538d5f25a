"""From when on something needs a supervisor's care: the thresholds of an office, and the order of what is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BOUNDS: Mapping[str, tuple[int, int, int]] = {
    "no_counter_min": (0, 120, 0),
    "idle_min": (1, 60, 5),
    "pause_min": (1, 240, 15),
    "silent_s": (10, 3600, 60),
    "copy_days": (1, 60, 3),
    "disk_percent": (1, 50, 10),
}
"""Name → lowest, highest, and what holds while an office has not decided."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What an office bears before somebody is told."""

    long_wait_min: int
    """Minutes the oldest of a line may wait."""
    no_counter_min: int
    """Minutes a line may stand without an open counter."""
    idle_min: int
    """Minutes a called number may stand at a counter without being served."""
    pause_min: int
    """Minutes of a counter's pause."""
    silent_s: int
    """Seconds a screen may be away."""
    copy_days: int
    """Days without a good copy."""
    disk_percent: int
    """Percent of the disk that must be free."""

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Thresholds:
        """Read `alerts` of a site's settings; whatever is missing or out of its bounds is as if not decided."""
        raw = settings.get("alerts") or {}
        return cls(long_wait_min=settings["long_wait_min"], **{name: _bounded(raw, name) for name in BOUNDS})


def _bounded(raw: Mapping[str, Any], name: str) -> int:
    low, high, otherwise = BOUNDS[name]
    value = raw.get(name)
    return value if isinstance(value, int) and low <= value <= high else otherwise


ORDER = (
    "clock_behind", "help", "no_counter", "paper_out", "printer_away", "kiosk_away", "tv_away", "sound_blocked",
    "voice_broken", "long_wait", "counter_idle", "pause_long", "device_away", "paper_low", "copies_failed",
    "copies_late", "copies_untested", "disk_full", "voice_missing",
)  # fmt: skip
"""What presses most stands first."""
LONGEST_REST_MIN = 480
"""Nobody takes an alert on for longer than a working day."""
