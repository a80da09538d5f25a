"""Where the bytes of evidence and of published documents lie: one file each, named by its SHA-256 and nothing else.

Bytes are there, whole and on the disk, before a row speaks of them; the same bytes are kept once; nothing is ever
written over. Whoever reads them gets exactly what the row says, or a refusal.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

from shared.domain.errors import QueueError

FOLDER = "evidence"
"""Inside the data folder; belongs into every backup beside the database."""


class Vault:
    """The folder of bytes."""

    def __init__(self, data: Path) -> None:
        self._folder = data / FOLDER

    def keep(self, body: bytes) -> str:
        """Write bytes down for good; return their SHA-256."""
        digest = hashlib.sha256(body).hexdigest()
        path = self._path(digest)
        if path.exists() and path.stat().st_size == len(body):
            return digest
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{digest}.{secrets.token_hex(4)}.part")
        with beside.open("xb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        _sync_folder(path.parent)
        return digest

    def read(self, digest: str) -> bytes:
        """Return the bytes; refuse with `file.damaged` when they are gone or not the same any more."""
        try:
            body = self._path(digest).read_bytes()
        except OSError as gone:
            raise QueueError("file.damaged") from gone
        if hashlib.sha256(body).hexdigest() != digest:
            raise QueueError("file.damaged")
        return body

    def where(self, digest: str) -> Path:
        """Return the file of a digest, for what is too large to be read whole; refuse with `file.damaged`."""
        path = self._path(digest)
        if not path.is_file():
            raise QueueError("file.damaged")
        return path

    def _path(self, digest: str) -> Path:
        if re.fullmatch(r"[0-9a-f]{64}", digest) is None:
            raise QueueError("file.damaged")
        return self._folder / digest[:2] / digest


def _sync_folder(folder: Path) -> None:
    """Make the name itself durable, not only the bytes."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
