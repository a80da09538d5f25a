"""What is known of the machine itself: its copies and its disk. Whoever puts the program together finds it out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Copies:
    """How copying to a place stands. `well_at` is when it last went well, in seconds; None for never."""

    place: str
    well_at: int | None
    failed: bool
    """True when the last try failed."""


@dataclass(frozen=True, slots=True)
class House:
    """The machine. None where nobody can know."""

    copies: tuple[Copies, ...] = ()
    since: int | None = None
    """Since when copies are made here, in seconds."""
    trial: str | None = None
    """What is wrong with restoring a copy on trial: `test_failed` or `test_late`."""
    disk_free_percent: int | None = None
    started_at: int | None = None
    """Since when this process hears all screens; one that was not heard before is not silent yet."""
    hears_all: bool = True
    """False while it cannot know which screens other processes hold."""


NOTHING_KNOWN = House()
