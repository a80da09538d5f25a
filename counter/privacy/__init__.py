"""Requests about personal data: what is held about a ticket or a member of staff, handed over by an administrator."""

from __future__ import annotations
