"""What an office is made of: its site, departments, groups, services and counters."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.store.models.base import Base, Words


class Site(Base):
    """A lobby or an outreach unit: its own numbering and journal. The row is also its write lock."""

    __tablename__ = "site"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    settings: Mapped[dict[str, Any]]
    config_version: Mapped[int] = mapped_column(default=1)
    """Grows with every change of settings or catalogue, so that caches know."""
    head_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    head_hash: Mapped[str] = mapped_column(String(64))
    head_at: Mapped[int] = mapped_column(BigInteger, default=0)
    """Time of the newest entry made live: the clock guard compares with it."""
    day: Mapped[str | None] = mapped_column(String(10))
    """The service day that is open in the journal."""
    simulated: Mapped[bool] = mapped_column(default=False)
    """True as soon as one simulated record exists."""


class Department(Base):
    """ส่วนราชการ."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("site_id", "code", name="department_code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[Words]
    position: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)


class Group(Base):
    """กลุ่มบริการ: what the kiosk shows; has a prefix and a line."""

    __tablename__ = "service_group"
    __table_args__ = (UniqueConstraint("site_id", "code", name="group_code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    code: Mapped[str] = mapped_column(String(40))
    prefix: Mapped[str] = mapped_column(String(2))
    name: Mapped[Words]
    short: Mapped[Words]
    icon: Mapped[str] = mapped_column(String(40))
    colour: Mapped[str] = mapped_column(String(20), default="", server_default=text("''"))
    """One of `shared.domain.colours`, or empty: none."""
    neutral: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Its letter and name do not tell why somebody comes: only such a group takes sensitive services."""
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    documents: Mapped[list[Any]]
    """List of texts: what to bring."""
    daily_cap: Mapped[int | None]
    last_ticket: Mapped[str | None] = mapped_column(String(5))
    """Local `HH:MM` after which this group gives no more tickets; None follows the office."""
    position: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)


class Service(Base):
    """งานบริการ: the exact job, set at the counter."""

    __tablename__ = "service"
    __table_args__ = (UniqueConstraint("site_id", "code", name="service_code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    code: Mapped[str] = mapped_column(String(40))
    group_id: Mapped[int] = mapped_column(ForeignKey("service_group.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    name: Mapped[Words]
    steps: Mapped[list[Any]]
    responsible: Mapped[Words]
    documents: Mapped[list[Any]]
    standard_minutes: Mapped[int | None]
    standard_days: Mapped[int | None]
    sensitive: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Its name tells of health or the like: it leaves the staff's own screens nowhere (domain §7)."""
    position: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)


class Counter(Base):
    """ช่องบริการ: its place in the configuration and what happens there now."""

    __tablename__ = "counter"
    __table_args__ = (UniqueConstraint("site_id", "number", name="counter_number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    number: Mapped[int]
    name: Mapped[Words]
    default_groups: Mapped[list[int]]
    """Group ids it serves when it opens."""
    state: Mapped[str] = mapped_column(String(10), default="closed")
    reason: Mapped[str | None] = mapped_column(String(40))
    since: Mapped[int | None] = mapped_column(BigInteger)
    groups: Mapped[list[int]]
    """Group ids it serves now."""
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    seat: Mapped[str | None] = mapped_column(String(64))
    retired: Mapped[bool] = mapped_column(default=False)
