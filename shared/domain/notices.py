"""Notices beside the calls: what an office shows in the hall, and when.

A notice never takes the place of a call; it has its own share of the picture. The screen itself looks at the
schedule, by the server's clock, so that notices go on while the server is away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

NoticeKind = Literal["text", "picture", "pdf", "video"]
KINDS: tuple[NoticeKind, ...] = get_args(NoticeKind)
OwnKind = Literal["rule", "results", "documents", "eit"]
OWN: tuple[OwnKind, ...] = get_args(OwnKind)
"""What the system says by itself: the published rule of order, the satisfaction of the last published round, what to
bring for the groups with the longest lines, and in its window the QR of the national survey (EIT)."""
USUAL_OWN: tuple[OwnKind, ...] = ("eit",)
"""Until an office chooses: the lines stay where they are, and the survey is shown in its window."""
MOST_NOTICES = 40
LEAST_SECONDS, USUAL_SECONDS, MOST_SECONDS = 5, 12, 120


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. Days are `YYYY-MM-DD` and both count; hours are local `HH:MM`, `until` not counting; empty is always.

    `files` are the fingerprints of what is shown, one after another: a picture, the pages of a PDF, a video.
    """

    id: str
    kind: NoticeKind
    title: Mapping[str, str]
    text: Mapping[str, str]
    files: tuple[str, ...] = ()
    media: str = ""
    first_day: str = ""
    last_day: str = ""
    from_time: str = ""
    until_time: str = ""
    seconds: int = USUAL_SECONDS
    """How long each of its pages stays; a video stays as long as it is."""
    sound: bool = False
    """Of a video: softly, and silent while a call is spoken."""
    off: bool = False


@dataclass(frozen=True, slots=True)
class Notices:
    """All notices of an office in their order, and what the system says by itself."""

    items: tuple[Notice, ...] = ()
    own: tuple[OwnKind, ...] = USUAL_OWN
    eit: Mapping[str, str] = field(default_factory=dict)
    """`{url, first_day, last_day}`; empty without a window."""


def read_notices(settings: Mapping[str, Any]) -> Notices:
    """Return an office's notices."""
    told: Mapping[str, Any] = settings.get("notices") or {}
    return Notices(
        items=tuple(_notice(item) for item in told.get("items", ())),
        own=tuple(kind for kind in OWN if kind in told.get("own", USUAL_OWN)),
        eit=_window((settings.get("report") or {}).get("eit") or {}),
    )


def _window(eit: Mapping[str, Any]) -> dict[str, str]:
    """Return the survey's address and days; nothing while one of them is not set: it is shown in its window only."""
    if not (eit.get("url") and eit.get("first") and eit.get("last")):
        return {}
    return {"url": eit["url"], "first_day": eit["first"], "last_day": eit["last"]}


def _notice(told: Mapping[str, Any]) -> Notice:
    known = {name: told[name] for name in Notice.__slots__ if name in told}
    return Notice(**{**known, "files": tuple(known.get("files", ()))})


def find_file(notices: Notices, digest: str) -> str | None:
    """Return the media type of a file that a notice shows, or None when none does."""
    return next((n.media for n in notices.items if digest in n.files), None)


def replaced(items: Sequence[Mapping[str, Any]], changed: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the items with one of them in place of the one of its id, or at the end when it is new."""
    if any(item["id"] == changed["id"] for item in items):
        return [changed if item["id"] == changed["id"] else item for item in items]
    return [*items, changed]
