"""How the house keeps itself, as a page: the places of its copies, the trial of one, what went, the version."""

from __future__ import annotations
