"""The tables. Moments are whole seconds since 1970 (UTC); `day` is the Bangkok service day `YYYY-MM-DD`.

Texts in three languages are JSON `{th, ms, en}`. Nothing that a report may need is ever deleted by normal work:
configuration rows are retired, people disabled, devices revoked.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Words = dict[str, str]
"""`{th, ms, en}`"""

_AT_COUNTER = text("state IN ('called', 'serving')")
_WAITING = text("state = 'waiting'")


class Base(DeclarativeBase):
    """All tables; constraint names are fixed so that migrations can name them."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dict[str, str]: JSON,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        list[int]: JSON,
    }


class Site(Base):
    """A lobby or an outreach unit: its own numbering and journal. The row is also its write lock."""

    __tablename__ = "site"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    settings: Mapped[dict[str, Any]]
    config_version: Mapped[int] = mapped_column(default=1)
    """Grows with every change of settings or catalogue, so that caches know."""
    head_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    head_hash: Mapped[str] = mapped_column(String(64))
    head_at: Mapped[int] = mapped_column(BigInteger, default=0)
    """Time of the newest entry made live: the clock guard compares with it."""
    day: Mapped[str | None] = mapped_column(String(10))
    """The service day that is open in the journal."""
    simulated: Mapped[bool] = mapped_column(default=False)
    """True as soon as one simulated record exists."""


class Department(Base):
    """ส่วนราชการ."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("site_id", "code", name="department_code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[Words]
    position: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)


class Group(Base):
    """กลุ่มบริการ: what the kiosk shows; has a prefix and a line."""

    __tablename__ = "service_group"
    __table_args__ = (UniqueConstraint("site_id", "code", name="group_code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    code: Mapped[str] = mapped_column(String(40))
    prefix: Mapped[str] = mapped_column(String(2))
    name: Mapped[Words]
    short: Mapped[Words]
    icon: Mapped[str] = mapped_column(String(40))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    documents: Mapped[list[Any]]
    """List of texts: what to bring."""
    daily_cap: Mapped[int | None]
    last_ticket: Mapped[str | None] = mapped_column(String(5))
    """Local `HH:MM` after which this group gives no more tickets; None follows the office."""
    position: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)


class Service(Base):
    """งานบริการ: the exact job, set at the counter."""

    __tablename__ = "service"
    __table_args__ = (UniqueConstraint("site_id", "code", name="service_code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    code: Mapped[str] = mapped_column(String(40))
    group_id: Mapped[int] = mapped_column(ForeignKey("service_group.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    name: Mapped[Words]
    steps: Mapped[list[Any]]
    responsible: Mapped[Words]
    documents: Mapped[list[Any]]
    standard_minutes: Mapped[int | None]
    standard_days: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)


class Counter(Base):
    """ช่องบริการ: its place in the configuration and what happens there now."""

    __tablename__ = "counter"
    __table_args__ = (UniqueConstraint("site_id", "number", name="counter_number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    number: Mapped[int]
    name: Mapped[Words]
    default_groups: Mapped[list[int]]
    """Group ids it serves when it opens."""
    state: Mapped[str] = mapped_column(String(10), default="closed")
    reason: Mapped[str | None] = mapped_column(String(40))
    since: Mapped[int | None] = mapped_column(BigInteger)
    groups: Mapped[list[int]]
    """Group ids it serves now."""
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    seat: Mapped[str | None] = mapped_column(String(64))
    retired: Mapped[bool] = mapped_column(default=False)


class Staff(Base):
    """A member of staff; one who leaves is disabled, never deleted."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("site_id", "username", name="staff_username"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    username: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    """clerk, supervisor, executive, administrator"""
    password_hash: Mapped[str] = mapped_column(String(200))
    session_version: Mapped[int] = mapped_column(default=1)
    """Grows to sign a person out everywhere."""
    failed: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[int | None] = mapped_column(BigInteger)
    disabled: Mapped[bool] = mapped_column(default=False)


class Device(Base):
    """A paired browser: opens its own face only."""

    __tablename__ = "device"
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    kind: Mapped[str] = mapped_column(String(20))
    """kiosk, display, tablet"""
    name: Mapped[str] = mapped_column(String(120))
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("counter.id"))
    settings: Mapped[dict[str, Any]]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    paired_at: Mapped[int] = mapped_column(BigInteger)
    revoked_at: Mapped[int | None] = mapped_column(BigInteger)


class Pairing(Base):
    """A browser that shows a six-digit code and waits to be confirmed."""

    __tablename__ = "pairing"
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    kind: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(6), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[int] = mapped_column(BigInteger)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))


class Token(Base):
    """A program's bearer token; only its hash is kept."""

    __tablename__ = "token"
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    role: Mapped[str] = mapped_column(String(20))
    """kiosk, counter, admin"""
    counter: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(120))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[int] = mapped_column(BigInteger)
    revoked_at: Mapped[int | None] = mapped_column(BigInteger)


