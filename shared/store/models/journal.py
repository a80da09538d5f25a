"""The chain of facts, and the keys that make a repeated wish harmless."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from shared.store.models.base import Base


class JournalRow(Base):
    """The append-only chain of facts."""

    __tablename__ = "journal"
    __table_args__ = (Index("journal_kind", "site_id", "kind", "seq"),)
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
