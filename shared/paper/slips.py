"""The slip of a ticket: its facts, and the picture of it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Literal

import orjson

from shared.domain.thai import SHORT_MONTHS, Language, clock_time, shown_year
from shared.paper.logos import fit_logo
from shared.paper.pictures import DOTS_PER_MM, Picture
from shared.paper.qr import make_code
from shared.paper.typesetting import TemplateError, typesetter
from shared.paper.words import slip_mark, slip_words

WIDTHS = (384, 512, 576)
"""Dots of a 58 mm printer, of an 80 mm one of the older kind, and of an 80 mm one."""
LONGEST_MM = 80
LONGEST_EVER_MM = 300
"""More than this is no slip but a mistake of a template, and is not printed."""
Mark = Literal["reprint", "test"]
SHIPPED = Path(__file__).with_name("slip.typ").read_text(encoding="utf-8")
"""The template that comes with the house; settings reset to it."""

_BANGKOK = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """Everything that stands on a slip. Texts are in the ticket's language; `|` marks where a name may break.

    A group that says too much about the one who holds it comes here under a neutral name. Neither class nor
    service is part of it: neighbours read slips.
    """

    office: str
    number: str
    language: Language
    group: str
    group_thai: str
    at: datetime
    """When the ticket was taken, with its zone; shown in Bangkok, in years B.E. in Thai and C.E. otherwise."""
    ahead: int | None = None
    """How many before this one; None when nobody can say."""
    wait: tuple[int, int] | None = None
    """The estimate as a range of minutes."""
    bring: tuple[str, ...] = ()
    url: str | None = None
    """The phone page, for the QR."""
    rule: str = ""
    """The published rule of order, in one line."""
    logo: bytes | None = field(default=None, repr=False)
    """A PNG or JPEG; None for none."""
    jawi: str | None = None
    """One optional line in Jawi, from a local reader; nothing by default."""
    marks: tuple[Mark, ...] = ()


def draw(
    slip: Slip,
    width_dots: int,
    template: str | None = None,
    *,
    longest_mm: int = LONGEST_MM,
    strict: bool = False,
) -> Picture:
    """Return the slip as dots; `template` is the office's own, None the shipped one.

    The shipped template keeps within `longest_mm` by leaving out what matters least; an office's own is held to
    it when it is checked. Raises TemplateError.
    """
    facts = slip_facts(slip, width_dots, longest_mm)
    picture = typesetter().picture(
        SHIPPED if template is None else template,
        {"slip": orjson.dumps(facts).decode()},
        strict=strict,
    )
    if picture.width != width_dots:
        raise TemplateError(
            None, f"the page is {picture.width} dots wide, the paper {width_dots}", "page_width"
        )
    if picture.height > LONGEST_EVER_MM * DOTS_PER_MM:
        raise TemplateError(None, f"the slip is {picture.height_mm:.0f} mm long", "too_long")
    return picture


def draw_surely(
    slip: Slip, width_dots: int, template: str | None = None, *, longest_mm: int = LONGEST_MM
) -> tuple[Picture, TemplateError | None]:
    """Return a slip whatever the office's template does: by the shipped one, with what was wrong, if need be."""
    try:
        return draw(slip, width_dots, template, longest_mm=longest_mm), None
    except TemplateError as error:
        if template is None:
            raise
        return draw(slip, width_dots, longest_mm=longest_mm), error


def slip_facts(slip: Slip, width_dots: int, longest_mm: int) -> Mapping[str, Any]:
    """Return what a template gets as `slip`."""
    date, time = shown_moment(slip.at, slip.language)
    code = make_code(slip.url) if slip.url else None
    return {
        "width": width_dots,
        "longest": longest_mm * DOTS_PER_MM,
        "language": slip.language,
        "office": slip.office,
        "number": slip.number,
        "group": slip.group,
        "group_thai": slip.group_thai,
        "date": date,
        "time": time,
        "ahead": slip.ahead,
        "wait": {"low": slip.wait[0], "high": slip.wait[1]} if slip.wait else None,
        "bring": slip.bring,
        "rule": slip.rule,
        "jawi": slip.jawi,
        "marks": [slip_mark(mark, slip.language) for mark in slip.marks],
        "qr": {"svg": code.svg, "modules": code.modules} if code else None,
        "logo": _logo(slip.logo, width_dots),
        "words": slip_words(slip.language),
    }


def shown_moment(at: datetime, language: Language) -> tuple[str, str]:
    """Return date and time as they stand on paper: `7 เม.ย. 2569`, `10.42 น.`."""
    local = at.astimezone(_BANGKOK)
    month = SHORT_MONTHS[language][local.month - 1]
    return f"{local.day} {month} {shown_year(local.date(), language)}", clock_time(local, language)


def _logo(data: bytes | None, width_dots: int) -> Mapping[str, Any] | None:
    """Return the logo as an SVG round a picture of whole dots: a template has no other way to get a file."""
    if data is None:
        return None
    logo = fit_logo(data, width_dots)
    held = base64.b64encode(logo.png()).decode()
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{logo.width}" height="{logo.height}"><image width="{logo.width}" height="{logo.height}" '
        f'image-rendering="pixelated" xlink:href="data:image/png;base64,{held}"/></svg>'
    )
    return {"svg": svg, "width": logo.width, "height": logo.height}
