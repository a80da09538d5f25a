"""Where the documents of a report get what is not in their figures: photographs, the emblem, the office's template."""

from __future__ import annotations

from pathlib import Path

from shared.domain.errors import QueueError
from shared.evidence.files import shrink_picture
from shared.evidence.vault import Vault

FOLDER = "report"
"""Inside the data folder: what an office lays there for its documents."""
ON_PAPER = 1_100
"""Pixels of a photograph's longer side: 5.5 cm at 500 dpi. The binder keeps more; paper shows no more."""


class Desk:
    """The data folder as the makers of documents see it."""

    def __init__(self, data: Path) -> None:
        self._vault = Vault(data)
        self._folder = data / FOLDER

    def picture(self, sha256: str) -> bytes | None:
        """Return a photograph of the binder for paper, or None when its bytes are gone or damaged."""
        try:
            body = self._vault.read(sha256)
        except QueueError:
            return None
        return shrink_picture(body, ON_PAPER)

    def garuda(self) -> bytes | None:
        """Return the emblem for the memo (`garuda.svg` or `garuda.png`), if the office laid one there."""
        return self._read("garuda.svg") or self._read("garuda.png")

    def template(self) -> bytes | None:
        """Return the office's own template for word processors (`report.docx`), if it laid one there."""
        return self._read("report.docx")

    def _read(self, name: str) -> bytes | None:
        path = self._folder / name
        return path.read_bytes() if path.is_file() else None
