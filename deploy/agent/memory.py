"""What a print agent must not forget, whatever happens to it: its token, its claim, the slip under way."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO


class MemoryInUseError(RuntimeError):
    """Another agent works with this file."""


@dataclass(frozen=True, slots=True)
class Kept:
    """`job` and `outcome` are of the slip under way; until its printer has answered its outcome is `unknown`."""

    token: str | None = None
    pairing: str | None = None
    """The secret of a pairing that waits for its confirmation."""
    claim: str | None = None
    job: int | None = None
    outcome: str | None = None


class Memory:
    """A file that only its owner can read. Every change is on the disk before anything follows from it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = _lock(path)
        self.kept = _read(path)

    def change(self, **values: object) -> None:
        """Write some values down, for sure."""
        self.kept = replace(self.kept, **values)  # type: ignore[arg-type]
        self._write()

    def claim(self) -> str:
        """Return the claim for the next slip: the same one until that slip has ended."""
        if self.kept.claim is None:
            self.change(claim=secrets.token_urlsafe(12))
        claim = self.kept.claim
        assert claim is not None
        return claim

    def forget_slip(self) -> None:
        """The slip under way has ended; its claim is spent."""
        self.change(claim=None, job=None, outcome=None)

    def close(self) -> None:
        """Let another agent have the file."""
        self._lock.close()

    def _write(self) -> None:
        fresh = self.path.with_suffix(".new")
        file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.fchmod(file, 0o600)
            os.write(file, json.dumps(asdict(self.kept)).encode())
            os.fsync(file)
        finally:
            os.close(file)
        fresh.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _read(path: Path) -> Kept:
    """Return what was kept; nothing at all when the file is none of ours: then the agent is paired anew."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        return Kept(**json.loads(path.read_text(encoding="utf-8")))
    return Kept()


def _lock(path: Path) -> IO[str]:
    file = path.with_suffix(".lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise MemoryInUseError(f"Another print agent already works with {path}.") from None
    return file
