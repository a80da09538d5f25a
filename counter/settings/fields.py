"""The fields of a setting: how a form shows a value and how it is read back, as strictly as the API's bodies."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict

from shared.domain.errors import QueueError
from shared.evidence.periods import read_day
from shared.evidence.report.signing import ROLES, Signer
from shared.web.languages import LANGUAGES

Kind = Literal[
    "words", "lines", "whole", "clock", "choice", "choices", "flag", "text", "long", "url", "date", "week", "lunch",
    "signers", "loudness", "icon", "colour",
]  # fmt: skip
Form = MultiDict[str, str]
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9]")
LONGEST = 400
"""Characters of one text."""
MOST_LINES = 30
LONGEST_NAME = 120
SIGNER_TEXTS, SIGNER_DAYS = ("name", "position"), ("first", "last")
LONGEST_PARAGRAPH = 2_000
MOST_SIGNERS = 12
LOUDNESS_ROWS = 5
"""Times of a day at which the hall may become louder or quieter."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form. `path` says where its value is; `least` and `most` bound a whole number.

    `choices` names the list a choice is from: it is made when the page is drawn.
    """

    path: str
    kind: Kind
    least: int = 0
    most: int = 9999
    optional: bool = False
    choices: str = ""
    hint: str = ""
    """What holds while the field is empty, shown in grey."""
    note: str = ""
    """The key of a sentence above it."""
    default: Any = None
    """What holds while an office has not decided."""

    @property
    def name(self) -> str:
        """The name in the form, and the last part of the label's key."""
        return self.path.replace(".", "_")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a list: its value, and the words a person reads."""

    value: str
    words: Mapping[str, str]


def read_field(field: Field, form: Form, choices: Sequence[Choice] = ()) -> Any:
    """Return the value a form gives to a field; refuse with `request.invalid` and the field's name."""
    match field.kind:
        case "words":
            return {code: _line(field, form.get(f"{field.name}_{code}", "")) for code in LANGUAGES}
        case "lines":
            return _lines(field, form)
        case "whole":
            return _whole(field, form.get(field.name, ""))
        case "clock":
            return _clock(field, form.get(field.name, ""))
        case "flag":
            return form.get(field.name) == "yes"
        case "choice" | "icon" | "colour":
            return _one(field, form.get(field.name, ""), choices)
        case "choices":
            return [_one(field, value, choices) for value in form.getlist(field.name)] or _empty(field)
        case "text":
            return _line(field, form.get(field.name, ""))
        case "long":
            return _line(field, form.get(field.name, ""), LONGEST_PARAGRAPH)
        case "url":
            return _url(field, form.get(field.name, ""))
        case "date":
            return _date(field, form.get(field.name, ""))
        case "signers":
            return _signers(field, form)
        case "week":
            return [_day(field, form, day) for day in range(7)]
        case "lunch":
            return _lunch(field, form)
        case "loudness":
            return _loudness(field, form)


def as_form(one: Field, value: Any) -> MultiDict[str, str]:
    """Return a value as its form would send it."""
    form: MultiDict[str, str] = MultiDict()
    match one.kind:
        case "words":
            form.update({f"{one.name}_{code}": value[code] for code in LANGUAGES})
        case "lines":
            form.update({f"{one.name}_{code}": "\n".join(row[code] for row in value) for code in LANGUAGES})
        case "flag":
            form[one.name] = {True: "yes", False: "no"}[value]
        case "choices":
            form.setlist(one.name, [str(chosen) for chosen in value or ()])
        case "week":
            for day, hours in enumerate(value):
                form.update(
                    {f"{one.name}_{day}_opens": hours[0], f"{one.name}_{day}_closes": hours[1]}
                    if hours
                    else {}
                )
        case "lunch":
            if value is not None:
                form.update({f"{one.name}_start": value["start"], f"{one.name}_end": value["end"]})
                form[f"{one.name}_closes"] = {True: "yes", False: "no"}[value["closes"]]
        case "signers":
            for n, row in enumerate(value or ()):
                form.update({f"{one.name}_{n}_{part}": said or "" for part, said in row.items()})
        case "loudness":
            for n, (begins, percent) in enumerate(value or ()):
                form.update({f"{one.name}_{n}_from": begins, f"{one.name}_{n}_percent": str(percent)})
        case _:
            form[one.name] = "" if value is None else str(value)
    return form


def _wrong(field: Field) -> QueueError:
    return QueueError("request.invalid", field=field.name)


