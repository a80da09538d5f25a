"""Doing long work where it holds nobody up: the server is an event loop, and a slow disk must not stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Offload(Protocol):
    """Runs work to its end and hands over what it returned or raised; others go on meanwhile."""

    def __call__(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, raise what it raises."""


def inline(work: Callable[[], T]) -> T:
    """Do the work right here: for programs with real threads, where nothing else is held up."""
    return work()
