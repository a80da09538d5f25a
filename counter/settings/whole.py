"""The whole configuration of an office as one JSON file: out, and in again, whole or not at all.

What a form could not say, a file cannot say either: each value goes through the field of its form. Every fault is
named with its place; without one, all changes are made in one turn, each in the journal with before and after, so that
each can be undone. Secrets, people and devices are not configuration and are never in it; how a screen or a kiosk's
printer is set up is, by the name of its device (`beside.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from counter.calendar.days import KEEPS, subject_of, year_of
from counter.settings.beside import BESIDE, Fault, Prepared, printer_place, read_beside, take_beside
from counter.settings.change import record_change
from counter.settings.checks import check_change
from counter.settings.fields import Choice, Field, as_form, read_field
from counter.settings.lists import read_choices
from counter.settings.places import ROWS, Value, add_row, read_settings, read_value, write_value
from counter.settings.sections import SECTIONS, Section
from counter.texts.messages import known_key, tidy_text
from counter.texts.messages import subject_of as text_of
from shared.domain.errors import QueueError
from shared.domain.json_values import read_day
from shared.domain.schedules import Hours
from shared.evidence.vault import Vault
from shared.store.turn import Answer, Turn
from shared.web.languages import LANGUAGES, Languages

FORMAT = "tonsai settings 1"
KINDS = {"departments": "department", "groups": "group", "services": "service", "counters": "counter"}
"""Part of the file → kind of row, those before first on which others hang."""
_REFERS = {"department_id": "departments", "group_id": "groups", "default_groups": "groups"}
_NAMES = {"department_id": "department", "group_id": "group", "default_groups": "groups"}
"""In the file rows are named by their codes."""


LATER = frozenset({"languages"})
"""Parts that files of an earlier version do not have; they stay as they are."""


class FileRefusedError(QueueError):
    """A file that cannot be taken in; `faults` are all of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("settings.file", n=len(faults))
        self.faults = list(faults)


