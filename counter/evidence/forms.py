"""Reading the forms of the evidence pages: every text is cut at its limit, every choice is one of those offered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import cast

from shared.domain.errors import QueueError
from shared.domain.thai import arabic_digits
from shared.evidence.measures import Cycle, MeasureText, Step

Form = Mapping[str, str]
LONGEST = {"title": 1000, "text": 4000, "line": 500, "name": 120}
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
