"""What a supervisor says: which alerts somebody looks after, what the hall is told, what is noted of a day."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shared.store.models.base import Base, Words


class AlertRest(Base):
    """An alert that somebody took on: it makes no sound and stands last until then."""

    __tablename__ = "alert_rest"
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    until: Mapped[int] = mapped_column(BigInteger)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class Announcement(Base):
    """A sentence for every screen, for a time. One that is ended early ends at that moment; none is deleted."""

    __tablename__ = "announcement"
    __table_args__ = (Index("announcement_end", "site_id", "ends_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    reason: Mapped[str] = mapped_column(String(40))
    words: Mapped[Words]
    groups: Mapped[list[Any]]
    """Ids of the groups it is about; empty means all."""
    stops: Mapped[bool]
    """True when those groups give no tickets meanwhile."""
    starts_at: Mapped[int] = mapped_column(BigInteger)
    ends_at: Mapped[int] = mapped_column(BigInteger)
    actor: Mapped[str] = mapped_column(String(40))


class DayNote(Base):
    """A note of a service day. The journal has its digest, so the text can be proved and can still be forgotten."""

    __tablename__ = "day_note"
    __table_args__ = (Index("day_note_day", "site_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(10))
    """`outage`: the office could not work as it should; `note`: anything else."""
    starts: Mapped[str | None] = mapped_column(String(5))
    """Local `HH:MM`, as somebody wrote it down."""
    ends: Mapped[str | None] = mapped_column(String(5))
    text: Mapped[str] = mapped_column(String(300))
    actor: Mapped[str] = mapped_column(String(40))
    at: Mapped[int] = mapped_column(BigInteger)
    withdrawn_at: Mapped[int | None] = mapped_column(BigInteger)
