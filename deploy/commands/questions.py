"""The questions of `tonsai init`: those of the first run's pages, each with what holds if nothing is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import click
from werkzeug.datastructures import MultiDict

from counter.settings.fields import as_form
from deploy.opening.answers import FIELDS, keep_fields
from deploy.opening.draft import OWN, Draft, check_counters, check_groups, first_draft, fit_counters, taken
from shared.web.languages import LANGUAGES

TEXTS = ("place", "days", "rule", "priority_text")
"""Texts of the office that the public reads, beside its name."""
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOURS = re.compile(r"([A-Za-z]{3})(?:-([A-Za-z]{3}))? +([0-9:.]{4,5})-([0-9:.]{4,5})")
_LUNCH = re.compile(r"([0-9:.]{4,5})-([0-9:.]{4,5})( closed)?")
_NAMES = {
    "th": "Name of the office in Thai",
    "ms": "Its name in Malay (Rumi)",
    "en": "Its name in English",
}


def answer_all(raw: Mapping[str, Any], given: Mapping[str, Any], *, asking: bool) -> Draft:
    """Return the answers: those given, otherwise asked for, otherwise those of the catalogue `raw`.

    Raises ValueError with a sentence, QueueError as the pages do.
    """
    draft = first_draft(raw)
    ask = _Asker(given, asking=asking)
    said = draft["settings"]
    said["office.name"] = {code: ask.name(code) for code in LANGUAGES}
    for name, code, text in given.get("texts") or _texts(ask, said):
        said[f"office.{name}"] = {**said[f"office.{name}"], code: text}
    offered = _parts(ask("languages", "Languages, the first one first", "th, ms, en"), ",")
    _refuse_unknown("language", offered, list(LANGUAGES))
    said["languages.beside"] = [code for code in LANGUAGES[1:] if code in offered]
    said["languages.first"] = offered[0] if offered else "th"
    _take_groups(draft, raw, ask)
    _take_counters(draft, ask)
    said["hours.weekly"] = read_week(ask("hours", "Open", write_week(said["hours.weekly"])))
    said["hours.lunch"] = read_lunch(ask("lunch", "Lunch (`closed` behind it, or `none`)", _lunch(said)))
    form: MultiDict[str, str] = MultiDict()
    for path, name, words in (
        ("hours.last_ticket_before_min", "last_ticket", "Last ticket, minutes before closing"),
        ("priority_ratio", "priority_ratio", "Ordinary tickets between two priority tickets"),
    ):
        form[path.replace(".", "_")] = ask(name, words, str(said[path]))
    for step, fields in FIELDS.items():
        for field in fields:
            if field.name not in form:
                form.update(as_form(field, said[field.path]))
        keep_fields(draft, step, form)
    return draft


class _Asker:
    """Answers that were given, and questions for the others."""

    def __init__(self, given: Mapping[str, Any], *, asking: bool) -> None:
        self.given, self.asking = given, asking

    def __call__(self, name: str, words: str, default: str) -> str:
        """Return an answer; what holds without one is shown in brackets."""
        said = self.given.get(name)
        if said is None:
            said = click.prompt(words, default=default) if self.asking else default
        return str(said)

    def name(self, code: str) -> str:
        """Return the name of the office in a language: it has no default, so it is always asked for."""
        said = self.given.get(f"name_{code}")
        return str(click.prompt(_NAMES[code]) if said is None else said)


def _texts(ask: _Asker, said: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return the texts that somebody wrote; one question first, because most offices take them as they are."""
    if not ask.asking or not click.confirm("Change the texts that the public reads?", default=False):
        return []
    return [
        (name, code, click.prompt(f"{name} ({code})", default=said[f"office.{name}"][code]))
        for name in TEXTS
        for code in LANGUAGES
    ]


