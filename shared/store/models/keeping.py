"""How the house keeps itself: what its chores came to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from shared.store.models.base import Base


class KeepingRun(Base):
    """One try of a chore: a backup to a place, a test of a copy, a night's retention."""

    __tablename__ = "keeping_run"
    __table_args__ = (Index("keeping_run_chore", "chore", "target", "at"),)
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    chore: Mapped[str] = mapped_column(String(20))
    """backup, test, retention"""
    target: Mapped[str] = mapped_column(String(40))
    """Name of the place; empty where there is none."""
    at: Mapped[int] = mapped_column(BigInteger)
    well: Mapped[bool]
    code: Mapped[str | None] = mapped_column(String(40))
    """Why it did not go well."""
    facts: Mapped[dict[str, Any]]


class KeptFigures(Base):
    """What is kept for ever of a month or a round whose single tickets are gone: its figures as they were."""

    __tablename__ = "kept_figures"
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    period: Mapped[str] = mapped_column(String(12), primary_key=True)
    """`2027-01`, `2570 half`, `2570 annual`; the year of a round is B.E."""
    measure: Mapped[int] = mapped_column(primary_key=True)
    """0: the figures of the office; else what the report of that measure says."""
    at: Mapped[int] = mapped_column(BigInteger)
    figures: Mapped[dict[str, Any]]
