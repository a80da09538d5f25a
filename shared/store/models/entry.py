"""How staff come in besides a name and a password: an invitation once, a short PIN where they are known."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.store.models.base import Base


class Invitation(Base):
    """A one-time code with which a person chooses a password. At most one a person; used, it is gone."""

    __tablename__ = "invitation"
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[int] = mapped_column(BigInteger)


class Pin(Base):
    """A person's PIN. It opens nothing by itself: only where the password was used before (`Acquaintance`)."""

    __tablename__ = "pin"
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True, autoincrement=False)
    pin_hash: Mapped[str] = mapped_column(String(200))
    failed: Mapped[int] = mapped_column(default=0)
    """Wrong tries since the last right PIN or password; five of them shut the PIN until the password is used."""


class Acquaintance(Base):
    """A machine on which a person has signed in with the password."""

    __tablename__ = "acquaintance"
    __table_args__ = (UniqueConstraint("staff_id", "machine_hash", name="acquaintance_of_machine"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    machine_hash: Mapped[str] = mapped_column(String(64))
    since: Mapped[int] = mapped_column(BigInteger)
    """The last time the password was used there."""
