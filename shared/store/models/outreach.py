"""What units on the road have handed in: their chains, and which rows of the office are theirs."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.store.models.base import Base

_ID = BigInteger().with_variant(Integer, "sqlite")


class OutreachUnit(Base):
    """A unit by the code of its own installation, and how far its chain is known here."""

    __tablename__ = "outreach_unit"
    __table_args__ = (UniqueConstraint("site_id", "code", name="outreach_unit_code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    """As the unit calls itself, in Thai."""
    head_seq: Mapped[int] = mapped_column(BigInteger)
    head_hash: Mapped[str] = mapped_column(String(64))


class OutreachEntry(Base):
    """An entry of a unit's chain, as it was handed in."""

    __tablename__ = "outreach_entry"
    unit_id: Mapped[int] = mapped_column(ForeignKey("outreach_unit.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    at: Mapped[str] = mapped_column(String(27))
    body: Mapped[str] = mapped_column(Text)
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class OutreachFile(Base):
    """A file that brought something new."""

    __tablename__ = "outreach_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("outreach_unit.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    first_seq: Mapped[int] = mapped_column(BigInteger)
    last_seq: Mapped[int] = mapped_column(BigInteger)
    """The entries of the unit's chain that came with it."""
    tickets: Mapped[int]
    ratings: Mapped[int]
    at: Mapped[int] = mapped_column(BigInteger)
    actor: Mapped[str] = mapped_column(String(40))
    seq: Mapped[int] = mapped_column(BigInteger)
    """The journal entry of the office that says so."""


class OutreachDay(Base):
    """A day a unit was out, and where; it stays when the single tickets of an old year go."""

    __tablename__ = "outreach_day"
    unit_id: Mapped[int] = mapped_column(ForeignKey("outreach_unit.id"), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    place: Mapped[str] = mapped_column(String(120))


class OutreachTicket(Base):
    """What a ticket of `origin = outreach` has beside its row in `ticket`."""

    __tablename__ = "outreach_ticket"
    __table_args__ = (UniqueConstraint("unit_id", "day", "number", name="outreach_number_a_day"),)
    ticket_id: Mapped[int] = mapped_column(_ID, ForeignKey("ticket.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("outreach_unit.id"))
    day: Mapped[str] = mapped_column(String(10))
    number: Mapped[str] = mapped_column(String(12))
    """As the visitor held it."""
    timed: Mapped[bool]
    """Whether it is known when the person came."""
    digest: Mapped[str] = mapped_column(String(64))
    """Of what the unit said of it: a later file that says the same leaves it alone."""


class OutreachRating(Base):
    """Which rating of which unit a rating of `origin = outreach` is; says nothing of a ticket."""

    __tablename__ = "outreach_rating"
    __table_args__ = (UniqueConstraint("unit_id", "number", name="outreach_rating_number"),)
    rating_id: Mapped[int] = mapped_column(_ID, ForeignKey("rating.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("outreach_unit.id"))
    number: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))