def _take_groups(draft: Draft, raw: Mapping[str, Any], ask: _Asker) -> None:
    known = {group["code"]: group for group in draft["groups"]}
    own: tuple[tuple[str, str, str, str], ...] = ask.given.get("own") or ()
    if len(own) > len(OWN):
        raise ValueError(
            f"There is room for {len(OWN)} groups of the office's own; the settings add more later"
        )
    usual = ", ".join(f"{group['code']}:{group['prefix']}" for group in taken(draft))
    wish = dict(_pair(part) for part in _parts(ask("groups", "Groups and their letters", usual), ","))
    _refuse_unknown("group", wish, [code for code in known if code not in OWN])
    for code, group in known.items():
        group.update(take=code in wish, prefix=wish.get(code) or group["prefix"])
    for code, (letter, *names) in zip(OWN, own, strict=False):
        known[code].update(take=True, prefix=letter, name=dict(zip(LANGUAGES, names, strict=True)))
    check_groups(draft)
    offered = [s["code"] for s in raw["services"] if known[s["group"]]["take"]]
    services = ask("services", "Services", "all")
    draft["services"] = offered if services == "all" else _parts(services, ",")
    _refuse_unknown("service", draft["services"], offered)


def _take_counters(draft: Draft, ask: _Asker) -> None:
    fit_counters(draft)
    usual = "; ".join(", ".join(groups) for groups in draft["counters"])
    said = ask("counters", "Groups of each counter", usual)
    draft["counters"] = [_parts(one, ",") for one in _parts(said, ";")]
    _refuse_unknown(
        "group", [code for groups in draft["counters"] for code in groups], [g["code"] for g in taken(draft)]
    )
    check_counters(draft)


def read_week(said: str) -> list[list[str] | None]:
    """Return the hours of a week, Monday first. Raises ValueError with a sentence."""
    week: list[list[str] | None] = [None] * len(DAYS)
    for part in _parts(said, ","):
        found = _HOURS.fullmatch(part)
        days = [] if found is None else [name.capitalize() for name in (found[1], found[2] or found[1])]
        if found is None or not set(days) <= set(DAYS):
            raise ValueError(f"{part!r} is no opening hour; say for example Mon-Fri 08:30-16:30")
        for day in range(DAYS.index(days[0]), DAYS.index(days[1]) + 1):
            week[day] = [found[3], found[4]]
    return week


def write_week(week: list[list[str] | None]) -> str:
    """Return the hours of a week as `read_week` reads them, equal days together."""
    parts: list[tuple[int, int, list[str]]] = []
    for day, hours in enumerate(week):
        if hours and parts and parts[-1][1] == day - 1 and parts[-1][2] == hours:
            parts[-1] = (parts[-1][0], day, hours)
        elif hours:
            parts.append((day, day, hours))
    return ", ".join(
        f"{DAYS[first]}{f'-{DAYS[last]}' if last > first else ''} {hours[0]}-{hours[1]}"
        for first, last, hours in parts
    )


def read_lunch(said: str) -> dict[str, Any] | None:
    """Return when lunch is and whether it closes the office, or None. Raises ValueError with a sentence."""
    if said.strip() == "none":
        return None
    found = _LUNCH.fullmatch(said.strip())
    if found is None:
        raise ValueError(f"{said!r} is no lunch; say for example 12:00-13:00, 12:00-13:00 closed, or none")
    return {"start": found[1], "end": found[2], "closes": bool(found[3])}


def _lunch(said: Mapping[str, Any]) -> str:
    lunch = said["hours.lunch"]
    return f"{lunch['start']}-{lunch['end']}{' closed' if lunch['closes'] else ''}" if lunch else "none"


def _pair(part: str) -> tuple[str, str]:
    code, _, letter = part.partition(":")
    return code.strip(), letter.strip()


def _parts(said: str, mark: str) -> list[str]:
    return [part.strip() for part in said.split(mark) if part.strip()]


def _refuse_unknown(kind: str, said: Any, known: list[str]) -> None:
    for code in said:
        if code not in known:
            raise ValueError(f"There is no {kind} {code!r}; there are {', '.join(known)}")
