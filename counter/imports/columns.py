"""The columns of the two files, and how one cell is read. An empty cell is something that is not known."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from counter.imports.faults import FaultError
from shared.clock import epoch
from shared.domain.hours import BANGKOK

Kind = Literal["tickets", "ratings"]
COLUMNS: dict[Kind, tuple[str, ...]] = {
    "tickets": (
        "site", "group", "service", "number", "class", "language", "channel", "counter",
        "issued_at", "called_at", "started_at", "finished_at", "outcome",
    ),
    "ratings": (
        "site", "group", "service", "counter", "at", "score", "process", "staff", "facility", "channel",
        "comment", "language", "verified",
    ),
}  # fmt: skip
"""The names in the first line; their order is free, but all of them must be there and no others."""

LANGUAGES = ("th", "ms", "en")
LONGEST_COMMENT = 1_000
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?")
_NUMBER = re.compile(r"(?:([A-Z]{1,2})[- ]?)?(\d{1,5})")
_CHANNEL = re.compile(r"[a-z][a-z0-9_-]{0,9}")
_COUNTER = re.compile(r"[1-9]\d{0,3}")
_EARLIEST = 2000
_BUDDHIST = 2400
_YES, _NO = {"true", "1", "yes"}, {"", "false", "0", "no"}


def read_time(column: str, text: str) -> int | None:
    """Return stored seconds: ISO 8601 with an offset, or the time of the office's clock; None for an empty cell."""
    if not text:
        return None
    if _TIME.fullmatch(text) is None:
        raise FaultError(column, "time", text)
    if int(text[:4]) >= _BUDDHIST:
        raise FaultError(column, "buddhist", text)
    if int(text[:4]) < _EARLIEST:
        raise FaultError(column, "too_old", text)
    try:
        read = datetime.fromisoformat(text)
        return epoch(read if read.tzinfo else read.replace(tzinfo=BANGKOK))
    except (ValueError, OverflowError):
        raise FaultError(column, "time", text) from None


def need_time(column: str, text: str) -> int:
    """Return the time of a cell that must not be empty."""
    found = read_time(column, text)
    if found is None:
        raise FaultError(column, "required")
    return found


def read_number(text: str) -> tuple[str | None, int | None]:
    """Return letters and digits of `A012`, no letters for `12`; (None, None) for an empty cell."""
    if not text:
        return None, None
    match = _NUMBER.fullmatch(text.upper())
    if match is None or int(match[2]) == 0 or not text.isascii():
        raise FaultError("number", "number", text)
    return match[1] or None, int(match[2])


def read_level(column: str, text: str) -> int | None:
    """Return an answer from 1 to 5, None for an empty cell."""
    if not text:
        return None
    if text not in ("1", "2", "3", "4", "5"):
        raise FaultError(column, "score", text)
    return int(text)


def read_choice(column: str, text: str, among: tuple[str, ...], empty: str | None = None) -> str:
    """Return one of a few words; `empty` for an empty cell, where that is allowed."""
    if not text and empty is not None:
        return empty
    if not text:
        raise FaultError(column, "required")
    if text not in among:
        raise FaultError(column, column, text)
    return text


def read_channel(text: str) -> str:
    """Return where a ticket was taken, a short word of the old system's own."""
    if not text:
        return "unknown"
    if _CHANNEL.fullmatch(text) is None:
        raise FaultError("channel", "channel", text)
    return text


def read_counter(text: str) -> int | None:
    """Return a counter's number, None for an empty cell."""
    if not text:
        return None
    if _COUNTER.fullmatch(text) is None:
        raise FaultError("counter", "counter", text)
    return int(text)


def read_flag(column: str, text: str) -> bool:
    """Return yes or no; an empty cell is no."""
    word = text.lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise FaultError(column, "flag", text)


def read_comment(text: str) -> str | None:
    """Return what somebody wrote, as it stands: it is only ever shown as text."""
    if not text:
        return None
    if len(text) > LONGEST_COMMENT:
        raise FaultError("comment", "comment", text)
    if not all(c.isprintable() or c in "\n\t\r\u200b\u200c\u200d" for c in text):
        raise FaultError("comment", "text", text)
    return text.replace("\r\n", "\n").replace("\r", "\n")
