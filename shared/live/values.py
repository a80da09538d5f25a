"""The two snapshots of a site as values: the board (public) and the desk (staff). Nothing else goes over a socket.

Both are whole, never deltas; a screen ignores an older `seq` (and for equal `seq` an older `at`) and draws the rest.
`shared/static/types/values.d.ts` is generated from this file, so a field that goes is a failing check in the scripts.
Times are ISO 8601 in UTC (`2026-04-07T03:42:00Z`); clock times of the office are local (`08:30`).
Texts are `{th, ms, en}`; `|` marks where a line may break.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import orjson

from shared.domain.printing import PrinterState, Way

Language = Literal["th", "ms", "en"]
HallState = Literal["open", "before", "lunch", "lunch_closed", "last_ticket", "closed", "holiday", "clock"]
"""Of the whole office. `lunch`: some counters go on and tickets are given; `lunch_closed`: none until lunch ends;
`last_ticket`: counters still work, no more tickets today; `clock`: the clock stands wrong and the day does not open."""
CounterState = Literal["closed", "open", "paused"]
PauseReason = Literal["break", "prayer", "meeting", "document", "other"]
TicketState = Literal["waiting", "called", "serving", "held", "no_show", "finished", "cancelled", "abandoned"]
AttentionCode = Literal[
    "long_wait",
    "no_counter",
    "help",
    "device_away",
    "kiosk_away",
    "tv_away",
    "sound_blocked",
    "counter_idle",
    "pause_long",
    "voice_missing",
    "voice_broken",
    "paper_low",
    "paper_out",
    "printer_away",
    "copies_failed",
    "copies_late",
    "copies_untested",
    "disk_full",
    "clock_behind",
]
GroupState = Literal["open", "closed", "full"]


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in the three languages."""

    th: str
    ms: str
    en: str


@dataclass(frozen=True, slots=True)
class Wait:
    """An estimate as a range of whole minutes."""

    low_min: int
    high_min: int


@dataclass(frozen=True, slots=True)
class Hall:
    """Whether the office works now, and when that changes. Clock times are local `HH:MM`, dates `YYYY-MM-DD`.

    `opens`, `closes`, `last_ticket` are those of today, or on a day off those of the next working day.
    """

    state: HallState
    opens: str
    closes: str
    last_ticket: str
    lunch: tuple[str, str] | None
    next_open_date: str | None
    next_open_time: str | None
    holiday: Text | None


@dataclass(frozen=True, slots=True)
class Office:
    """What is written on every screen; comes from the settings."""

    name: Text
    place: Text
    rule: Text
    """The published rule of order in one line."""
    priority_text: Text
    """Who may take a priority ticket."""
    days: Text
    """Opening days in words."""
    simulated: bool
    """True when this site holds simulated records: screens and reports say so."""
    logo: str | None
    """Address of the office's logo; None without one."""


@dataclass(frozen=True, slots=True)
class Speech:
    """What is said for a call in one language: addresses of clips (`/voice/<address>.wav`) to be joined in order.

    `brief` is said when others wait for their turn too. Lengths in milliseconds, with the gaps between the clips.
    """

    language: Language
    full: tuple[str, ...]
    brief: tuple[str, ...]
    ms: int
    brief_ms: int


@dataclass(frozen=True, slots=True)
class VoiceTrial:
    """A call that somebody tries: to be heard, no ticket. `id` grows; a screen says those above the last it knew."""

    id: int
    speech: tuple[Speech, ...]
    minutes: tuple[str, str]
    """The local minutes in which it may be said: a screen that was away says nothing late."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How the hall is spoken to. `version` changes with the clips, empty while there are none; `loudness` are local
    times from which on so many percent hold, the first from midnight."""

    version: str
    repeats: int
    """How often a whole call is said again."""
    loudness: tuple[tuple[str, int], ...]
    trial: VoiceTrial | None
    """For a minute after somebody tried one."""


@dataclass(frozen=True, slots=True)
class BoardResults:
    """The headline of the newest published results: satisfaction in percent as text, and how many answered."""

    year_be: int
    round: Literal["half", "annual"]
    percent: str
    n: int


