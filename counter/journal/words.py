"""An entry as a sentence in the reader's language: codes become names, numbers of rows become what they stand for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, select

from shared.domain.hours import BANGKOK
from shared.domain.thai import Language, short_date
from shared.store.chronicle import Told
from shared.store.models import Device, Group, Service, Staff
from shared.web.languages import Languages

NOTHING = "–"


@dataclass(frozen=True)
class Names:
    """What codes and row numbers stand for; names of staff only for those who may see them."""

    words: Languages
    language: str
    groups: Mapping[str, str]
    services: Mapping[str, str]
    staff: Mapping[int, str]
    devices: Mapping[int, str]

    def say(self, key: str, **values: object) -> str:
        """Return a message."""
        return self.words.text(key, self.language, **values)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the page shows it."""

    seq: int
    kind: str
    day: str
    date: str
    """The same as people write it."""
    time: str
    sentence: str
    who: str
    out_of_order: bool
    body: str
    hash: str


def read_names(conn: Connection, site_id: int, words: Languages, language: str, *, staff: bool) -> Names:
    """Return the names of a site, retired ones and those who left included."""

    def named(model: Any) -> dict[str, str]:
        rows = conn.execute(select(model.code, model.name).where(model.site_id == site_id))
        return {row.code: str(row.name[language]).replace("|", "") for row in rows}

    def by_id(model: Any) -> dict[int, str]:
        return {
            row.id: row.name
            for row in conn.execute(select(model.id, model.name).where(model.site_id == site_id))
        }

    return Names(words, language, named(Group), named(Service), by_id(Staff) if staff else {}, by_id(Device))


def tell(entry: Told, names: Names) -> Line:
    """Return an entry as a line."""
    at = datetime.fromisoformat(entry.at).astimezone(BANGKOK)
    return Line(
        seq=entry.seq,
        kind=entry.kind,
        day=at.date().isoformat(),
        date=short_date(at.date(), cast("Language", names.language)),
        time=at.strftime("%H:%M:%S"),
        sentence=sentence(entry, names),
        who=who(entry.actor, names),
        out_of_order=entry.kind == "ticket.called_chosen",
        body=entry.body,
        hash=entry.hash,
    )


def sentence(entry: Told, names: Names) -> str:
    """Return what an entry says. What an older release did not record yet is a dash."""
    shown: defaultdict[str, str] = defaultdict(lambda: NOTHING)
    for name, value in entry.data.items():
        shown[name] = _shown(entry.kind, name, value, names)
    if entry.kind == "ticket.transferred" and entry.data.get("to_counter") and not entry.data.get("group"):
        shown["group"] = f"{names.say('journal.counter')} {entry.data['to_counter']}"
    if entry.kind == "alert.taken_on":
        subject = str(entry.data.get("subject", ""))
        shown["subject"] = names.groups.get(subject, subject)
        shown["code"] = (
            names.words.find(f"attention.{shown['code']}", names.language) or shown["code"]
        ) % shown
    return names.words.text(f"journal.kind.{entry.kind}", names.language) % shown


def who(actor: str, names: Names) -> str:
    """Return who did it: `staff:5` by name for those who may see names."""
    kind, _, number = actor.partition(":")
    row = int(number) if number.isdigit() else 0
    if kind == "staff":
        return names.staff.get(row) or names.say("journal.who.staff")
    if kind == "device":
        return names.devices.get(row) or names.say("journal.who.device", id=row)
    if kind == "token":
        return names.say("journal.who.token", id=row)
    known = {"visitor", "command"}
    return names.say(f"journal.who.{kind}") if kind in known else names.say("journal.who.system")


def _shown(kind: str, name: str, value: Any, names: Names) -> str:
    if value is None or value == "" or value == []:
        return NOTHING
    if name == "group":
        return names.groups.get(str(value), str(value))
    if name == "service":
        return names.services.get(str(value), str(value))
    if name == "staff" and isinstance(value, int):
        return who(f"staff:{value}", names)
    if name == "reason":
        return _reason(kind, str(value), names)
    if isinstance(value, Mapping) and names.language in value:
        return str(value[names.language])
    if kind == "announcement.made" and name in ("starts", "ends"):
        return _moment(str(value), names)
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return str(value)


def _moment(text: str, names: Names) -> str:
    """Return a moment of the chain as people of the office say it."""
    at = datetime.fromisoformat(text).astimezone(BANGKOK)
    return f"{short_date(at.date(), cast('Language', names.language))} {at.strftime('%H.%M')}"


def _reason(kind: str, code: str, names: Names) -> str:
    where = {"ticket.called_chosen": "counter.reason.chosen", "counter.paused": "common.pause"}
    return names.words.find(f"{where.get(kind, 'counter.reason.hold')}.{code}", names.language) or code
