"""What the forms of announcements and notes hold, and the body of an alert that is taken on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Annotated

from pydantic import Field
from werkzeug.datastructures import MultiDict

from counter.overseeing.actions import Message, Remark
from shared.clock import epoch
from shared.domain.alerts import LONGEST_REST_MIN
from shared.domain.announcements import LONGEST_S, MOST_CHARACTERS, REASONS
from shared.domain.errors import QueueError
from shared.domain.hours import BANGKOK, service_day
from shared.live.values import AttentionCode
from shared.store import day_notes
from shared.web.api import Body
from shared.web.languages import LANGUAGES, Languages

Form = MultiDict[str, str]
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
NOTES_BACK = timedelta(days=31)
"""What happened longer ago is not written down from memory."""


class TakeBody(Body):
    """Which alert, by its code and subject, and for how many minutes; 0 gives it back."""

    code: AttentionCode
    subject: Annotated[str, Field(max_length=80)]
    minutes: Annotated[int, Field(ge=0, le=LONGEST_REST_MIN)]


def read_message(form: Form, *, groups: Collection[str], words: Languages, now: datetime) -> Message:
    """Return what a form tells the hall; refuse with `request.invalid` and the field.

    A reason has its sentence; what somebody wrote stands in its place, and a language left empty says it in Thai.
    """
    reason = form.get("reason", "")
    if reason not in REASONS:
        raise _wrong("reason")
    typed = {code: _line(form, f"words_{code}", MOST_CHARACTERS) for code in LANGUAGES}
    if any(typed.values()) or reason == "other":
        if not typed["th"]:
            raise _wrong("words_th")
        said = {code: typed[code] or typed["th"] for code in LANGUAGES}
    else:
        said = {code: words.text(f"overseeing.reason.{reason}", code) for code in LANGUAGES}
    chosen = tuple(form.getlist("groups"))
    if not set(chosen) <= set(groups):
        raise _wrong("groups")
    starts = _moment(form, "from") if form.get("from", "").strip() else now
    ends = _moment(form, "until")
    if ends <= max(starts, now) or (ends - starts).total_seconds() > LONGEST_S:
        raise _wrong("until")
    return Message(reason, said, chosen, form.get("stops") == "yes", epoch(max(starts, now)), epoch(ends))


def read_remark(form: Form, *, now: datetime) -> Remark:
    """Return the note a form writes; refuse with `request.invalid` and the field."""
    day, kind = form.get("day", ""), form.get("kind", "")
    today = service_day(now)
    try:
        written = date.fromisoformat(day)
    except ValueError:
        raise _wrong("day") from None
    if not today - NOTES_BACK <= written <= today:
        raise _wrong("day")
    if kind not in day_notes.KINDS:
        raise _wrong("kind")
    starts, ends = (_clock(form.get(name, ""), name) for name in ("starts", "ends"))
    if kind == "outage" and starts is None:
        raise _wrong("starts")
    if ends is not None and (starts is None or ends < starts):
        raise _wrong("ends")
    text = _line(form, "text", day_notes.MOST_CHARACTERS)
    if not text:
        raise _wrong("text")
    return Remark(written.isoformat(), kind, starts, ends, text)


def _wrong(field: str) -> QueueError:
    return QueueError("request.invalid", field=field)


def _line(form: Form, name: str, most: int) -> str:
    tidy = " ".join(unicodedata.normalize("NFC", form.get(name, "")).split())
    if len(tidy) > most or not tidy.isprintable():
        raise _wrong(name)
    return tidy


def _clock(typed: str, field: str) -> str | None:
    tidy = typed.strip().replace(".", ":")
    if tidy[1:2] == ":":
        tidy = f"0{tidy}"
    if tidy and not _CLOCK.fullmatch(tidy):
        raise _wrong(field)
    return tidy or None


def _moment(form: Form, field: str) -> datetime:
    """Read a day `YYYY-MM-DD` and a time of the office's clock."""
    clock = _clock(form.get(field, ""), field)
    try:
        day = date.fromisoformat(form.get(f"{field}_day", ""))
    except ValueError:
        raise _wrong(field) from None
    if clock is None:
        raise _wrong(field)
    return datetime.combine(day, time.fromisoformat(clock), BANGKOK)
