"""An emblem of nobody, for tests: a banyan leaf in two rings, in colours that a head has to turn into dots."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

SIDE = 600


def invented_logo() -> bytes:
    """Return it as a PNG with a clear ground, as an office would send one."""
    picture = Image.new("RGBA", (SIDE, SIDE))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((20, 20, 580, 580), fill="white", outline="#175239", width=26)
    draw.ellipse((70, 70, 530, 530), outline="#c9952b", width=10)
    leaf = [
        (300, 110),
        (400, 210),
        (425, 320),
        (370, 420),
        (310, 470),
        (300, 500),
        (290, 470),
        (230, 420),
        (175, 320),
        (200, 210),
    ]
    draw.polygon(leaf, fill="#2f7d4f", outline="#175239", width=8)
    draw.line((300, 140, 300, 490), fill="white", width=10)
    for high in (230, 300, 370):
        draw.line((300, high + 40, 225, high), fill="white", width=7)
        draw.line((300, high + 40, 375, high), fill="white", width=7)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
