"""Stamps: how set-up knows that a step needs no repeating.

A stamp lies inside the folder it speaks of, so deleting the folder deletes the stamp. It holds a digest of
everything the step depends on. Standard library only.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


def digest(*inputs: Path | str) -> str:
    """One short value that changes when any input file or word does."""
    total = hashlib.sha256()
    for item in inputs:
        content = item.read_bytes() if isinstance(item, Path) else item.encode()
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()[:32]


def is_fresh(stamp: Path, accepted: Iterable[str]) -> bool:
    """True if the step was last done with one of these inputs."""
    return stamp.exists() and stamp.read_text() in set(accepted)


def put(stamp: Path, value: str) -> None:
    """Record a finished step; only ever called after it has succeeded."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value)


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Two set-ups of one tree at the same time would pull the folders from under each other: queue them."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
