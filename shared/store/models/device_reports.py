"""What a screen says of itself: how the office knows that a TV far away is well."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from shared.store.models.base import Base


class DeviceReport(Base):
    """The newest report of a paired browser."""

    __tablename__ = "device_report"
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), primary_key=True, autoincrement=False)
    at: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[str] = mapped_column(String(40))
    """Of the page that is open there; an older one than the server's waits for its reload."""
    width: Mapped[int]
    height: Mapped[int]
    sound: Mapped[str] = mapped_column(String(10))
    """on, blocked (the browser waits for a touch), broken (a clip cannot be played), none (the face makes no sound)."""
