"""The journal's entries and its chain of hashes.

An entry is a fact in the past. Its body is canonical JSON (sorted keys, no blanks, UTF-8); its hash covers the
site, seq, kind, time, body and the hash before it, so any later change of any record shows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

GENESIS = "0" * 64
"""`prev_hash` of a site's first entry."""

KINDS: dict[str, str] = {
    "site.created": "the site and its chain begin",
    "day.opened": "first entry of a service day",
    "day.closed": "a day was closed: those still waiting left, numbering is done",
    "ticket.issued": "a visitor took a number",
    "ticket.cancelled": "the visitor gave up the place",
    "ticket.called": "a number was called to a counter by the rule",
    "ticket.called_chosen": "a number was called out of the rule's order, with the reason and who was passed over",
    "ticket.recalled": "the call was repeated",
    "ticket.started": "service began",
    "ticket.finished": "service ended, with the exact service done",
    "ticket.corrected": "the service of a finished ticket was corrected",
    "ticket.no_show": "nobody came to the call",
    "ticket.put_back": "a no-show came back and was put back in line",
    "ticket.held": "the ticket was put on hold",
    "ticket.resumed": "a held ticket went back into its line",
    "ticket.transferred": "the ticket moved to another line, keeping number and issue time",
    "ticket.reprinted": "staff had the slip printed once more",
    "ticket.abandoned": "still waiting when the day closed",
    "counter.opened": "a counter opened, with its groups",
    "counter.paused": "a counter paused, with the reason",
    "counter.closed": "a counter closed",
    "rating.given": "a rating was accepted; says nothing about which ticket",
    "rating.corrected": "the same person changed the rating within the time allowed",
    "help.asked": "a visitor asked for staff",
    "help.answered": "staff answered",
    "group.closed": "a group stopped giving tickets",
    "group.opened": "a group gives tickets again",
    "announcement.made": "the hall is told something for a time, and which groups give no tickets meanwhile",
    "announcement.ended": "an announcement was ended before its time",
    "alert.taken_on": "somebody took an alert on for so many minutes, or gave it back",
    "note.written": "a note of a service day was written: its times and the digest of its text",
    "note.withdrawn": "a note of a service day was taken back",
    "staff.signed_in": "a member of staff signed in",
    "staff.signed_out": "a member of staff signed out",
    "staff.invited": "a person got a one-time code to choose a password",
    "staff.password_changed": "a person chose a password",
    "staff.pin_changed": "a person set a PIN or did away with it",
    "staff.changed": "a person's name or role changed; names are not in the journal",
    "staff.disabled": "a person may sign in no more",
    "staff.enabled": "a person may sign in again",
    "staff.locked": "too many wrong passwords or PINs shut a name for a while",
    "staff.sessions_ended": "a person was signed out everywhere",
    "device.paired": "a device was paired",
    "device.renamed": "a device got another name",
    "device.revoked": "a device was shut out",
    "token.created": "a program's token was made",
    "token.revoked": "a program's token was revoked",
    "voice.clips_kept": "clips of the hall's voice were recorded, imported or built",
    "voice.clips_dropped": "clips of the hall's voice were removed",
    "voice.tried": "a call was tried at the screens of the hall; no ticket was called",
    "voice.speaker_named": "who speaks in the hall was written down, and whether they agreed",
    "ratings.excluded": "a burst of ratings was taken out of the figures, with the reason; nothing was deleted",
    "ratings.restored": "a burst of ratings was counted again",
    "tickets.imported": "a file of past tickets was taken in, with its hash and counts",
    "ratings.imported": "a file of past ratings was taken in, with its hash and counts",
    "tickets.written_late": "tickets served by hand were typed in afterwards, with counts and a digest of the list",
    "tickets.late_withdrawn": "such a list was taken back with its tickets, with the reason",
    "outreach.exported": "a unit on the road wrote down what it hands in, with counts and a digest of its rows",
    "outreach.imported": "the chain of a unit on the road was taken in, with its hash, range and counts",
    "settings.changed": "a setting changed, with before and after",
    "measure.year_begun": "the measures of a fiscal year were copied from the year before",
    "measure.changed": "the words of a measure changed, with before and after",
    "evidence.added": "an entry was put into the evidence binder",
    "evidence.filed": "a file was put to an entry of the evidence binder, with its fingerprint",
    "evidence.described": "caption or date of a file in the evidence binder changed",
    "evidence.withdrawn": "an entry or a file of the evidence binder was withdrawn, with the reason",
    "report.drafted": "the figures of a round's report were frozen, with their fingerprint",
    "report.approved": "the executive approved a report",
    "report.published": "a report was published, with the fingerprints of its documents",
    "retention.applied": "what was kept long enough was deleted: links from ratings to tickets, comments",
    "records.reduced": "single tickets and ratings of an old fiscal year were deleted, their figures are kept",
    "retention.failed": "deleting what was kept long enough began to fail, with the reason",
    "personal.exported": "what is held about a ticket or a member of staff was handed over",
    "backup.made": "the whole office was copied to a place and the copy verified",
    "backup.failed": "a copy, or the trial of one, began to fail, with the reason",
    "backup.tested": "a copy was restored on trial and its journal held",
    "numbers.passed_over": "numbers given before entries were lost are not given again on their day",
    "backup.restored": "the database was replaced by a copy; what came after that copy is not in this chain",
}
"""Every kind of entry with its meaning; a kind that is not here cannot be recorded."""
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact. `actor` says who (`kiosk:2`, `staff:5`, `program:3`, `system`); `data` are plain JSON values."""

    kind: str
    at: datetime
    actor: str
    data: Mapping[str, object]

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown journal kind {self.kind!r}")
        if self.at.tzinfo is None:
            raise ValueError("journal times are aware")


@dataclass(frozen=True, slots=True)
class Stored:
    """One journal row as the store holds it."""

    seq: int
    kind: str
    at: str
    body: str
    prev_hash: str
    hash: str


def canonical(entry: Entry) -> str:
    """Return the body of `entry` as canonical JSON."""
    return _CANONICAL.encode({"actor": entry.actor, "data": dict(entry.data)})


def chain_hash(site: str, seq: int, kind: str, at: str, body: str, prev_hash: str) -> str:
    """Return the SHA-256 (hex) that binds an entry to everything before it."""
    text = "\n".join((site, str(seq), kind, at, body, prev_hash))
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken(site: str, rows: Iterable[Stored]) -> tuple[int, str] | None:
    """Return (seq, what is wrong) of the first entry that does not verify, or None when the chain holds."""
    expected_seq, prev = 1, GENESIS
    for row in rows:
        if row.seq != expected_seq:
            return expected_seq, "missing"
        if row.prev_hash != prev:
            return row.seq, "not linked to the entry before"
        if row.hash != chain_hash(site, row.seq, row.kind, row.at, row.body, row.prev_hash):
            return row.seq, "changed"
        expected_seq, prev = row.seq + 1, row.hash
    return None
