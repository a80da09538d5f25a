"""The places of the copies as an administrator changes them: one more, one less, the hour of the daily chores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from counter.settings.change import change_settings
from shared.domain.errors import QueueError
from shared.domain.keeping import Keeping
from shared.store.turn import Answer, Turn

PART = "copies"
SUBJECT = f"settings:{PART}"
MOST_PLACES = 8


def check_copies(at: str, targets: Sequence[dict[str, Any]]) -> None:
    """Refuse what is no hour or no place with `request.invalid` and the field, a name that is taken likewise."""
    try:
        Keeping.from_settings({"keeping": {"at": at, "targets": list(targets)}})
    except ValueError as error:
        raise QueueError("request.invalid", field=str(error).removeprefix("targets.")) from None
    if len(targets) > MOST_PLACES:
        raise QueueError("request.invalid", field="targets")


def change_copies(turn: Turn, *, at: str, targets: Sequence[dict[str, Any]], seen: str) -> Answer:
    """Say when and where copies are made, if that still says what was `seen`; refuses as `check_copies` does."""
    check_copies(at, targets)
    return change_settings(
        turn, subject=SUBJECT, value={"keeping.at": at, "keeping.targets": list(targets)}, seen=seen
    )
