"""Uploaded files of the past between the look and the writing: a folder of their own, named by what is in them.

A file stays until it is written, replaced by many others or a day old: what people once wrote must not lie about.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from shared.domain.errors import QueueError

FOLDER = "imports"
"""Inside the data folder; nothing in it belongs into a backup."""
KEPT = timedelta(days=1)
MOST_FILES = 8
_PIECE = 256 * 1024


class Waiting:
    """The folder of uploaded files."""

    def __init__(self, data: Path, site_id: int) -> None:
        """Each site has a folder of its own: no office finds, writes or crowds out what another one sent."""
        self._folder = data / FOLDER / str(site_id)

    def keep(self, body: IO[bytes], *, largest: int, now: datetime) -> str:
        """Write an uploaded file down; return its SHA-256. Refuses one of more bytes with `import.too_large`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self.tidy(now)
        beside, digest, size = self._folder / f"{secrets.token_hex(8)}.part", hashlib.sha256(), 0
        try:
            with beside.open("xb") as file:
                while piece := body.read(_PIECE):
                    size += len(piece)
                    if size > largest:
                        raise QueueError("import.too_large", megabytes=largest // 1024**2)
                    digest.update(piece)
                    file.write(piece)
            os.utime(beside, (now.timestamp(), now.timestamp()))  # by the office's clock, as `tidy` counts
            beside.replace(self._path(digest.hexdigest()))
        finally:
            beside.unlink(missing_ok=True)
        return digest.hexdigest()

    def find(self, digest: str) -> Path:
        """Return where a file lies; refuse with `import.moved` when it is gone."""
        path = self._path(digest)
        if not path.is_file():
            raise QueueError("import.moved")
        return path

    def drop(self, digest: str) -> None:
        """Let a file go."""
        self._path(digest).unlink(missing_ok=True)

    def tidy(self, now: datetime) -> None:
        """Let files go that are old, and the oldest when there are many."""
        files = sorted(self._folder.glob("*"), key=lambda path: path.stat().st_mtime, reverse=True)
        old = (now - KEPT).timestamp()
        for place, path in enumerate(files, 1):
            if place >= MOST_FILES or path.stat().st_mtime < old:
                path.unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        if re.fullmatch(r"[0-9a-f]{64}", digest) is None:
            raise QueueError("import.moved")
        return self._folder / f"{digest}.csv"
