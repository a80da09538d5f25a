"""The notice that the privacy law asks for: what is held of a visitor, how long, and whom to ask."""

from __future__ import annotations

from kiosk.privacy.views import pages

__all__ = ["pages"]
