"""Ratings that were taken out of the figures by a person, with the reason."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from shared.store.models.base import Base


class RatingExclusion(Base):
    """A burst taken out of the figures, and perhaps put back later. The ratings themselves stay."""

    __tablename__ = "rating_exclusion"
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    source_id: Mapped[str] = mapped_column(String(40))
    first_at: Mapped[int] = mapped_column(BigInteger)
    last_at: Mapped[int] = mapped_column(BigInteger)
    rating_ids: Mapped[list[Any]]
    reason: Mapped[str] = mapped_column(String(40))
    """A code of `counter/integrity/actions.py`."""
    note: Mapped[str] = mapped_column(String(300))
    actor: Mapped[str] = mapped_column(String(40))
    at: Mapped[int] = mapped_column(BigInteger)
    restored_at: Mapped[int | None] = mapped_column(BigInteger)
    restored_by: Mapped[str | None] = mapped_column(String(40))
    restored_note: Mapped[str | None] = mapped_column(String(300))
