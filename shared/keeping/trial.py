"""Restoring a copy on trial: into a scratch folder, migrated, every chain walked. A copy nobody tried is a hope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shared.domain.errors import QueueError
from shared.domain.keeping import Keeping
from shared.keeping.copies import extract, scratch
from shared.keeping.manifest import Manifest, hash_file, read_manifest
from shared.keeping.places import FILES, Copy, list_copies
from shared.keeping.runs import list_targets
from shared.keeping.snapshots import check_chains, check_snapshot

Migrate = Callable[[str], None]
"""Brings the database of a URL up to date; raises `restore.newer` for one this program is too old for."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a trial showed."""

    copy: Copy
    place: str
    entries: int


def try_newest(*, data: Path, keeping: Keeping, migrate: Migrate) -> Trial:
    """Restore the newest copy of all places that are there, on trial.

    Refuses with `backup.none` when there is no copy, with `backup.*` or `restore.*` when it does not hold.
    """
    found = [
        (target.name, copy)
        for target in list_targets(keeping, data)
        if Path(target.path).is_dir()
        for copy in list_copies(Path(target.path))[:1]
    ]
    if not found:
        raise QueueError("backup.none")
    place, copy = max(found, key=lambda one: one[1].manifest.moment)
    with scratch(data) as work:
        _, entries = unpack(copy.path, work, migrate=migrate)
    return Trial(copy, place, entries)


def unpack(path: Path, work: Path, *, migrate: Migrate) -> tuple[Manifest, int]:
    """Take a copy's database out, check it, migrate it, walk its chains; return its manifest and its entries.

    The database then lies in `work`. Refuses with `backup.*` or `restore.newer`.
    """
    manifest = read_manifest(path)
    database = extract(path, manifest, work)
    check_snapshot(database, manifest)
    check_files(path.parent, manifest)
    migrate(f"sqlite:///{database}")
    entries = check_chains(database)
    if entries != manifest.entries:
        raise QueueError("backup.broken", file=path.name, part="journal")
    return manifest, entries


def check_files(folder: Path, manifest: Manifest) -> None:
    """Refuse with `backup.broken` when a file that belongs to the copy is not beside it, whole."""
    for file in manifest.files:
        kept = folder / FILES / file.sha256
        if not kept.is_file() or hash_file(kept) != file.sha256:
            raise QueueError("backup.broken", file=file.path, part="file")
