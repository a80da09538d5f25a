"""Asking the house for a chore beside those of the day: one at a time, in a process of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from shared.domain.errors import QueueError

log = logging.getLogger("tonsai.keeping")


class Chores:
    """Does what is asked for through `run`, which gets the words after `tonsai` and returns how it ended."""

    def __init__(self, run: Callable[[Sequence[str]], int]) -> None:
        self._run = run
        self._lock = threading.Lock()

    @property
    def is_busy(self) -> bool:
        """True while a chore that was asked for is being done."""
        return self._lock.locked()

    def ask(self, *words: str) -> None:
        """Begin a chore and return at once; refuse with `backup.busy` while another is being done."""
        if not self._lock.acquire(blocking=False):
            raise QueueError("backup.busy")
        threading.Thread(target=self._do, args=(words,), name="chore", daemon=True).start()

    def _do(self, words: Sequence[str]) -> None:
        try:
            code = self._run(words)
            if code != 0:
                log.error("tonsai %s ended with %s", " ".join(words[:2]), code)
        except Exception:
            log.exception("a chore that was asked for failed")
        finally:
            self._lock.release()
