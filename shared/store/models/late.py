"""What was served by hand while nothing worked, typed in afterwards."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.store.models.base import Base


class LateList(Base):
    """A list that was written in, whole; the same content is never written twice."""

    __tablename__ = "late_list"
    __table_args__ = (UniqueConstraint("site_id", "digest", name="one_list_of_a_content"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of what its rows say."""
    rows: Mapped[int]
    at: Mapped[int] = mapped_column(BigInteger)
    actor: Mapped[str] = mapped_column(String(40))
    seq: Mapped[int] = mapped_column(BigInteger)
    """The journal entry that says so."""


class LateTicket(Base):
    """What a ticket of such a list has beside its row in `ticket`."""

    __tablename__ = "late_ticket"
    __table_args__ = (Index("late_ticket_day", "site_id", "day"),)
    ticket_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), ForeignKey("ticket.id"), primary_key=True
    )
    list_id: Mapped[int] = mapped_column(ForeignKey("late_list.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[str] = mapped_column(String(10))
    card: Mapped[str] = mapped_column(String(20))
    """What stood on the card that the person held; empty where nobody wrote it down."""
    timed: Mapped[bool]
    """Whether it is known when the person came; else `ticket.issued_at` only keeps the ticket on its day."""