@dataclass(frozen=True, slots=True)
class BoardCall:
    """A call. `call` grows with every call of the site, repeats included: a TV speaks those above the last it spoke."""

    call: int
    number: str
    counter: int
    group: str
    language: Language
    repeat: int
    """1 for the first call, 2 for the first repeat…"""
    at: str
    speech: tuple[Speech, ...]
    """In the order of speaking; empty for a call that is no news any more and where no voice is recorded."""


@dataclass(frozen=True, slots=True)
class BoardCounter:
    """A counter as the hall sees it. `groups` are prefixes. `ticket` is called or being served there."""

    number: int
    state: CounterState
    reason: PauseReason | None
    groups: tuple[str, ...]
    ticket: str | None
    ticket_state: TicketState | None


@dataclass(frozen=True, slots=True)
class BoardGroup:
    """A group's line. `code` is what the API takes as `group`; `documents` are what to bring."""

    code: str
    prefix: str
    name: Text
    short: Text
    icon: str
    colour: str
    """One of the fixed palette, beside letter and name and never alone; empty without one."""
    state: GroupState
    opens: str | None
    """When `state` is not open: local time it opens again today, if it does."""
    waiting: int
    wait: Wait | None
    """For somebody who takes a normal ticket now; None below 10 samples or with no counter open."""
    counters_open: int
    documents: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class BoardPrinter:
    """How the slips of a kiosk come out; a kiosk without any is missing. A browser's printer cannot be asked."""

    device: int
    way: Way
    width: int
    """Dots: 384 is a roll of 58 mm, 512 and 576 are rolls of 80 mm."""
    state: PrinterState | None
    """None where nobody can know: a browser's own printer, or one that has not been asked yet."""


@dataclass(frozen=True, slots=True)
class BoardAnnouncement:
    """Something the hall is told now. `groups` are prefixes, none of them meaning all; if `stops`, they give no
    tickets."""

    id: int
    text: Text
    groups: tuple[str, ...]
    stops: bool
    until: str


@dataclass(frozen=True, slots=True)
class Board:
    """All the hall may see. `calls` are the newest call of each of the last 12 called tickets, newest first."""

    site: str
    seq: int
    at: str
    day: str
    office: Office
    hall: Hall
    calls: tuple[BoardCall, ...]
    counters: tuple[BoardCounter, ...]
    groups: tuple[BoardGroup, ...]
    printers: tuple[BoardPrinter, ...]
    waiting: int
    voice: Voice
    stage: str
    """Changes when a hall screen is set up anew or the notices change: then it asks `GET /screen`."""
    announcements: tuple[BoardAnnouncement, ...]
    """What stands now, the weightiest first."""
    results: BoardResults | None
    """None until results are published."""
    words: str
    """The version of the office's own words: when it changes, a screen asks `/words`. Empty where it has none."""


@dataclass(frozen=True, slots=True)
class DeskTicket:
    """A ticket as staff see it, named by its number of today."""

    number: str
    group: str
    klass: Literal["normal", "priority"]
    language: Language
    state: TicketState
    issued_at: str
    called_at: str | None
    """Of the latest call."""
    started_at: str | None
    calls: int
    counter: int | None
    since: str
    """When the present state began."""
    reason: str | None
    """Of a hold."""
    back: bool
    """Put back, resumed or transferred: has been called before."""


@dataclass(frozen=True, slots=True)
class CounterToday:
    """A counter's day so far; seconds; None without a sample."""

    served: int
    no_show: int
    median_service_s: int | None
    median_wait_s: int | None


@dataclass(frozen=True, slots=True)
class LastDone:
    """What the counter finished last; its service may be corrected for ten seconds."""

    number: str
    service: str | None
    finished_at: str


@dataclass(frozen=True, slots=True)
class DeskCounter:
    """A counter as staff see it. `seat` names the browser tab that works it; `staff` is who sits there."""

    number: int
    name: Text
    state: CounterState
    reason: PauseReason | None
    since: str | None
    groups: tuple[str, ...]
    default_groups: tuple[str, ...]
    staff: str | None
    seat: str | None
    ticket: DeskTicket | None
    last: LastDone | None
    today: CounterToday
    next: str | None
    """Number that `call-next` would call now."""


