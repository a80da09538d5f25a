"""What a unit hands in, as one file: its whole chain, and what the chain does not say of tickets and ratings.

A zip of four members. Its comment is the SHA-256 of everything before it, so that not one byte can change unnoticed;
what holds against somebody who computes that anew is the chain: its last entry carries the digest of the rows.
No token, name of a person, password or link from a rating to a ticket is in it.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from shared.domain.errors import QueueError
from shared.domain.journal import GENESIS, Stored, first_broken

MEMBERS = ("manifest.json", "journal.ndjson", "tickets.ndjson", "ratings.ndjson")
LARGEST = 16 * 1024**2
"""Bytes of such a file: the years of several units."""
UNPACKED = 160 * 1024**2
"""Bytes of all its members together; a zip that says or holds more is refused."""
_STAMP = (1980, 1, 1, 0, 0, 0)
_DIGEST = 64
R = TypeVar("R", bound=BaseModel)


def _writable(text: str) -> str:
    """Refuse what a database cannot hold: NUL and halves of letters."""
    if "\0" in text:
        raise ValueError("NUL")
    text.encode()
    return text


_Sound = AfterValidator(_writable)
Code = Annotated[str, Field(max_length=40, pattern=r"^[^\s]+$"), _Sound]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Text10 = Annotated[str, Field(max_length=10), _Sound]
Text20 = Annotated[str, Field(max_length=20), _Sound]
Text40 = Annotated[str, Field(max_length=40), _Sound]
Name = Annotated[str, Field(max_length=200), _Sound]
Place = Annotated[str, Field(max_length=120), _Sound]
Number = Annotated[str, Field(max_length=12, pattern=r"^[^\s\d]{1,2}\d{1,9}$"), _Sound]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Seq = Annotated[int, Field(ge=1, lt=10**9)]
Moment = Annotated[int, Field(ge=946_684_800, lt=2**40)]
"""Seconds since 1970; nothing is older than the year 2000."""
Score = Annotated[int, Field(ge=1, le=5)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TicketRow(_Part):
    """A ticket that has come to its end; named as the columns of `ticket`, groups and services by their codes."""

    day: Day
    number: Number
    group: Code
    first_group: Code
    service: Code | None
    klass: Literal["normal", "priority"]
    language: Literal["th", "ms", "en", ""]
    """Empty for what was typed in afterwards: nobody wrote it down."""
    channel: Text10
    late: bool
    """Typed in afterwards at the unit: its chain has the list, not the ticket."""
    timed: bool
    state: Literal["finished", "cancelled", "no_show", "abandoned"]
    state_since: Moment
    reason: Text40 | None
    issued_seq: Seq | None
    """None for what was typed in afterwards: it has no place in the chain."""
    issued_at: Moment
    queued_at: Moment
    called_at: Moment | None
    called_seq: Seq | None
    chosen_reason: Text40 | None
    last_call_at: Moment | None
    calls: Annotated[int, Field(ge=0, le=1000)]
    started_at: Moment | None
    finished_at: Moment | None
    left_at: Moment | None
    promise_low_s: Annotated[int, Field(ge=0, le=10**6)] | None
    promise_high_s: Annotated[int, Field(ge=0, le=10**6)] | None
    rated: bool


class RatingRow(_Part):
    """A rating; `number` is its number at the unit, `device` what it was given on if that stands still."""

    number: Annotated[int, Field(ge=1, lt=2**53)]
    day: Day
    at: Moment
    score: Score
    process: Score | None
    staff: Score | None
    facility: Score | None
    channel: Score | None
    reasons: list[Text40]
    comment: Annotated[str, Field(max_length=2000), _Sound] | None
    language: Literal["th", "ms", "en"]
    sex: Text10 | None
    age: Text10 | None
    occupation: Text20 | None
    verified: bool
    source: Text10
    device: Annotated[str, Field(max_length=20, pattern=r"^device:\d+$")] | None
    group: Code | None
    service: Code | None
    department: Code | None
    excluded_reason: Text40 | None


class Manifest(_Part):
    """What a file says of itself. `names` are Thai names by part and code, for a person who has to find one."""

    format: Literal["tonsai outreach 1"] = "tonsai outreach 1"
    release: Text40
    code: Code
    name: Name
    seq: Seq
    head: Hash
    tickets: int
    ratings: int
    open: dict[Day, int]
    """Tickets per day that had not come to their end: they come with a later file."""
    left_out: dict[Day, int]
    """Tickets per day that were played or tried, and are handed in by nobody."""
    ratings_left_out: dict[Day, int]
    places: dict[Day, Place]
    names: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file that was read whole; everything in it has the right form and its chain holds from the first entry on."""

    sha256: str
    manifest: Manifest
    entries: tuple[Stored, ...]
    tickets: tuple[TicketRow, ...]
    ratings: tuple[RatingRow, ...]


