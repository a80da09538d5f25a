"""What a screen asks for besides the board."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from shared.web.api import Api, Call
from shared.web.deps import deps

api = Api("display")


class Clips(BaseModel):
    """The clips there are, by their addresses: `/voice/<address>.wav`."""

    clips: list[str]


@api.add("GET", "/voice", allow="board.read", answer=Clips, conditional=True)
def list_clips(call: Call) -> dict[str, Any]:
    """Name all clips of the hall's voice.

    So that a screen has them before the first call needs them.
    """
    voices = deps().publisher.latest(call.principal.site_id).config.voices
    return {"clips": sorted({clip.digest for voice in voices.values() for clip in voice.clips.values()})}
