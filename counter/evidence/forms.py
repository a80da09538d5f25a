"""Reading the forms of the evidence pages: every text is cut at its limit, every choice is one of those offered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import cast

from counter.evidence.entries import NewEntry
from shared.domain.errors import QueueError
from shared.domain.thai import arabic_digits
from shared.evidence.binder import KINDS, EntryKind
from shared.evidence.measures import Cycle, MeasureText, Step

Form = Mapping[str, str]
LONGEST = {"title": 1000, "text": 4000, "line": 500, "name": 120}
FIGURE_ROWS = 3
"""How many figures the form of an entry offers."""
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")


def read_text(form: Form, name: str, *, limit: str = "line", needed: bool = False) -> str:
    """Return a text of one or more lines, without blanks at its ends and without characters that nobody sees."""
    text = _UNSEEN.sub("", form.get(name, "").replace("\r\n", "\n").replace("\r", "\n")).strip()
    if (needed and not text) or len(text) > LONGEST[limit]:
        raise QueueError("request.invalid", field=name)
    return text


def read_date(form: Form, name: str) -> str | None:
    """Return a day `YYYY-MM-DD`, or None where the field was left empty; refuse what is no day."""
    written = form.get(name, "").strip()
    if not written:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", written) is None:
            raise ValueError(written)
        return date.fromisoformat(written).isoformat()
    except ValueError:
        raise QueueError("request.invalid", field=name) from None


def read_choice(form: Form, name: str, choices: Iterable[str]) -> str:
    """Return one of the choices; refuse anything else."""
    chosen = form.get(name, "")
    if chosen not in set(choices):
        raise QueueError("request.invalid", field=name)
    return chosen


def read_number(form: Form, name: str) -> int:
    """Return a whole number, typed in Thai digits or others; refuse what is none."""
    written = arabic_digits(form.get(name, "").strip())
    if re.fullmatch(r"\d{1,9}", written) is None:
        raise QueueError("request.invalid", field=name)
    return int(written)


def read_measure_form(form: Form, before: MeasureText) -> MeasureText:
    """Return the measure as the form wants it: emptied steps go, new lines become steps with new ids."""
    kept = tuple(
        replace(step, text=read_text(form, f"step-{step.id}", limit="title")) for step in before.steps
    )
    following = max((step.id for step in before.steps), default=0) + 1
    new = tuple(Step(n, text) for n, text in enumerate(_lines(form, "step-new"), following))
    steps = tuple(step for step in kept if step.text) + new
    if not steps:
        raise QueueError("request.invalid", field="steps")
    return replace(
        before,
        title=read_text(form, "title", limit="title", needed=True),
        result_title=read_text(form, "result_title", limit="title", needed=True),
        steps=steps,
        responsible=_lines(form, "responsible"),
        monitoring=read_text(form, "monitoring", limit="title", needed=True),
        cycle=cast("Cycle", read_choice(form, "cycle", ("half", "annual"))),
        success=_lines(form, "success"),
        oit=read_text(form, "oit")[:40],
    )


def _lines(form: Form, name: str) -> tuple[str, ...]:
    written = read_text(form, name, limit="text").split("\n")
    return tuple(line.strip() for line in written if line.strip())


def read_figures(form: Form) -> tuple[Mapping[str, str], ...]:
    """Return the figures typed with an entry: a name, a number and its unit; rows without a name are left out."""
    found = []
    for row in range(1, FIGURE_ROWS + 1):
        name, value = read_text(form, f"figure-{row}-name"), read_text(form, f"figure-{row}-value")
        if bool(name) != bool(value):
            raise QueueError("request.invalid", field=f"figure-{row}-value")
        if name:
            number = arabic_digits(value).replace(",", "").replace(" ", "")
            if re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", number) is None:
                raise QueueError("request.invalid", field=f"figure-{row}-value")
            found.append({"name": name, "value": number, "unit": read_text(form, f"figure-{row}-unit")})
    return tuple(found)


def read_url(form: Form) -> str:
    """Return the address where something was published, http or https, or nothing."""
    url = read_text(form, "url")
    if url and re.fullmatch(r"https?://[^\s<>\"']{3,}", url) is None:
        raise QueueError("request.invalid", field="url")
    return url


def read_entry(form: Form, *, year: int, number: int, today: date) -> NewEntry:
    """Return the entry that a form asks for; the day is today where none was given."""
    kind = cast("EntryKind", read_choice(form, "kind", KINDS))
    day = read_date(form, "day") or today.isoformat()
    if day > today.isoformat():
        raise QueueError("request.invalid", field="day")
    return NewEntry(
        year_be=year,
        measure=number,
        step=read_number(form, "step"),
        kind=kind,
        round=None if kind == "work" else read_choice(form, "round", ("half", "annual")),
        whole=kind != "work" and form.get("whole") == "1",
        day=day,
        text=read_text(form, "text", limit="text", needed=True),
        figures=read_figures(form),
        reference=read_text(form, "reference")[:120],
        url=read_url(form),
        department=read_number(form, "department") if form.get("department") else None,
    )