class Numbering(Base):
    """The last number given per site, day and prefix."""

    __tablename__ = "numbering"
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    prefix: Mapped[str] = mapped_column(String(2), primary_key=True)
    last: Mapped[int]


class LineDay(Base):
    """A group's line on one day: normal tickets called since a priority one, and whether staff closed it."""

    __tablename__ = "line_day"
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("service_group.id"), primary_key=True)
    streak: Mapped[int] = mapped_column(default=0)
    closed: Mapped[bool] = mapped_column(default=False)


class Ticket(Base):
    """One visit. `place_seq`, `place_tie` are its place in its group's line; `called_at` is the first call."""

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("site_id", "day", "prefix", "number", name="one_number_a_day"),
        UniqueConstraint("token", name="ticket_token"),
        Index(
            "one_ticket_per_counter",
            "counter_id",
            unique=True,
            sqlite_where=_AT_COUNTER,
            postgresql_where=_AT_COUNTER,
        ),
        Index(
            "line",
            "site_id",
            "day",
            "group_id",
            "klass",
            "place_seq",
            "place_tie",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index("ticket_day_state", "site_id", "day", "state"),
        Index("ticket_call", "site_id", "day", "last_call_seq"),
        CheckConstraint("number > 0", name="number_positive"),
    )
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[str] = mapped_column(String(10))
    prefix: Mapped[str] = mapped_column(String(2))
    number: Mapped[int]
    token: Mapped[str] = mapped_column(String(32))
    group_id: Mapped[int] = mapped_column(ForeignKey("service_group.id"))
    """The line it stands or stood in last; a transfer changes it."""
    first_group_id: Mapped[int] = mapped_column(ForeignKey("service_group.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("counter.id"))
    """Where it is or was last called."""
    only_counter_id: Mapped[int | None] = mapped_column(ForeignKey("counter.id"))
    """Transferred to a counter: only that one calls it."""
    klass: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(2))
    channel: Mapped[str] = mapped_column(String(10))
    """kiosk, counter, program"""
    origin: Mapped[str] = mapped_column(String(10))
    """live, simulated, imported, late"""
    state: Mapped[str] = mapped_column(String(10))
    state_since: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str | None] = mapped_column(String(40))
    place_seq: Mapped[int] = mapped_column(BigInteger)
    place_tie: Mapped[int] = mapped_column(BigInteger, default=0)
    issued_seq: Mapped[int] = mapped_column(BigInteger)
    issued_at: Mapped[int] = mapped_column(BigInteger)
    queued_at: Mapped[int] = mapped_column(BigInteger)
    """When it joined the present line."""
    called_at: Mapped[int | None] = mapped_column(BigInteger)
    called_seq: Mapped[int | None] = mapped_column(BigInteger)
    """Journal number of the first call: the order of calling, for the fairness figures."""
    chosen_reason: Mapped[str | None] = mapped_column(String(40))
    """Reason logged when the first call was out of the rule's order."""
    last_call_at: Mapped[int | None] = mapped_column(BigInteger)
    last_call_seq: Mapped[int | None] = mapped_column(BigInteger)
    calls: Mapped[int] = mapped_column(default=0)
    """Calls since the last waiting; 1 after the first, 2 after one recall."""
    started_at: Mapped[int | None] = mapped_column(BigInteger)
    """When the service that was finished began."""
    finished_at: Mapped[int | None] = mapped_column(BigInteger)
    left_at: Mapped[int | None] = mapped_column(BigInteger)
    """When it was cancelled or abandoned."""
    promise_low_s: Mapped[int | None]
    promise_high_s: Mapped[int | None]
    rated: Mapped[bool] = mapped_column(default=False)


