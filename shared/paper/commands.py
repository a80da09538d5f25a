"""The bytes for a printer. python-escpos writes them; only the questions about its state are our own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from escpos.capabilities import CAPABILITIES
from escpos.printer import Dummy

from shared.paper.pictures import Picture

ASK_REACHED = b"\x1dr\x01"
"""GS r 1: answered in its turn, when everything before it has been worked through."""
PROFILES = {384: "POS-5890", 512: "TM-T88V", 576: "TM-T20II"}
"""A profile tells python-escpos the width; without one it complains on the standard output."""
LONGEST_RASTER = 960 * 72
"""Bytes: python-escpos sends at most so many rows in a piece, and no paper is wider."""
TEAR_LINES = 4
"""So far from head to tear bar where there is no knife."""


def list_models(width: int) -> tuple[str, ...]:
    """Return the profiles of python-escpos for printers with exactly so many dots, which take a picture."""
    profiles: Mapping[str, Any] = CAPABILITIES["profiles"]
    return tuple(
        name
        for name, profile in sorted(profiles.items())
        if profile["media"]["width"].get("pixels") == width and profile["features"]["bitImageRaster"]
    )


def question(about: int) -> bytes:
    """Return DLE EOT: 1 on line or not, 2 why it stopped, 4 paper."""
    return bytes((0x10, 0x04, about))


def end_of_half(size: int) -> bytes:
    """Return what ends a job of `size` bytes that broke off somewhere: white for its missing rows, and a cut.

    A printer in the middle of a raster would take the next slip's first bytes for dots. Outside of one it passes
    over zeros.
    """
    return bytes(size) + b"\x1dVB\0"


def picture_bytes(picture: Picture, width: int, model: str = "") -> bytes:
    """Return a picture as one job: begin afresh, raster, feed and cut as near to the last dot as the knife allows."""
    if picture.width > width:
        raise ValueError(f"The picture is {picture.width} dots wide, the paper {width}.")
    writer = Dummy(profile=model or PROFILES.get(width, PROFILES[576]))
    writer.hw("INIT")
    writer.image(picture.image(), impl="bitImageRaster")
    if writer.profile.supports("paperPartCut") or writer.profile.supports("paperFullCut"):
        writer.cut(feed=False)
    else:
        writer.print_and_feed(TEAR_LINES)
    return bytes(writer.output)
