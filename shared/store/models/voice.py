"""The voice of the hall: who spoke a language's clips, and the clips."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from shared.store.models.base import Base


class VoicePack(Base):
    """A language's speaker. `consent_at` is when they agreed that the hall plays their voice."""

    __tablename__ = "voice_pack"
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    speaker: Mapped[str] = mapped_column(String(120))
    gender: Mapped[str] = mapped_column(String(10))
    """female, male: Thai ends with the speaker's own particle"""
    consent_at: Mapped[int | None] = mapped_column(BigInteger)


class VoiceClip(Base):
    """A word or phrase in a language, as WAV; a new recording takes the place of the old one."""

    __tablename__ = "voice_clip"
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    digest: Mapped[str] = mapped_column(String(16), index=True)
    """Of the sound: its address, so that a screen keeps what it has and asks for what is new."""
    ms: Mapped[int]
    origin: Mapped[str] = mapped_column(String(12))
    """recorded, imported, built (by a speech program), placeholder (a robot, until somebody records)"""
    at: Mapped[int] = mapped_column(BigInteger)
    """0 for what came with the program"""
    sound: Mapped[bytes] = mapped_column(LargeBinary)
