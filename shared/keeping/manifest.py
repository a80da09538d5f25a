"""What a copy says of itself: which program made it and when, the ends of its chains, its rows, its files."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from shared.clock import iso
from shared.domain.errors import QueueError

FORMAT = 1
MEMBER = "backup.json"
DATABASE = "tonsai.db"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Chain:
    """A site's journal as the copy has it; `first_hash` tells one office from another."""

    site: str
    entries: int
    head_seq: int
    head_hash: str
    first_hash: str


@dataclass(frozen=True, slots=True)
class File:
    """A file beside the database; it lies in `files/` of the place under the name of its hash."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything a copy is checked against."""

    version: str
    revision: str
    at: str
    sha256: str
    size: int
    chains: tuple[Chain, ...]
    rows: dict[str, int]
    files: tuple[File, ...]

    @property
    def moment(self) -> datetime:
        """When the copy was made."""
        return datetime.fromisoformat(self.at)

    @property
    def entries(self) -> int:
        """Journal entries of all sites together."""
        return sum(chain.entries for chain in self.chains)

    def is_of(self, other: tuple[Chain, ...]) -> bool:
        """True when a copy is of the same office: their chains began with the same entry."""
        return {c.first_hash for c in self.chains} & {c.first_hash for c in other} != set()

    def as_bytes(self) -> bytes:
        """Return the form in which the copy keeps it."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1).encode()


def read_manifest(copy: Path) -> Manifest:
    """Read what a copy says of itself; refuse with `backup.broken` when it is no whole copy of ours."""
    try:
        with zipfile.ZipFile(copy) as archive:
            raw: dict[str, Any] = json.loads(archive.read(MEMBER))
        if raw.pop("format") != FORMAT:
            raise QueueError("restore.newer", file=copy.name)
        chains = tuple(Chain(**chain) for chain in raw.pop("chains"))
        files = tuple(File(**file) for file in raw.pop("files"))
        found = Manifest(chains=chains, files=files, **raw)
        found.moment  # noqa: B018 - a time that cannot be read is a copy that cannot be trusted
    except QueueError:
        raise
    except FileNotFoundError:
        raise QueueError("backup.unknown", file=copy.name) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile, zlib.error):
        raise QueueError("backup.broken", file=copy.name, part="manifest") from None
    return found


def hash_file(path: Path) -> str:
    """Return a file's SHA-256 in hex."""
    with path.open("rb") as file:
        return hash_stream(file)


def hash_stream(file: IO[bytes]) -> str:
    """Return the SHA-256 of what is left to read."""
    digest = hashlib.sha256()
    for chunk in chunks(file):
        digest.update(chunk)
    return digest.hexdigest()


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield what is left to read, piece by piece."""
    while chunk := file.read(_CHUNK):
        yield chunk


def name_of(at: datetime) -> str:
    """Return a copy's file name: it sorts by time and says it in UTC, whatever the machine's zone."""
    return f"tonsai-{iso(at).replace(':', '').replace('-', '')}.zip"
