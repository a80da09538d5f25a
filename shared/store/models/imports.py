"""Files of the past that were taken in."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.store.models.base import Base


class ImportedFile(Base):
    """One file whose rows were written, all of them; the same content is never written twice."""

    __tablename__ = "imported_file"
    __table_args__ = (UniqueConstraint("site_id", "kind", "digest", name="one_import_of_a_content"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    kind: Mapped[str] = mapped_column(String(10))
    """tickets, ratings"""
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    """Of its bytes, as `sha256sum` gives it."""
    digest: Mapped[str] = mapped_column(String(64))
    """Of what its rows say."""
    rows: Mapped[int]
    first_day: Mapped[str] = mapped_column(String(10))
    last_day: Mapped[str] = mapped_column(String(10))
    at: Mapped[int] = mapped_column(BigInteger)
    actor: Mapped[str] = mapped_column(String(40))
    seq: Mapped[int] = mapped_column(BigInteger)
    """The journal entry that says so."""