def digest_of(tickets: bytes, ratings: bytes, places: dict[str, str]) -> str:
    """Return the digest (SHA-256, hex) that the chain's last entry carries of the rows."""
    told = json.dumps(places, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(b"\n\n".join((tickets, ratings, told))).hexdigest()


def lines_of(rows: Iterable[BaseModel]) -> bytes:
    """Return rows as lines of JSON."""
    return b"".join(row.model_dump_json().encode() + b"\n" for row in rows)


def pack(manifest: Manifest, entries: Iterable[Stored], tickets: bytes, ratings: bytes) -> bytes:
    """Return the file."""
    chain = "".join(
        json.dumps([e.seq, e.kind, e.at, e.body, e.prev_hash, e.hash], ensure_ascii=False) + "\n"
        for e in entries
    )
    bodies = (manifest.model_dump_json(indent=1).encode(), chain.encode(), tickets, ratings)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in zip(MEMBERS, bodies, strict=True):
            file.writestr(zipfile.ZipInfo(name, _STAMP), body, zipfile.ZIP_DEFLATED)
        file.comment = b"0" * _DIGEST
    whole = out.getvalue()[:-_DIGEST]
    return whole + hashlib.sha256(whole).hexdigest().encode()


def unpack(source: IO[bytes]) -> Parcel:
    """Read a file whole and check it. Refuses with `outreach.too_large`, `outreach.damaged` (what is wrong) and
    `outreach.broken` (the entry whose hash does not hold)."""
    raw = source.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise QueueError("outreach.too_large", megabytes=LARGEST // 1024**2)
    if hashlib.sha256(raw[:-_DIGEST]).hexdigest().encode() != raw[-_DIGEST:]:
        raise QueueError("outreach.damaged", what="file")
    bodies = _members(raw)
    manifest = _read_manifest(bodies[0])
    entries = tuple(_read_entry(line) for line in bodies[1].splitlines())
    parcel = Parcel(
        sha256=hashlib.sha256(raw).hexdigest(),
        manifest=manifest,
        entries=entries,
        tickets=_read_rows(bodies[2], TicketRow, "tickets"),
        ratings=_read_rows(bodies[3], RatingRow, "ratings"),
    )
    _check_chain(parcel, digest_of(bodies[2], bodies[3], dict(manifest.places)))
    return parcel


def _members(raw: bytes) -> list[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as file:
            infos = file.infolist()
            if tuple(info.filename for info in infos) != MEMBERS:
                raise QueueError("outreach.damaged", what="members")
            room, bodies = UNPACKED, []
            for info in infos:
                if info.file_size > room:
                    raise QueueError("outreach.too_large", megabytes=UNPACKED // 1024**2)
                with file.open(info) as member:
                    bodies.append(member.read(info.file_size + 1))  # never more than it says of itself
                room -= len(bodies[-1])
            return bodies
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
        raise QueueError("outreach.damaged", what="zip") from None


def _read_manifest(body: bytes) -> Manifest:
    try:
        return Manifest.model_validate_json(body)
    except ValidationError:
        raise QueueError("outreach.damaged", what="manifest") from None


def _read_entry(line: bytes) -> Stored:
    try:
        seq, kind, at, body, prev, own = json.loads(line)
        entry = Stored(seq, kind, at, body, prev, own)
        texts = (kind, at, body, prev, own)
        if type(seq) is not int or not all(isinstance(text, str) for text in texts):
            raise ValueError
        if len(kind) > 40 or len(at) > 27 or len(prev) != _DIGEST or len(own) != _DIGEST:
            raise ValueError
        _writable("".join(texts))
        return entry
    except (ValueError, TypeError, RecursionError):
        raise QueueError("outreach.damaged", what="journal") from None


def _read_rows(body: bytes, model: type[R], what: str) -> tuple[R, ...]:
    try:
        return tuple(model.model_validate_json(line) for line in body.splitlines())
    except ValidationError:
        raise QueueError("outreach.damaged", what=what) from None


def _check_chain(parcel: Parcel, digest: str) -> None:
    """The chain holds from its first entry to the one that says what was handed in, and that is this file."""
    told, entries = parcel.manifest, parcel.entries
    broken = first_broken(told.code, entries)
    if broken is not None:
        raise QueueError("outreach.broken", seq=broken[0])
    if not entries or (entries[-1].seq, entries[-1].hash) != (told.seq, told.head):
        raise QueueError("outreach.damaged", what="head")
    data = data_of(entries[-1])
    if entries[-1].kind != "outreach.exported" or data != exported(told, digest):
        raise QueueError("outreach.damaged", what="digest")


def exported(manifest: Manifest, digest: str) -> dict[str, Any]:
    """Return what the chain's last entry says of a file."""
    return {
        "tickets": manifest.tickets, "ratings": manifest.ratings, "open": dict(manifest.open),
        "left_out": dict(manifest.left_out), "ratings_left_out": dict(manifest.ratings_left_out),
        "places": dict(manifest.places), "digest": digest,
    }  # fmt: skip


def data_of(entry: Stored) -> dict[str, Any]:
    """Return what an entry says; nothing for a body that is no entry of ours."""
    try:
        data = json.loads(entry.body)["data"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def spaced(head: str) -> str:
    """Return the beginning of a head as two people read it to each other."""
    return " ".join(head[place : place + 4] for place in range(0, 16, 4))


def previous_hash(entries: Sequence[Stored], seq: int) -> str | None:
    """Return the hash of an entry of a whole chain by its number; GENESIS for 0, None when the chain is shorter."""
    if seq == 0:
        return GENESIS
    return entries[seq - 1].hash if seq <= len(entries) else None
