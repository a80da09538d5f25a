"""Paper: print jobs, how each printer is now, and what each printer did on a day."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.store.models.base import Base

_OPEN = text("state IN ('queued', 'printing')")


class PrintJob(Base):
    """One slip for one press. `copy` 0 is the visitor's own, 1 and above are those that staff asked for."""

    __tablename__ = "print_job"
    __table_args__ = (
        UniqueConstraint("ticket_id", "copy", name="one_slip_a_press"),
        Index("print_queue", "site_id", "device_id", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    """The kiosk whose printer prints it."""
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    """None for a test print."""
    copy: Mapped[int] = mapped_column(default=0)
    day: Mapped[str] = mapped_column(String(10))
    slip: Mapped[dict[str, Any]]
    """What stands on it, as it was when the number was taken."""
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(40))
    """Why it failed or expired."""
    tries: Mapped[int] = mapped_column(default=0)
    claim: Mapped[str | None] = mapped_column(String(64))
    """Who prints it now: the server, or an agent by the key of its claim."""
    queued_at: Mapped[int] = mapped_column(BigInteger)
    state_since: Mapped[int] = mapped_column(BigInteger)


class PrinterNow(Base):
    """How a device's printer was when it was last asked."""

    __tablename__ = "printer_now"
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    state: Mapped[str] = mapped_column(String(12))
    since: Mapped[int] = mapped_column(BigInteger)
    """When this state began."""
    counted_at: Mapped[int] = mapped_column(BigInteger)
    """Until when this state has been added to the day."""


class PrinterDay(Base):
    """A printer's day: slips by how they ended, and seconds in which it could not print. Evidence for reports."""

    __tablename__ = "printer_day"
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    printed: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    expired: Mapped[int] = mapped_column(default=0)
    no_paper_s: Mapped[int] = mapped_column(default=0)
    away_s: Mapped[int] = mapped_column(default=0)
    """Cover open, offline or silent."""
