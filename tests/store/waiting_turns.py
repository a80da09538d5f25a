"""Holding the writer in the middle of a turn, so that others provably wait."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from shared.store.turn import Answer, Turn
from tests.clockwork import wait_until
from tests.office import Office

T = TypeVar("T")


class Waiting:
    """Those who ask for a turn while one is being taken."""

    def __init__(self, office: Office, people: ThreadPoolExecutor) -> None:
        self._office = office
        self._people = people
        self.count = 0

    def ask(self, work: Callable[..., T], *values: Any, **named: Any) -> Future[T]:
        """Begin `work` in a thread of its own; return when its request waits in the writer's line."""
        self.count += 1
        asked = self._people.submit(work, *values, **named)
        wait_until(lambda: self._office.writer._requests.qsize() >= self.count)
        return asked


@contextmanager
def writer_held(office: Office) -> Iterator[Waiting]:
    """Hold the writer inside a turn for the length of the block; afterwards those who wait get theirs."""
    holding, go = threading.Event(), threading.Event()

    def hold(_turn: Turn) -> Answer:
        holding.set()
        assert go.wait(30)
        return {}

    with ThreadPoolExecutor(16) as people:
        held = people.submit(office.take_turn, hold)
        assert holding.wait(10)
        try:
            yield Waiting(office, people)
        finally:
            go.set()
            held.result(30)
