"""A day of service: numbers, lines, tickets and their legs, calls for help."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.store.models.base import Base

_AT_COUNTER = text("state IN ('called', 'serving')")
_WAITING = text("state = 'waiting'")


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
    """live, simulated, test, imported, late, outreach"""
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


class Help(Base):
    """A visitor asked for staff; open until answered."""

    __tablename__ = "help"
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    asked_at: Mapped[int] = mapped_column(BigInteger)
    device: Mapped[str] = mapped_column(String(120))
    answered_at: Mapped[int | None] = mapped_column(BigInteger)