class TrialError(Exception):
    """Ends a turn that was only to be tried; carries what it would have answered."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("a trial")
        self.answer = answer


def read_document(conn: Connection, site_id: int, vault: Vault | None = None) -> dict[str, Any]:
    """Return the configuration of a site as the file has it; files of notices only with the `vault` they lie in."""
    settings = read_settings(conn, site_id)
    codes = {
        part: {row["id"]: row["key"] for row in _rows(conn, site_id, kind)} for part, kind in KINDS.items()
    }
    return {
        "format": FORMAT,
        "settings": {
            section.part: read_value(conn, site_id, f"settings:{section.part}") for section in _parts()
        },
        "calendar": {name: dict(sorted(settings["hours"][name].items())) for name in KEEPS},
        "texts": settings.get("texts") or {},
        **{
            part: [_plain(row, kind, codes) for row in _rows(conn, site_id, kind)]
            for part, kind in KINDS.items()
        },
        **read_beside(conn, site_id, settings, vault),
    }


def write_document(
    turn: Turn, document: object, words: Languages, *, trial: bool = False, prepared: Prepared | None = None
) -> Answer:
    """Make the configuration that of a file; answers with the subjects that changed and with what waits.

    `prepared` is what was looked at before the turn: pictures and a template take too long inside one.

    Refuses with `settings.file` and all faults (`FileRefusedError`); a trial ends in `TrialError`.
    """
    work = _Work(turn, words)
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise FileRefusedError([Fault("format", "request.invalid", {"field": "format"})])
    known = {"format", "settings", "calendar", "texts", *KINDS}
    for name in sorted((set(map(str, document)) ^ known) - set(BESIDE)):
        work.wrong(name, "request.invalid", field=name)
    for part in KINDS:
        work.take_rows(part, document.get(part))
    work.take_parts(document.get("settings"))
    work.take_calendar(document.get("calendar"))
    work.take_texts(document.get("texts"))
    take_beside(work, document, prepared or Prepared())
    work.check()
    if work.faults:
        raise FileRefusedError(work.faults)
    answer: Answer = {
        "changed": [subject for subject, *_ in work.changes], "waiting": work.waiting, "seq": turn.head.seq,
    }  # fmt: skip
    if trial:
        raise TrialError(answer)
    for subject, before, after in work.changes:
        record_change(turn, subject, before, after)
    return answer


class _Work:
    """One file being taken in: rows are written as they are read, and all is judged at the end."""

    def __init__(self, turn: Turn, words: Languages) -> None:
        self.turn, self.words = turn, words
        self.faults: list[Fault] = []
        self.changes: list[tuple[str, Value | None, Value]] = []
        self.waiting: list[str] = []
        self.ids: dict[str, dict[str, int]] = {}

    def wrong(self, place: str, code: str, **details: Any) -> None:
        """Note a fault."""
        self.faults.append(Fault(place, code, details))

    def take_rows(self, part: str, rows: object) -> None:
        """Take the rows of a kind; what the file does not name any more is retired."""
        kind, conn, site = KINDS[part], self.turn.conn, self.turn.site_id
        there = {row["key"]: row["id"] for row in _rows(conn, site, kind)}
        self.ids[part] = dict(there)
        named: list[str] = []
        if not isinstance(rows, list) or not rows:
            self.wrong(part, "request.invalid", field=part)
            return
        for n, row in enumerate(rows):
            place = f"{part}[{n}]"
            key = self._key(place, kind, row)
            if key is None or key in named:
                self.wrong(place, "settings.taken", value=key or "?")
                continue
            named.append(key)
            value = self._row(place, kind, row)
            if value is not None:
                self._put_row(place, part, key, value)
        for key in [key for key in there if key not in named]:
            subject = f"{kind}:{there[key]}"
            self.change(subject, {**read_value(conn, site, subject), "retired": True})

    def _key(self, place: str, kind: str, row: object) -> str | None:
        name = "number" if kind == "counter" else "code"
        key = row.get(name) if isinstance(row, Mapping) else None
        if kind == "counter":
            return str(key) if isinstance(key, int) and not isinstance(key, bool) else None
        return key if isinstance(key, str) and 1 <= len(key) <= 40 and key.isprintable() else None

    def _row(self, place: str, kind: str, row: Mapping[str, Any]) -> Value | None:
        """Return the columns that a row of the file says, or None where it has a fault."""
        section = next(s for s in SECTIONS if s.kind == kind)
        names = {one.path: _NAMES.get(one.path, one.path) for one in section.fields}
        extra = {"code", "retired"} if kind != "counter" else {"retired"}
        # what came later, and has something that holds without it, is missing in files of an older program
        later = {one.path: one.default for one in section.fields if one.default is not None}
        row = {**later, **row}
        if missing := (set(names.values()) - set(row)) | (set(row) - set(names.values()) - extra):
            self.wrong(place, "request.invalid", field=sorted(missing)[0])
            return None
        lists = read_choices(self.turn.conn, self.turn.site_id, self.words)
        value: Value = {"retired": row.get("retired") is True}
        before = len(self.faults)
        for one in section.fields:
            said = self._refer(place, one.path, row[names[one.path]])
            choices = _every(lists.get(one.choices, ()), self.ids, one.path)
            value[one.path] = self.value(f"{place}.{names[one.path]}", one, said, choices)
        return value if len(self.faults) == before else None

    def _refer(self, place: str, path: str, said: Any) -> Any:
        if path not in _REFERS:
            return said
        ids = self.ids.get(_REFERS[path], {})
        if path == "default_groups":
            return [ids.get(str(code), 0) for code in said] if isinstance(said, list) else said
        return ids.get(str(said), 0)

    def value(self, place: str, one: Field, said: Any, choices: Sequence[Choice]) -> Any:
        """Return what a file says, noted as a fault unless a form could have said it."""
        try:
            read = read_field(one, as_form(one, said), choices)
        except (QueueError, TypeError, AttributeError, KeyError, ValueError, IndexError):
            self.wrong(place, "request.invalid", field=one.name)
            return None
        if read != said and not (said is None and not read):
            self.wrong(place, "request.invalid", field=one.name)
        return said

    def _put_row(self, place: str, part: str, key: str, value: Value) -> None:
        kind, conn, site = KINDS[part], self.turn.conn, self.turn.site_id
        row_id = self.ids[part].get(key)
        try:
            if row_id is None:
                row_id = add_row(conn, site, kind, {k: v for k, v in value.items() if k != "retired"}, key)
                self.ids[part][key] = row_id
                subject = f"{kind}:{row_id}"
                if value["retired"]:
                    write_value(conn, site, subject, value)
                self.changes.append((subject, None, read_value(conn, site, subject)))
            else:
                subject = f"{kind}:{row_id}"
                self.change(subject, {**read_value(conn, site, subject), **value})
        except IntegrityError:
            self.wrong(place, "settings.taken", value=key)

    def take_parts(self, parts: object) -> None:
        """Take the parts of the settings, each through the fields of its form.

        Nothing said (null) about what has a default leaves it as it is.
        """
        known = {section.part: section for section in _parts()}
        if not isinstance(parts, Mapping) or set(parts) | LATER != set(known) | LATER:
            self.wrong("settings", "request.invalid", field="settings")
            return
        lists = read_choices(self.turn.conn, self.turn.site_id, self.words)
        for name, section in known.items():
            if name not in parts:
                continue
            value, place = parts[name], f"settings.{name}"
            if not isinstance(value, Mapping) or set(value) != {one.path for one in section.fields}:
                self.wrong(place, "request.invalid", field=name)
                continue
            before = len(self.faults)
            read = {
                one.path: self.value(f"{place}.{one.path}", one, value[one.path], lists.get(one.choices, ()))
                for one in section.fields
                if value[one.path] is not None or one.optional or one.kind == "lunch"
            }
            if len(self.faults) == before:
                now = read_value(self.turn.conn, self.turn.site_id, f"settings:{name}")
                self.change(f"settings:{name}", {**now, **read})

    def take_calendar(self, calendar: object) -> None:
        """Take holidays and days with other hours, a year at a time."""
        if not isinstance(calendar, Mapping) or set(calendar) != set(KEEPS):
            self.wrong("calendar", "request.invalid", field="calendar")
            return
        hours = read_settings(self.turn.conn, self.turn.site_id)["hours"]
        try:
            Hours.from_json({**hours, **calendar})
            days = [read_day(day) for name in KEEPS for day in calendar[name]]
        except (ValueError, TypeError, AttributeError, KeyError):
            self.wrong("calendar", "settings.hours")
            return
        there = [read_day(day) for name in KEEPS for day in hours[name]]
        for year in sorted({year_of(day) for day in days + there}):
            start = str(year - 543)
            own = {name: {d: v for d, v in calendar[name].items() if d[:4] == start} for name in KEEPS}
            self.change(subject_of(year), own)

    def take_texts(self, texts: object) -> None:
        """Take the office's own words, each checked as its form would."""
        own = read_settings(self.turn.conn, self.turn.site_id).get("texts") or {}
        if not isinstance(texts, Mapping):
            self.wrong("texts", "request.invalid", field="texts")
            return
        for key in sorted({*map(str, texts), *own}):
            said, place = texts.get(key, {}), f"texts.{key}"
            if (
                not isinstance(said, Mapping)
                or not set(said) <= set(LANGUAGES)
                or not known_key(self.words, key)
            ):
                self.wrong(place, "request.invalid", field=key)
                continue
            try:
                value = {
                    code: tidy_text(str(said.get(code) or ""), self.words.text(key, code), code)
                    for code in LANGUAGES
                }
            except QueueError as error:
                self.wrong(place, error.code, **error.details)
                continue
            self.change(text_of(key), value)

    def change(self, subject: str, after: Value) -> None:
        before = read_value(self.turn.conn, self.turn.site_id, subject)
        if before != after:
            write_value(self.turn.conn, self.turn.site_id, subject, after)
            self.changes.append((subject, before, after))

    def check(self) -> None:
        """Judge everything as it would be, when each part by itself is right."""
        if self.faults:
            return
        for subject, before, after in self.changes:
            try:
                check_change(self.turn, subject, before or {}, after)
            except QueueError as error:
                self.wrong(self._place(subject), error.code, **error.details)

    def _place(self, subject: str) -> str:
        kind, _, name = subject.partition(":")
        if kind == "printer":
            return printer_place(self.turn.conn, self.turn.site_id, name)
        for part, one in KINDS.items():
            if one == kind:
                return next(
                    (f"{part} {key}" for key, id_ in self.ids[part].items() if str(id_) == name), subject
                )
        return subject


