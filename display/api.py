"""What a screen asks for besides the board."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel

from shared.domain.notices import NoticeKind, OwnKind, read_notices
from shared.domain.screens import Layout, read_screen
from shared.store.config import SiteConfig
from shared.web.api import Api, Call
from shared.web.deps import deps

api = Api("display")


class Clips(BaseModel):
    """The clips there are, by their addresses: `/voice/<address>.wav`."""

    clips: list[str]


class Shape(BaseModel):
    """How the screen is set up (`shared/domain/screens.py`)."""

    layout: Layout
    rotate: int
    overscan_pct: int
    inches: int
    distance_m: int
    groups: list[str]
    counters: list[int]
    notices: bool


class Slide(BaseModel):
    """A notice (`shared/domain/notices.py`). Each file is at `/notices/<digest>`."""

    id: str
    kind: NoticeKind
    title: dict[str, str]
    text: dict[str, str]
    files: list[str]
    media: str
    first_day: str
    last_day: str
    from_time: str
    until_time: str
    seconds: int
    sound: bool
    off: bool


class Slides(BaseModel):
    """All notices. `eit` is `{url, first_day, last_day}`, its QR at `/notices/eit.svg`."""

    items: list[Slide]
    own: list[OwnKind]
    eit: dict[str, str]


class ScreenAnswer(BaseModel):
    """What a hall screen needs to know of itself. `stage` is the one of the board that this answer belongs to."""

    stage: str
    screen: Shape
    notices: Slides


@api.add("GET", "/voice", allow="board.read", answer=Clips, conditional=True)
def list_clips(call: Call) -> dict[str, Any]:
    """Name all clips of the hall's voice.

    So that a screen has them before the first call needs them.
    """
    return {"clips": list(deps().publisher.latest(call.principal.site_id).config.clip_addresses)}


@api.add("GET", "/screen", allow="page.display", answer=ScreenAnswer, conditional=True)
def show_screen(call: Call) -> dict[str, Any]:
    """Tell a hall screen how it is set up and which notices there are.

    It asks at its start and whenever `stage` of the board has changed.
    """
    config = deps().publisher.latest(call.principal.site_id).config
    return screen_value(config, call.principal.id)


def screen_value(config: SiteConfig, device_id: int) -> dict[str, Any]:
    """Return how a screen is set up and the notices that are not put aside, as plain values."""
    notices = asdict(read_notices(config.settings))
    notices["items"] = [item for item in notices["items"] if not item["off"]]
    return {
        "stage": config.stage, "screen": asdict(read_screen(config.settings, device_id)), "notices": notices,
    }  # fmt: skip