class Leg(Base):
    """One stay of a ticket in one group's line and at one counter; written when the call ends its waiting."""

    __tablename__ = "leg"
    __table_args__ = (
        Index("leg_ticket", "ticket_id"),
        Index("leg_recent", "site_id", "group_id", "ended_at"),
    )
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[str] = mapped_column(String(10))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("service_group.id"))
    counter_id: Mapped[int] = mapped_column(ForeignKey("counter.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    queued_at: Mapped[int] = mapped_column(BigInteger)
    called_at: Mapped[int] = mapped_column(BigInteger)
    started_at: Mapped[int | None] = mapped_column(BigInteger)
    ended_at: Mapped[int | None] = mapped_column(BigInteger)
    outcome: Mapped[str | None] = mapped_column(String(12))
    """finished, no_show, held, transferred, cancelled, closed (by the day's end)"""


class Rating(Base):
    """One answer. The link to its ticket is dropped after a day; `verified` stays."""

    __tablename__ = "rating"
    __table_args__ = (
        UniqueConstraint("ticket_id", name="one_rating_a_ticket"),
        Index("rating_day", "site_id", "day"),
        CheckConstraint("score BETWEEN 1 AND 5", name="score_range"),
    )
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[str] = mapped_column(String(10))
    at: Mapped[int] = mapped_column(BigInteger)
    score: Mapped[int]
    process: Mapped[int | None]
    staff: Mapped[int | None]
    facility: Mapped[int | None]
    channel: Mapped[int | None]
    """The four dimensions, 1–5; `channel` is ช่องทางการให้บริการ, not where the rating was given."""
    reasons: Mapped[list[Any]]
    comment: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    sex: Mapped[str | None] = mapped_column(String(10))
    age: Mapped[str | None] = mapped_column(String(10))
    occupation: Mapped[str | None] = mapped_column(String(20))
    verified: Mapped[bool]
    source: Mapped[str] = mapped_column(String(10))
    """kiosk, tablet, phone, program"""
    source_id: Mapped[str] = mapped_column(String(40))
    """The device or program, for the spacing of open ratings and for corrections."""
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("service_group.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("counter.id"))
    origin: Mapped[str] = mapped_column(String(10))
    excluded_reason: Mapped[str | None] = mapped_column(String(40))


class JournalRow(Base):
    """The append-only chain of facts."""

    __tablename__ = "journal"
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    at: Mapped[str] = mapped_column(String(27))
    body: Mapped[str] = mapped_column(Text)
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class KeySeen(Base):
    """An Idempotency-Key and the first answer it got."""

    __tablename__ = "key_seen"
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    scope: Mapped[str] = mapped_column(String(60), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    at: Mapped[int] = mapped_column(BigInteger)
    answer: Mapped[str] = mapped_column(Text)


class Help(Base):
    """A visitor asked for staff; open until answered."""

    __tablename__ = "help"
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    asked_at: Mapped[int] = mapped_column(BigInteger)
    device: Mapped[str] = mapped_column(String(120))
    answered_at: Mapped[int | None] = mapped_column(BigInteger)
