"""Plain JSON values read strictly: each reader returns the value or raises ValueError with a sentence.

Settings come from files and from forms; a value that is only nearly right is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, time


def read_object(value: object, name: str, *, keys: frozenset[str] | None = None) -> Mapping[str, object]:
    """Return `value` as an object; with `keys`, one that has exactly these."""
    if not isinstance(value, Mapping):
        raise ValueError(f"{name} is an object.")
    if keys is not None and set(value) != keys:
        raise ValueError(f"{name} has exactly these keys: {', '.join(sorted(keys))}.")
    return value


def read_list(value: object, name: str, *, length: int) -> Sequence[object]:
    """Return `value` as a list of `length` values."""
    if not isinstance(value, list | tuple) or len(value) != length:
        raise ValueError(f"{name} is a list of {length}.")
    return value


def read_whole(value: object, name: str) -> int:
    """Return `value` as a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{name} is a whole number.")
    return value


def read_flag(value: object, name: str) -> bool:
    """Return `value` as true or false."""
    if not isinstance(value, bool):
        raise ValueError(f"{name} is true or false.")
    return value


def read_clock(value: object) -> time:
    """Return the clock time written `HH:MM`."""
    if not isinstance(value, str) or re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value) is None:
        raise ValueError(f"A clock time is written HH:MM, not {value!r}.")
    return time.fromisoformat(value)


def read_day(value: object) -> date:
    """Return the day written `YYYY-MM-DD`."""
    if not isinstance(value, str) or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is None:
        raise ValueError(f"A day is written YYYY-MM-DD, not {value!r}.")
    return date.fromisoformat(value)
