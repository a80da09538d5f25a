"""What the whole configuration holds beside the forms: slip, places of copies, screens, printers, notices with files.

Screens and printers belong to devices, and a file knows no device: they go by its name. Where no device of that name
is paired, the entry waits, is named, and the next import finds it. Each part may be missing; then it stays as it is.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import time
from typing import Any, Protocol

from sqlalchemy import Connection, select

from counter.hall.forms import HOURS, SCREEN, SECONDS, WORDS
from counter.hall.media import take_media
from counter.keeping.actions import check_copies
from counter.printers.slip_forms import read_slip
from counter.settings.fields import Choice, Field, as_form
from counter.settings.places import Value, read_settings
from shared.domain.errors import QueueError
from shared.domain.json_values import read_day
from shared.domain.keeping import Keeping
from shared.domain.notices import KINDS, MOST_NOTICES, OWN, Notice, read_notices
from shared.domain.printing import LATE_BOUNDS_S, PrinterConfig, read_paper
from shared.domain.screens import INCHES, LAYOUTS, TURNS, read_screen
from shared.evidence.files import take_logo
from shared.evidence.vault import Vault
from shared.paper.checking import check_template
from shared.paper.slips import SHIPPED
from shared.store.models import Counter, Device, Group
from shared.store.turn import Turn
from shared.web.languages import LANGUAGES

BESIDE = ("slip", "copies", "screens", "printers", "logo", "notices", "files", "left_out")
"""Parts of the file that may be missing."""
MOST_BYTES = 4 * 2**20
"""Of all pictures and videos in one file; what is more is left out and named."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
_MEDIA = {
    "text": ("",), "picture": ("image/png", "image/jpeg", "image/webp"), "pdf": ("image/png",),
    "video": ("video/mp4", "video/webm"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file: where, and the code of the refusal with its details."""

    place: str
    code: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was judged before the turn. `files`: fingerprint in the file → fingerprint here and media type."""

    files: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    template: str | None = None
    """The template of the slip that was tried, and that every slip came out of."""
    faults: tuple[Fault, ...] = ()


class Work(Protocol):
    """The file being taken in."""

    turn: Turn
    waiting: list[str]
    faults: list[Fault]

    def wrong(self, place: str, code: str, **details: Any) -> None: ...
    def value(self, place: str, one: Field, said: Any, choices: Sequence[Choice]) -> Any: ...
    def change(self, subject: str, after: Value) -> None: ...


def read_beside(
    conn: Connection, site_id: int, settings: Mapping[str, Any], vault: Vault | None
) -> dict[str, Any]:
    """Return these parts as the file has them."""
    paper, agents = read_paper(settings), _devices(conn, site_id, "agent")
    names = {id_: name for name, id_ in agents.items()}
    notices, logo = read_notices(settings), settings["office"].get("logo")
    files, left = _pack([("logo", logo)] if logo else [], notices.items, vault)
    return {
        "slip": {
            "rule": paper.rule, "jawi": paper.jawi, "logo": paper.logo, "template": paper.template,
            "late_s": paper.late_s,
        },
        "copies": _copies(settings),
        "screens": {
            name: _plain(read_screen(settings, id_)) for name, id_ in _devices(conn, site_id, "display").items()
        },
        "printers": {
            name: {**asdict(paper.of(id_)), "agent": names.get(paper.of(id_).agent or 0)}
            for name, id_ in _devices(conn, site_id, "kiosk").items()
        },
        "logo": logo,
        "notices": {"own": list(notices.own), "items": [_plain(notice) for notice in notices.items]},
        "files": files,
        "left_out": left,
    }  # fmt: skip


def prepare_files(document: object, vault: Vault, *, keep: bool) -> Prepared:
    """Judge the files of a document as an upload, and put them into the vault when they are to be kept.

    It takes its time: away from the event loop.
    """
    packed = document.get("files") if isinstance(document, Mapping) else None
    if not isinstance(packed, Mapping):
        wrong = packed is not None
        return Prepared(faults=(Fault("files", "request.invalid", {"field": "files"}),) if wrong else ())
    files: dict[str, tuple[str, str]] = {}
    faults: list[Fault] = []
    for digest, text in packed.items():
        try:
            body = base64.b64decode(text, validate=True)
            if hashlib.sha256(body).hexdigest() != digest:
                raise QueueError("file.damaged")
            bodies, media = _judge(
                body, logo=isinstance(document, Mapping) and document.get("logo") == digest
            )
            if len(bodies) != 1:
                raise QueueError("file.kind")
        except (binascii.Error, ValueError, TypeError):
            faults.append(Fault(f"files.{digest}", "file.damaged"))
        except QueueError as error:
            faults.append(Fault(f"files.{digest}", error.code, error.details))
        else:
            here = vault.keep(bodies[0]) if keep else hashlib.sha256(bodies[0]).hexdigest()
            files[digest] = (here, media)
    return Prepared(files, faults=tuple(faults))


def prepare_template(document: object, prepared: Prepared) -> Prepared:
    """Try the template of a document's slip, where it has one; in the event loop, beside which it is drawn."""
    slip = document.get("slip") if isinstance(document, Mapping) else None
    template = slip.get("template") if isinstance(slip, Mapping) else None
    if not isinstance(template, str) or check_template(template).error is not None:
        return prepared
    return Prepared(prepared.files, template, prepared.faults)


def take_beside(work: Work, document: Mapping[str, Any], prepared: Prepared) -> None:
    """Take these parts in, each that the file has."""
    work.faults.extend(prepared.faults)
    taking: dict[str, Callable[[Work, Any, Prepared], None]] = {
        "slip": _take_slip, "copies": _take_copies, "screens": _take_screens, "printers": _take_printers,
        "logo": _take_logo, "notices": _take_notices,
    }  # fmt: skip
    for name, take in taking.items():
        if name not in document:
            continue
        try:
            take(work, document[name], prepared)
        except QueueError as error:
            work.wrong(name, error.code, **error.details)
        except (TypeError, AttributeError, KeyError, ValueError):
            work.wrong(name, "request.invalid", field=name)


def _take_slip(work: Work, told: Any, prepared: Prepared) -> None:
    settings = read_settings(work.turn.conn, work.turn.site_id)
    _only(told, ("rule", "jawi", "logo", "template", "late_s"))
    rule = settings["office"]["rule"]
    form = as_form(Field("office.rule", "words"), rule)
    for name in ("rule", "logo"):
        form[name] = {True: "yes", False: "no"}[told[name]]
    form["jawi"], form["template"] = told["jawi"], SHIPPED if told["template"] is None else told["template"]
    read = read_slip(form, rule)
    wrong = list(read.wrong)
    if told["template"] is not None and told["template"] != prepared.template:
        wrong.append("template")
    late = told["late_s"]
    if type(late) is not int or not LATE_BOUNDS_S[0] <= late <= LATE_BOUNDS_S[1]:
        wrong.append("late_s")
    for name in dict.fromkeys(wrong):
        work.wrong(f"slip.{name}", "request.invalid", field=name)
    if wrong:
        return
    paper = read_paper(settings)
    now = {"rule": paper.rule, "jawi": paper.jawi, "logo": paper.logo, "template": paper.template}
    if {name: read.value[f"paper.{name}"] for name in now} != now:
        work.change("settings:slip", dict(read.value))
    if late != paper.late_s:
        work.change("settings:late", {"paper.late_s": late})


def _take_copies(work: Work, told: Any, _prepared: Prepared) -> None:
    _only(told, ("at", "targets"))
    for row in told["targets"]:
        _only(row, ("name", "kind", "path"))
    check_copies(time.fromisoformat(told["at"]).isoformat("minutes"), told["targets"])
    if told != _copies(read_settings(work.turn.conn, work.turn.site_id)):
        work.change("settings:copies", {"keeping.at": told["at"], "keeping.targets": told["targets"]})


def _take_screens(work: Work, told: Any, _prepared: Prepared) -> None:
    conn, site = work.turn.conn, work.turn.site_id
    settings, devices, lists = read_settings(conn, site), _devices(conn, site, "display"), _lists(conn, site)
    known = dict(settings.get("screens") or {})
    for name, said in told.items():
        place, before = f"screens.{name}", len(work.faults)
        _only(said, [one.path for one in SCREEN])
        for one in SCREEN:
            work.value(f"{place}.{one.path}", one, said[one.path], lists.get(one.choices, ()))
        if name not in devices:
            work.waiting.append(place)
        elif len(work.faults) == before and said != _plain(read_screen(settings, devices[name])):
            known[str(devices[name])] = said
    if known != dict(settings.get("screens") or {}):
        work.change("settings:screens", {"screens": known})


def _take_printers(work: Work, told: Any, _prepared: Prepared) -> None:
    conn, site = work.turn.conn, work.turn.site_id
    kiosks, agents = _devices(conn, site, "kiosk"), _devices(conn, site, "agent")
    for name, said in told.items():
        _only(said, PrinterConfig.__slots__)
        texts = all(isinstance(said[part], str) for part in ("way", "address", "model"))
        if not texts or not all(type(said[part]) is int for part in ("width", "baud")):
            work.wrong(f"printers.{name}", "request.invalid", field="way")
        elif name not in kiosks or (said["agent"] is not None and said["agent"] not in agents):
            work.waiting.append(f"printers.{name}")
        else:
            agent = None if said["agent"] is None else agents[said["agent"]]
            work.change(f"printer:{kiosks[name]}", {**said, "agent": agent})


def _take_logo(work: Work, told: Any, prepared: Prepared) -> None:
    now = read_settings(work.turn.conn, work.turn.site_id)["office"].get("logo")
    if told is None or told == now:
        found = told
    elif told in prepared.files:
        found = prepared.files[told][0]
    else:
        work.waiting.append("logo")
        return
    if found != now:
        work.change("settings:logo", {"office.logo": found})


def _take_notices(work: Work, told: Any, prepared: Prepared) -> None:
    settings = read_settings(work.turn.conn, work.turn.site_id)
    now = read_notices(settings)
    _only(told, ("own", "items"))
    if len(told["items"]) > MOST_NOTICES:
        raise QueueError("file.too_many", most=MOST_NOTICES)
    if not set(told["own"]) <= set(OWN):
        work.wrong("notices.own", "request.invalid", field="own")
    kept = {notice.id: _plain(notice) for notice in now.items}
    shown = {digest: (digest, notice.media) for notice in now.items for digest in notice.files}
    items: list[Value] = []
    for n, said in enumerate(told["items"]):
        place = f"notices[{n}]"
        if _wrong_notice(work, place, said) or said["id"] in [item["id"] for item in items]:
            work.wrong(place, "request.invalid", field="notices")
            continue
        files = [shown.get(digest) or prepared.files.get(digest) for digest in said["files"]]
        if None in files:
            work.waiting.append(place)
            items += [kept[said["id"]]] if said["id"] in kept else []
        elif any(one is not None and one[1] != said["media"] for one in files):
            work.wrong(place, "file.kind")
        else:
            items.append({**said, "files": [one[0] for one in files if one is not None]})
    own = [kind for kind in OWN if kind in told["own"]]
    if own != list(now.own) or items != [_plain(notice) for notice in now.items]:
        part = {**(settings.get("notices") or {}), "own": own, "items": items}
        work.change("settings:notices", {"notices": part})


def _wrong_notice(work: Work, place: str, said: Any) -> bool:
    """Say whether a notice is none that its form could have made; its single faults are noted."""
    _only(said, Notice.__slots__)
    before = len(work.faults)
    for one in (*WORDS, SECONDS):
        work.value(f"{place}.{one.path}", one, said[one.path], ())
    for one in HOURS:
        work.value(f"{place}.{one.path}", one, said[one.path] or None, ())
    days = [read_day(said[name]).isoformat() if said[name] else "" for name in ("first_day", "last_day")]
    hours = [said["from_time"], said["until_time"]]
    backwards = (all(days) and days[0] > days[1]) or (all(hours) and hours[0] >= hours[1])
    return (
        backwards
        or len(work.faults) > before
        or not _ID.fullmatch(said["id"])
        or said["kind"] not in KINDS
        or said["media"] not in _MEDIA[said["kind"]]
        or (said["kind"] == "text") != (not said["files"])
        or (said["kind"] == "text" and not said["title"]["th"])
        or not {type(said["sound"]), type(said["off"])} <= {bool}
    )


def _pack(
    first: list[tuple[str, str]], notices: Sequence[Notice], vault: Vault | None
) -> tuple[dict[str, str], list[str]]:
    """Return the files as base64 within the bound, and the places of those that were left out."""
    files: dict[str, str] = {}
    left: list[str] = []
    room = MOST_BYTES
    for place, digests in [*((p, [d]) for p, d in first), *_files_of(notices)]:
        bodies = [_body(vault, digest) for digest in digests if digest not in files]
        weight = sum(len(body) for body in bodies if body is not None)
        if None in bodies or weight > room:
            left.append(place)
            continue
        room -= weight
        fresh = [digest for digest in digests if digest not in files]
        pairs = zip(fresh, bodies, strict=True)
        files |= {digest: base64.b64encode(body or b"").decode() for digest, body in pairs}
    return files, left


def _files_of(notices: Sequence[Notice]) -> Iterator[tuple[str, list[str]]]:
    for n, notice in enumerate(notices):
        if notice.files:
            yield f"notices[{n}]", list(dict.fromkeys(notice.files))


def _body(vault: Vault | None, digest: str) -> bytes | None:
    try:
        if vault is None or vault.where(digest).stat().st_size > MOST_BYTES:
            return None
        return vault.read(digest)
    except QueueError:
        return None


def _judge(body: bytes, *, logo: bool) -> tuple[Sequence[bytes], str]:
    if logo:
        return (take_logo(body),), "image/png"
    shown = take_media("", body)
    return shown.bodies, shown.media


def _copies(settings: Mapping[str, Any]) -> Value:
    kept = Keeping.from_settings(settings).as_json()
    return {"at": kept["at"], "targets": kept["targets"]}


def _plain(thing: Any) -> Value:
    return {name: list(said) if isinstance(said, tuple) else said for name, said in asdict(thing).items()}


def _lists(conn: Connection, site_id: int) -> dict[str, list[Choice]]:
    groups = conn.execute(select(Group.code).where(Group.site_id == site_id)).scalars()
    counters = conn.execute(select(Counter.number).where(Counter.site_id == site_id)).scalars()
    found: dict[str, Iterable[str | int]] = {
        "layouts": LAYOUTS, "turns": TURNS, "inches": INCHES, "zone_groups": groups, "zone_counters": counters
    }  # fmt: skip
    return {
        name: [Choice(str(value), dict.fromkeys(LANGUAGES, "")) for value in values]
        for name, values in found.items()
    }


def _devices(conn: Connection, site_id: int, kind: str) -> dict[str, int]:
    """Return the paired devices of a kind by their names; of two of one name the older."""
    rows = conn.execute(
        select(Device.name, Device.id)
        .where(Device.site_id == site_id, Device.kind == kind, Device.revoked_at.is_(None))
        .order_by(Device.id.desc())
    )
    return {row.name: row.id for row in rows}


def _only(told: Any, names: Sequence[str]) -> None:
    if not isinstance(told, Mapping) or set(told) != set(names):
        raise ValueError


def printer_place(conn: Connection, site_id: int, device: str) -> str:
    """Return the place in the file of a kiosk's printer."""
    kiosks = _devices(conn, site_id, "kiosk").items()
    return next((f"printers.{name}" for name, id_ in kiosks if str(id_) == device), f"printer:{device}")