@dataclass(frozen=True, slots=True)
class DeskGroup:
    """A group's day so far."""

    code: str
    prefix: str
    name: Text
    short: Text
    state: GroupState
    waiting: int
    priority_waiting: int
    longest_wait_s: int | None
    wait: Wait | None
    served: int
    no_show: int
    counters_open: int
    median_wait_s: int | None
    promise_low_s: int | None
    """Medians of what was told at the kiosk, over the waits of today that had a promise…"""
    promise_high_s: int | None
    promised_wait_s: int | None
    """…and of how long the same people waited in truth."""
    promised: int
    """Finished waits that had a promise today…"""
    kept: int
    """…and how many of those were called in time."""


@dataclass(frozen=True, slots=True)
class DeskService:
    """An exact service for the finish keys, in the office's order. `minutes` is the published standard, if any."""

    code: str
    group: str
    name: Text
    minutes: int | None


@dataclass(frozen=True, slots=True)
class DeskDevice:
    """A paired device."""

    name: str
    kind: Literal["kiosk", "display", "tablet", "agent"]
    counter: int | None
    seen_at: str | None
    connected: bool
    printer: PrinterState | None
    """How its printer is; None without one, or where nobody can know."""
    version: str | None
    """What is open there; None for a device that has not said anything yet."""
    width: int | None
    height: int | None
    sound: str | None
    """on, blocked (its browser waits for a touch), none (a face without sound)."""
    reported_at: str | None


@dataclass(frozen=True, slots=True)
class Attention:
    """Something a supervisor should look at; `code` has its sentence in the catalogue under `attention.<code>`."""

    code: AttentionCode
    subject: str
    since: str
    value: int | None
    rests_until: str | None = None
    """Somebody took it on until then."""
    taken_by: str | None = None


@dataclass(frozen=True, slots=True)
class DeskAnnouncement:
    """An announcement that stands or is to come. `groups` are prefixes, none of them meaning all."""

    id: int
    text: Text
    groups: tuple[str, ...]
    stops: bool
    starts: str
    ends: str


@dataclass(frozen=True, slots=True)
class Today:
    """The site's day so far."""

    issued: int
    served: int
    no_show: int
    cancelled: int
    waiting: int
    median_wait_s: int | None
    p90_wait_s: int | None
    median_service_s: int | None


@dataclass(frozen=True, slots=True)
class Rules:
    """Settings the console shows or obeys."""

    recall_limit: int
    recall_spacing_s: int
    correct_within_s: int
    long_wait_min: int
    standard_ratio: int
    """Normal tickets before one priority ticket."""
    chosen_reasons: tuple[str, ...]
    hold_reasons: tuple[str, ...]
    pause_reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """All that staff may see of a site's day. `line` is in true order of calling per group, merged by place;
    `away` are those held or not come, newest first. `more` is how many of the line were left off."""

    site: str
    seq: int
    at: str
    day: str
    office: Office
    hall: Hall
    rules: Rules
    line: tuple[DeskTicket, ...]
    more: int
    away: tuple[DeskTicket, ...]
    counters: tuple[DeskCounter, ...]
    groups: tuple[DeskGroup, ...]
    services: tuple[DeskService, ...]
    devices: tuple[DeskDevice, ...]
    attention: tuple[Attention, ...]
    announcements: tuple[DeskAnnouncement, ...]
    today: Today
    words: str
    """As on the board."""


@dataclass(frozen=True, slots=True)
class Beat:
    """Sent to screens every two seconds so that silence shows: after 5 s without one a screen says it is stale."""

    site: str
    seq: int
    at: str


def plain(value: Board | Desk | Beat) -> dict[str, Any]:
    """Return a value as plain JSON values. Through JSON and back is eight times faster than `dataclasses.asdict`."""
    found: dict[str, Any] = orjson.loads(orjson.dumps(value))
    return found