def _parts() -> list[Section]:
    return [section for section in SECTIONS if section.part and section.fields]


def _rows(conn: Connection, site_id: int, kind: str) -> list[Value]:
    """Return the rows of a kind with `key`, by which the file names them, retired ones last."""
    table: Any = ROWS[kind][0].__table__
    order = table.c.number if kind == "counter" else table.c.position
    found = conn.execute(
        select(table).where(table.c.site_id == site_id).order_by(table.c.retired, order, table.c.id)
    )
    return [
        {**row, "key": str(row["number"]) if kind == "counter" else row["code"]} for row in found.mappings()
    ]


def _plain(row: Value, kind: str, codes: Mapping[str, Mapping[int, str]]) -> Value:
    """Return a row as the file has it: its code, what its form says, others by their codes."""
    said: Value = {} if kind == "counter" else {"code": row["code"]}
    for one in next(s for s in SECTIONS if s.kind == kind).fields:
        value = row[one.path]
        if one.path == "default_groups":
            value = [codes["groups"][id_] for id_ in value if id_ in codes["groups"]]
        elif one.path in _REFERS:
            value = codes[_REFERS[one.path]][value]
        said[_NAMES.get(one.path, one.path)] = value
    return {**said, "retired": True} if row["retired"] else said


def _every(choices: Sequence[Choice], ids: Mapping[str, Mapping[str, int]], path: str) -> Sequence[Choice]:
    """Return a list of rows with the retired ones too: whether a row in use may hang on one is judged at the end."""
    if path not in _REFERS:
        return choices
    return [Choice(str(id_), dict.fromkeys(LANGUAGES, "")) for id_ in ids.get(_REFERS[path], {}).values()]
