"""What visitors say of the service."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.store.models.base import Base


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
