"""Putting a copy in the place of the database. The replaced one is kept aside; there is no moment without either."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shared.clock import iso
from shared.keeping.copies import scratch
from shared.keeping.manifest import DATABASE, Manifest, hash_file
from shared.keeping.places import FILES, settle, writing_to
from shared.keeping.snapshots import database_path
from shared.keeping.trial import Migrate, unpack
from shared.keeping.witness import HEADS, Heads, read_witness

ASIDE = "replaced"
_COMPANIONS = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and where the database it replaced lies now; None when there was none."""

    manifest: Manifest
    entries: int
    aside: Path | None
    ends: Heads
    """Where the chains of the replaced database ended."""


def restore_copy(path: Path, *, data: Path, url: str, migrate: Migrate, now: datetime) -> Restored:
    """Replace the database by a copy. Nobody else may have it open: the caller holds the folder.

    The copy is unpacked, checked and migrated first; only one that holds replaces anything.
    """
    target = database_path(url)
    data.mkdir(parents=True, exist_ok=True)
    with scratch(data) as work, writing_to(data):
        manifest, entries = unpack(path, work, migrate=migrate)
        database = work / DATABASE
        _fold(database)
        settle(database)
        aside = _put_aside(target, data / ASIDE / iso(now).replace(":", "").replace("-", ""))
        for companion in _COMPANIONS:  # those of the old file would be read as belonging to the new one
            Path(f"{target}{companion}").unlink(missing_ok=True)
        ends = read_witness(data)
        (data / HEADS).unlink(missing_ok=True)  # what came after the copy is gone knowingly
        os.replace(database, target)  # noqa: PTH105 - one step: the old one until here, the new one from here
        settle(target.parent)
        _put_files(path.parent / FILES, manifest, data, aside)
    return Restored(manifest, entries, aside, ends)


def _put_aside(target: Path, aside: Path) -> Path | None:
    if not target.exists():
        return None
    with suppress(sqlite3.Error):  # a broken database is put aside as it is, with its companions
        _fold(target)
    aside.mkdir(mode=0o700, parents=True)
    for name in (target, *(Path(f"{target}{companion}") for companion in _COMPANIONS)):
        if name.exists():
            shutil.copy2(name, aside / name.name)
            settle(aside / name.name)
    settle(aside)
    return aside


def _fold(database: Path) -> None:
    """Take the write-ahead log into the file itself."""
    with closing(sqlite3.connect(database, isolation_level=None)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        conn.execute("PRAGMA journal_mode=DELETE")


def _put_files(store: Path, manifest: Manifest, data: Path, aside: Path | None) -> None:
    """Put the copy's files back; one that differs is put aside first, and none that came later is deleted."""
    for file in manifest.files:
        path = data / file.path
        if not path.resolve().is_relative_to(data.resolve()):
            continue  # a name that leads out of the folder is no file of ours
        if path.is_file() and hash_file(path) == file.sha256:
            continue
        if path.is_file() and aside is not None:
            (aside / file.path).parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, aside / file.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.partial")
        shutil.copyfile(store / file.sha256, draft)
        settle(draft)
        os.replace(draft, path)  # noqa: PTH105
