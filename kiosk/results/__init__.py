"""The public results of published rounds: on a phone, on a large screen, as data, and as a poster with a QR."""

from __future__ import annotations

from kiosk.results.views import pages

__all__ = ["pages"]
