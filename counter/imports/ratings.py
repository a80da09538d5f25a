"""One row of a file of ratings."""

from __future__ import annotations

from typing import Any

from counter.imports.columns import (
    LANGUAGES,
    need_time,
    read_choice,
    read_comment,
    read_counter,
    read_flag,
    read_level,
)
from counter.imports.faults import FaultError
from counter.imports.known import Codes
from counter.imports.sheet import Row
from counter.imports.spool import Record
from shared.clock import moment
from shared.domain.hours import service_day

DIMENSIONS = ("process", "staff", "facility", "channel")


def read_rating(row: Row, codes: Codes, today: str) -> Record:
    """Return a rating ready to be written. Raises FaultError with the first thing that is wrong."""
    codes.known.check_site(row["site"])
    at = need_time("at", row["at"])
    day = service_day(moment(at)).isoformat()
    if day >= today:
        raise FaultError("at", "not_past", row["at"])
    codes.known.check_day("at", day, row["at"])
    score = read_level("score", row["score"])
    if score is None:
        raise FaultError("score", "required")
    values: dict[str, Any] = {
        "at": at,
        "score": score,
        **{name: read_level(name, row[name]) for name in DIMENSIONS},
        "comment": read_comment(row["comment"]),
        "language": read_choice("language", row["language"], LANGUAGES, ""),
        "verified": read_flag("verified", row["verified"]),
        "counter": read_counter(row["counter"]),
        "group": row["group"] or None,
        "service": row["service"] or None,
    }
    if row["group"]:
        codes.group(row["group"], None)
    codes.service(row["service"], row["group"])
    codes.counter(values["counter"])
    return Record(day, "", None, at, values)
