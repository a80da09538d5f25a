"""Making a copy: snapshot, files, archive, proof, and only then its name.

A copy gets its name after it has been read back from the medium and held against its manifest. Whatever cuts the
power before leaves a `.partial` that nothing takes for a copy, and that the next run clears away.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from shared.clock import iso
from shared.domain.errors import QueueError
from shared.domain.keeping import LOCAL, Keeping, Target
from shared.keeping.manifest import (
    DATABASE,
    MEMBER,
    File,
    Manifest,
    chunks,
    hash_file,
    name_of,
    read_manifest,
)
from shared.keeping.places import FILES, PARTIAL, SUM, Copy, require_place, rotate, settle, writing_to
from shared.keeping.snapshots import check_chains, check_snapshot, database_path, take_snapshot

SCRATCH = "scratch"
NOT_KEPT = ("backups", SCRATCH, "replaced", "secret")
"""Of the data folder: copies of copies, work that can be done again, and the secret, which belongs to one machine."""


def local_target(data: Path) -> Target:
    """Return the folder beside the database."""
    return Target(LOCAL, "folder", str(data / "backups"))


def make_copy(
    *, data: Path, url: str, target: Target, keeping: Keeping | None, version: str, now: datetime
) -> tuple[Copy, list[str]]:
    """Copy the whole office to a place, verified; return the copy and the names of older ones that made room.

    `keeping` says which older copies stay; without it all do. Refuses with `backup.*`; then nothing in the place
    looks like a copy that was not there before.
    """
    source = database_path(url)
    folder = require_place(target, data)
    with scratch(data) as work:
        snapshot = work / DATABASE
        with writing_to(data):
            seen = take_snapshot(source, snapshot)
        files = _copy_files(data, source, folder)
        manifest = Manifest(
            version=version,
            revision=seen.revision,
            at=iso(now),
            sha256=hash_file(snapshot),
            size=snapshot.stat().st_size,
            chains=seen.chains,
            rows=seen.rows,
            files=files,
        )
        final = folder / name_of(now)
        _write(final, snapshot, manifest)
        snapshot.unlink()
        partial = final.with_name(final.name + PARTIAL)
        extract(partial, manifest, work)
        check_snapshot(snapshot, manifest)
        check_chains(snapshot)
        _give_name(partial, final)
    gone = rotate(folder, keeping, manifest.chains) if keeping is not None else []
    return Copy(final, manifest), gone


@contextmanager
def scratch(data: Path) -> Iterator[Path]:
    """Yield an empty folder for work on the database's own disk; it is gone afterwards."""
    parent = data / SCRATCH
    with writing_to(parent):
        parent.mkdir(mode=0o700, exist_ok=True)
        work = Path(tempfile.mkdtemp(dir=parent))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def extract(copy: Path, manifest: Manifest, work: Path) -> Path:
    """Take the database out of an archive; refuse with `backup.broken` when the archive does not hold together."""
    target = work / DATABASE
    try:
        with zipfile.ZipFile(copy) as archive, archive.open(DATABASE) as packed, target.open("wb") as file:
            for chunk in chunks(packed):
                file.write(chunk)
                if file.tell() > manifest.size:  # a packed file may promise less than it unfolds to
                    raise QueueError("backup.broken", file=copy.name, part="archive")
    except FileNotFoundError:
        raise QueueError("backup.unknown", file=copy.name) from None
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, ValueError):
        raise QueueError("backup.broken", file=copy.name, part="archive") from None
    return target


def _write(final: Path, snapshot: Path, manifest: Manifest) -> None:
    partial = final.with_name(final.name + PARTIAL)
    with writing_to(final.parent):
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            archive.write(snapshot, DATABASE)
            archive.writestr(MEMBER, manifest.as_bytes())
        partial.chmod(0o640)
        settle(partial)
    if read_manifest(partial) != manifest:
        raise QueueError("backup.broken", file=partial.name, part="manifest")


def _give_name(partial: Path, final: Path) -> None:
    with writing_to(final.parent):
        sums = final.with_name(final.name + SUM)
        sums.write_text(f"{hash_file(partial)}  {final.name}\n", encoding="utf-8")
        sums.chmod(0o640)
        settle(sums)
        os.replace(partial, final)  # noqa: PTH105 - one step or none
        settle(final.parent)


def _copy_files(data: Path, source: Path, folder: Path) -> tuple[File, ...]:
    """Copy the files beside the database that the place does not have yet, each under its hash."""
    store = folder / FILES
    found = []
    with writing_to(folder):
        for path in list_files(data, source, folder):
            digest = hash_file(path)
            kept = store / digest
            if not kept.exists() or kept.stat().st_size != path.stat().st_size:
                store.mkdir(mode=0o750, exist_ok=True)
                draft = kept.with_suffix(PARTIAL)
                shutil.copyfile(path, draft)
                if hash_file(draft) != digest:
                    raise QueueError("backup.broken", file=path.name, part="file")
                settle(draft)
                os.replace(draft, kept)  # noqa: PTH105
            found.append(File(path.relative_to(data).as_posix(), digest, path.stat().st_size))
    return tuple(found)


def list_files(data: Path, source: Path, folder: Path) -> Iterator[Path]:
    """Yield what belongs to the office beside its database: pictures, documents, whatever rooms keep in folders.

    Only folders are looked into: what lies in the data folder itself is the database, locks and logs.
    """
    for top in sorted(data.iterdir()):
        if not top.is_dir() or top.is_symlink() or top.name in NOT_KEPT or top.name.startswith("."):
            continue
        if top == folder or any(top.glob("tonsai-*.zip*")):
            continue  # a place for copies inside the data folder must not copy itself
        for path in sorted(top.rglob("*")):
            if path.is_file() and not path.is_symlink() and path != source:
                yield path
