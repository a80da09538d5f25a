"""A disk that is small, full, or read-only: a tmpfs of its own where the user of the tests may mount one."""

from __future__ import annotations

import errno
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZE = "48m"
BLOCK = bytes(64 * 1024)


class SmallDisk:
    """A folder, on a disk of its own after `mount()`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mounted = False
        folder.mkdir()

    def mount(self) -> None:
        """Mount a tmpfs if that is allowed."""
        self.mounted = _run("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tonsai", self.folder)

    def unmount(self) -> None:
        """Take it away again."""
        if self.mounted:
            _run("umount", "-l", self.folder)
            self.mounted = False

    @contextmanager
    def full(self) -> Iterator[None]:
        """Leave no room for a single byte."""
        filler = self.folder / "filler"
        with filler.open("wb", buffering=0) as file:
            for block in (BLOCK, b"\0"):
                try:
                    while True:
                        file.write(block)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
        try:
            yield
        finally:
            filler.unlink()

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Take no writing; nobody may have a file open for writing."""
        assert _run("mount", "-o", "remount,ro", self.folder)
        try:
            yield
        finally:
            assert _run("mount", "-o", "remount,rw", self.folder)


@contextmanager
def refusing_to_write(process: int) -> Iterator[None]:
    """Let a running process write no byte to any file, open ones too, as on a disk that the kernel made read-only."""
    usual = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (0, usual[1]))
    try:
        yield
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, usual)


def _run(*command: str | Path) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=20).returncode == 0
    except OSError:
        return False
