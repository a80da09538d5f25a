"""What the page of the copies is told."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from shared.web.api import Body

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class PlaceForm(Body):
    """A further place: how staff call it, what it is, its path on this machine."""

    seen: str
    name: Line
    kind: Literal["folder", "stick", "host"]
    path: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class GoneForm(Body):
    """A place that gets no more copies."""

    seen: str
    name: Line


class HourForm(Body):
    """When the daily chores begin."""

    seen: str
    at: Annotated[
        str, StringConstraints(strip_whitespace=True, pattern=r"^([01][0-9]|2[0-3])[:.][0-5][0-9]$")
    ]


class NowForm(Body):
    """A copy to a place now."""

    name: Line
