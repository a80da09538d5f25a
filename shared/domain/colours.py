"""The colours a group may have beside its letter and name, by their codes; what they look like is in `tokens.css`.

Six that stand at least 3:1 from every ground they are drawn on and mean nothing else: no lamp, no clay, no orange,
yellow or purple. A group without one ("") has none.
"""

from __future__ import annotations

COLOURS = ("leaf", "moss", "water", "dusk", "rose", "stone")
