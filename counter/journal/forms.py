"""What the address of the journal asks for; whatever cannot be read is left out, never an error page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from shared.domain.journal import KINDS
from shared.evidence.periods import read_day
from shared.store.chronicle import Wanted

LONGEST = timedelta(days=366)
LONGEST_CARD = 20
_TICKET = re.compile(r"[A-Z]{1,2}[0-9]{1,4}")
CHAPTERS: Mapping[str, tuple[str, ...]] = {
    "all": (),
    "order": ("ticket.called_chosen",),
    "tickets": ("ticket.", "tickets."),
    "counters": ("counter.", "group."),
    "visitors": ("rating.", "ratings.", "help."),
    "people": ("staff.", "device.", "token."),
    "evidence": ("measure.", "evidence.", "report."),
    "house": (),
}
"""What one may look at, and how its kinds begin; `house` is whatever no other chapter has."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody looks at."""

    first: date
    last: date
    about: str = "all"
    ticket: str = ""
    counter: int | None = None
    before: int | None = None

    @property
    def wanted(self) -> Wanted:
        """The same as the store asks for it."""
        kinds = None if self.about == "all" else kinds_of(self.about)
        return Wanted(self.first, self.last, kinds, self.ticket or None, self.counter)

    def link(self, path: str, *, before: int | None = None) -> str:
        """Return the address of this choice."""
        values = {
            "from": self.first.isoformat(), "to": self.last.isoformat(), "about": self.about, "ticket": self.ticket,
            "counter": self.counter, "before": before,
        }  # fmt: skip
        return (
            f"{path}?{urlencode({name: value for name, value in values.items() if value not in (None, '')})}"
        )


def kinds_of(about: str) -> tuple[str, ...]:
    """Return the kinds of a chapter."""
    if about == "house":
        told = tuple(start for starts in CHAPTERS.values() for start in starts)
        return tuple(kind for kind in KINDS if not kind.startswith(told))
    return tuple(kind for kind in KINDS if kind.startswith(CHAPTERS[about]))


def read_choice(args: Mapping[str, str], *, today: date) -> Choice:
    """Read the address; days default to today, a ticket of a whole number may be written `a12`."""
    first = _day(args.get("from", ""), today)
    last = _day(args.get("to", ""), max(first, today) if "from" not in args else first)
    first, last = min(first, last), max(first, last)
    about = args.get("about", "all")
    ticket = args.get("ticket", "").strip().upper()[:6]
    number = re.fullmatch(r"([A-Z]{1,2})([0-9]{1,3})", ticket)
    if number:
        ticket = f"{number[1]}{int(number[2]):03d}"
    return Choice(
        first=max(first, last - LONGEST),
        last=last,
        about=about if about in CHAPTERS else "all",
        ticket=ticket if _TICKET.fullmatch(ticket) else _card(args.get("ticket", "")),
        counter=_whole(args.get("counter", ""), 999),
        before=_whole(args.get("before", ""), 2**53),
    )


def _card(text: str) -> str:
    """Return what may have stood on a card handed out by hand: free text, as it was written in, with a digit."""
    text = text.strip()[:LONGEST_CARD]
    return text if text.isprintable() and any(c.isdigit() for c in text) else ""


def _day(text: str, otherwise: date) -> date:
    try:
        return read_day(text)
    except ValueError:
        return otherwise


def _whole(text: str, highest: int) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,16}", text) and 0 < int(text) <= highest else None
