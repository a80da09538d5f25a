"""Evidence: the nine measures of a fiscal year, the binder of what was done for them, and the rounds' reports."""

from __future__ import annotations

from counter.evidence import binder_views, paper_views, round_views, views
from counter.evidence.blueprint import pages

__all__ = ["binder_views", "pages", "paper_views", "round_views", "views"]
