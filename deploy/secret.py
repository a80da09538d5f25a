"""The installation's secret: made once, readable by its owner only."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path


def secret_key(data: Path) -> str:
    """Return the secret that signs sessions, made at the first start in `data/secret` with mode 0600.

    Whole or not at all, so that of two processes that start at once neither reads half of the other's.
    """
    data.mkdir(parents=True, exist_ok=True)
    path = data / "secret"
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=data, prefix="secret-") as draft:  # mode 0600
            draft.write(secrets.token_hex(32))
            draft.flush()
            os.fsync(draft.fileno())
            with suppress(FileExistsError):  # another process was first
                os.link(draft.name, path)
    return path.read_text().strip()
