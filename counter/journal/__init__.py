"""The journal as pages: what happened to a ticket, at a counter, on a day; its proof; its table for other programs."""

from __future__ import annotations