def _empty(field: Field) -> list[str] | None:
    """Return what nothing chosen means: the program's own choice, where a field has one."""
    return None if field.optional else []


def _line(field: Field, typed: str, longest: int = LONGEST) -> str:
    tidy = " ".join(unicodedata.normalize("NFC", typed).split())
    if len(tidy) > longest or not tidy.isprintable() or not (tidy or field.optional):
        raise _wrong(field)
    return tidy


def _lines(field: Field, form: Form) -> list[dict[str, str]]:
    """Return texts written one a line, as many lines in each language."""
    columns = {
        code: [_line(field, row) for row in form.get(f"{field.name}_{code}", "").splitlines() if row.strip()]
        for code in LANGUAGES
    }
    lengths = {len(column) for column in columns.values()}
    if len(lengths) != 1 or lengths.pop() > MOST_LINES:
        raise QueueError("settings.lines", field=field.name)
    return [
        dict(zip(LANGUAGES, row, strict=True)) for row in zip(*(columns[c] for c in LANGUAGES), strict=True)
    ]


def _whole(field: Field, typed: str) -> int | None:
    tidy = typed.strip()
    if not tidy and field.optional:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", tidy) or not field.least <= int(tidy) <= field.most:
        raise _wrong(field)
    return int(tidy)


def _clock(field: Field, typed: str) -> str | None:
    tidy = typed.strip().replace(".", ":")
    if not tidy and field.optional:
        return None
    if not _CLOCK.fullmatch(tidy):
        raise _wrong(field)
    return tidy.zfill(len("08:30"))


def _url(field: Field, typed: str) -> str:
    tidy = _line(field, typed)
    parts = urlsplit(tidy)
    if tidy and (parts.scheme not in ("http", "https") or not parts.hostname or " " in tidy):
        raise _wrong(field)
    return tidy


def _date(field: Field, typed: str) -> str | None:
    tidy = typed.strip()
    if not tidy and field.optional:
        return None
    try:
        return read_day(tidy).isoformat()
    except ValueError:
        raise _wrong(field) from None


def _signers(field: Field, form: Form) -> list[Signer]:
    """Return who signs for which office and when; a row without a name and a position is left out."""
    found: list[Signer] = []
    for row in range(MOST_SIGNERS):
        given = {part: form.get(f"{field.name}_{row}_{part}", "") for part in (*SIGNER_TEXTS, *SIGNER_DAYS)}
        if not given["name"].strip() and not given["position"].strip():
            continue
        role = form.get(f"{field.name}_{row}_role", "")
        first, last = (_date(Field(field.path, "date", optional=True), given[part]) for part in SIGNER_DAYS)
        if role not in ROLES or (first and last and last < first):
            raise _wrong(field)
        name, position = (
            _line(Field(field.path, "text"), given[part], LONGEST_NAME) for part in SIGNER_TEXTS
        )
        found.append({"role": role, "name": name, "position": position, "first": first, "last": last})
    return found


def _one(field: Field, typed: str, choices: Sequence[Choice]) -> str | int:
    if typed not in [choice.value for choice in choices]:
        raise _wrong(field)
    return int(typed) if typed.isdecimal() else typed


def _day(field: Field, form: Form, day: int) -> list[str] | None:
    opens, closes = (form.get(f"{field.name}_{day}_{end}", "").strip() for end in ("opens", "closes"))
    if not opens and not closes:
        return None
    return [_clock(field, opens) or "", _clock(field, closes) or ""]


def _loudness(field: Field, form: Form) -> list[list[Any]]:
    """Return times and percents in the order of the day; a row without both is none, one without either is wrong."""
    rows: dict[str, int] = {}
    for row in range(LOUDNESS_ROWS):
        at, percent = (form.get(f"{field.name}_{row}_{part}", "") for part in ("from", "percent"))
        if not at.strip() and not percent.strip():
            continue
        begins = _clock(field, at) or ""
        if begins in rows:
            raise _wrong(field)
        rows[begins] = _whole(Field(field.path, "whole", most=100), percent) or 0
    if not rows:
        raise _wrong(field)
    return [[begins, rows[begins]] for begins in sorted(rows)]


def _lunch(field: Field, form: Form) -> dict[str, Any] | None:
    start, end = (form.get(f"{field.name}_{end}", "").strip() for end in ("start", "end"))
    if not start and not end:
        return None
    closes = form.get(f"{field.name}_closes") == "yes"
    return {"start": _clock(field, start), "end": _clock(field, end), "closes": closes}
