"""When people come and why: the year, the week and the day of a subdistrict municipality.

Shapes follow the domain brief: land tax from January to July, old-age registration in October and November,
floods from November to January, a quieter Friday, a morning rush. The sizes are invented; about 40,000
tickets a year.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

GROUP_A_DAY: Mapping[str, float] = {
    "tax": 54,
    "registry": 36,
    "welfare": 17,
    "building": 12,
    "licence": 8,
    "education": 4,
    "general": 28,
}
"""People on an ordinary day, by group; a group not named here gets `OTHER_A_DAY`."""
OTHER_A_DAY = 8.0

WEEKDAYS = (1.25, 1.05, 1.0, 0.95, 0.8)
"""Monday to Friday."""

_MONTHS: Mapping[str, tuple[float, ...]] = {
    # Jan  Feb  Mar  Apr  May  Jun  Jul  Aug  Sep  Oct  Nov  Dec
    "tax": (1.35, 1.3, 1.4, 1.35, 1.2, 1.45, 1.25, 0.7, 0.65, 0.6, 0.55, 0.6),
    "welfare": (0.8, 0.8, 0.8, 0.8, 0.9, 0.8, 0.8, 0.8, 0.9, 1.9, 1.7, 0.8),
    "general": (1.5, 0.9, 0.9, 0.9, 0.9, 0.8, 0.8, 0.8, 0.9, 1.0, 1.8, 2.0),
    "education": (0.8, 1.8, 2.2, 1.6, 1.6, 0.6, 0.5, 0.5, 0.6, 0.7, 0.5, 0.5),
}
"""January to December; groups not named are the same all year."""

HALF_HOURS: Mapping[float, float] = {
    8.5: 1.5, 9.0: 1.6, 9.5: 1.5, 10.0: 1.4, 10.5: 1.2, 11.0: 1.0, 11.5: 0.7, 12.0: 0.35, 12.5: 0.35,
    13.0: 1.0, 13.5: 1.1, 14.0: 0.95, 14.5: 0.8, 15.0: 0.6, 15.5: 0.4,
}  # fmt: skip
"""Share of a day's people by the half hour in which they come (its start, local hours)."""
FRIDAY_PRAYER = (12.0, 13.5)
"""On Fridays hardly anybody comes in these hours."""
FRIDAY_PRAYER_SHARE = 0.25

SERVICE_SHARES: Mapping[str, float] = {
    "T1": 5, "T2": 1, "T3": 2, "T4": 3, "T5": 0.4, "T6": 0.8,
    "R1": 2, "R2": 1.2, "R3": 3, "R4": 0.4, "R5": 2.5,
    "W1": 3, "W2": 1.2, "W3": 0.2, "W4": 1.5,
    "E1": 1, "E2": 0.4, "E3": 3, "E4": 1,
    "H1": 1, "H2": 1.4, "H3": 1, "H4": 0.8,
    "G1": 1, "G2": 0.8, "G3": 0.6, "G4": 0.3, "G5": 0.8, "I1": 4,
}  # fmt: skip
"""Within its group; a service not named counts 1."""

_SERVICE_MONTHS: Mapping[str, Mapping[int, float]] = {
    "T1": {4: 1.5, 5: 1.4, 6: 1.8, 7: 1.4, 8: 0.4, 9: 0.4, 10: 0.3, 11: 0.3, 12: 0.4},
    "T2": {1: 4, 2: 4, 3: 4},
    "W1": {10: 3, 11: 3},
    "G4": {11: 12, 12: 16, 1: 12},
    "G3": {3: 3, 4: 4, 5: 2},
}

COUNTER_MINUTES: Mapping[str, float] = {
    "R4": 15, "E1": 25, "E2": 12, "E3": 6, "E4": 12, "H1": 18, "H2": 15, "H3": 8, "H4": 14,
    "G1": 10, "G2": 8, "G3": 8, "G4": 12, "G5": 8, "W3": 15,
}  # fmt: skip
"""Minutes at the counter of services whose published time is the office's work after it."""
OTHER_MINUTES = 8.0


def people_on(day: date, group: str) -> float:
    """Return how many people of a group are expected on a working day."""
    month = _MONTHS.get(group)
    season = month[day.month - 1] if month else 1.0
    return GROUP_A_DAY.get(group, OTHER_A_DAY) * season * WEEKDAYS[day.weekday() % 5]


def arrival_shares(day: date) -> dict[float, float]:
    """Return the share of a day's people per half hour (start in local hours); the shares sum to 1."""
    friday = day.weekday() == 4
    weights = {
        start: weight * (FRIDAY_PRAYER_SHARE if friday and _in(FRIDAY_PRAYER, start) else 1.0)
        for start, weight in HALF_HOURS.items()
    }
    total = sum(weights.values())
    return {start: weight / total for start, weight in weights.items()}


def service_weight(code: str, month: int) -> float:
    """Return how often a service is asked for, beside the others of its group."""
    return SERVICE_SHARES.get(code, 1.0) * _SERVICE_MONTHS.get(code, {}).get(month, 1.0)


def counter_minutes(code: str, standard_minutes: int | None) -> float:
    """Return the published minutes that the time at the counter is drawn around."""
    return COUNTER_MINUTES.get(code) or float(standard_minutes or OTHER_MINUTES)


def _in(span: tuple[float, float], hour: float) -> bool:
    return span[0] <= hour < span[1]
