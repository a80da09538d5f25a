"""The places copies go to: whether one is there, what lies in it, and making room in it."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from shared.domain.errors import QueueError
from shared.domain.keeping import Keeping, Target, choose_kept
from shared.keeping.manifest import Chain, Manifest, read_manifest

FILES = "files"
PARTIAL = ".partial"
SUM = ".sha256"


@dataclass(frozen=True, slots=True)
class Copy:
    """A whole copy that lies in a place."""

    path: Path
    manifest: Manifest


def require_place(target: Target, data: Path) -> Path:
    """Return the folder of a place that is ready for writing.

    Refuses with `backup.absent` when the path is not there, with `backup.not_mounted` when a stick or another host's
    folder would in truth be a folder of the same disk as the database: a copy there would die with it.
    """
    folder = Path(target.path)
    if target.kind == "folder":
        with writing_to(folder):
            folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    elif not folder.is_dir():
        raise QueueError("backup.absent", place=target.name, path=target.path)
    elif is_same_disk(folder, data):
        raise QueueError("backup.not_mounted", place=target.name, path=target.path)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise QueueError("backup.unwritable", path=target.path)
    return folder


def try_place(target: Target, data: Path) -> None:
    """Write a small file to a place and take it away again; refuse as a copy to it would be refused now."""
    folder = require_place(target, data)
    with writing_to(folder):
        handle, name = tempfile.mkstemp(dir=folder, prefix="tonsai-", suffix=PARTIAL)
        os.write(handle, b"tonsai")
        os.close(handle)
        settle(Path(name))
        Path(name).unlink()


def is_same_disk(one: Path, other: Path) -> bool:
    """Say whether two folders lie on one file system, and so would be lost together."""
    return one.stat().st_dev == other.stat().st_dev


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Turn what a full, pulled or protected medium says into a refusal."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise QueueError("backup.no_room", path=str(folder)) from None
        raise QueueError("backup.unwritable", path=str(folder)) from None


def list_copies(folder: Path, chains: tuple[Chain, ...] | None = None) -> list[Copy]:
    """Return the whole copies in a folder, newest first; only those of the office with these chains if given."""
    found = []
    for path in folder.glob("tonsai-*.zip"):
        with suppress(QueueError):  # a file that only looks like one of ours is not ours to count
            manifest = read_manifest(path)
            if chains is None or manifest.is_of(chains):
                found.append(Copy(path, manifest))
    return sorted(found, key=lambda copy: copy.manifest.moment, reverse=True)


def rotate(folder: Path, keeping: Keeping, chains: tuple[Chain, ...]) -> list[str]:
    """Delete the copies of this office that no day, week or month needs; return their names.

    Files no remaining copy names are deleted too, and what an interrupted run left behind. Copies of another office
    in the same folder are never touched.
    """
    copies = list_copies(folder, chains)
    kept = choose_kept(
        [copy.manifest.moment for copy in copies],
        daily=keeping.daily,
        weekly=keeping.weekly,
        monthly=keeping.monthly,
    )
    gone = [copy for copy in copies if copy.manifest.moment not in kept]
    for copy in gone:
        copy.path.unlink(missing_ok=True)
        copy.path.with_name(copy.path.name + SUM).unlink(missing_ok=True)
    _sweep(folder)
    return [copy.path.name for copy in gone]


def _sweep(folder: Path) -> None:
    needed = {file.sha256 for copy in list_copies(folder) for file in copy.manifest.files}
    for path in (folder / FILES).glob("*"):
        if path.name not in needed:
            path.unlink(missing_ok=True)
    for path in folder.glob(f"tonsai-*.zip{PARTIAL}"):
        path.unlink(missing_ok=True)
    for path in folder.glob(f"tonsai-*.zip{SUM}"):
        if not path.with_name(path.name.removesuffix(SUM)).exists():
            path.unlink(missing_ok=True)


def settle(path: Path) -> None:
    """Have the disk keep a file, or a folder's list of names, whatever happens to the power next."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (
            errno.EINVAL,
            errno.ENOTSUP,
        ):  # some mounted folders know no such wish for a folder
            raise
    finally:
        os.close(handle)
