"""Write the lock files anew: `.venv/bin/python -m deploy.lock [--upgrade]`.

Every version with its hashes, good for each Python and machine we support, and no address of any registry: an
office behind a mirror must be able to use them as they are.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from deploy import machine, setup

UV = setup.VENV / "bin/uv"
OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-annotate",
    "--no-header",
    "--no-config",
    "--quiet",
)
# What each requirements file is made of. The test set comes first and binds the others to its versions.
SETS = {
    "dev": ("pyproject.toml", "--group=build", "--extra=dev"),
    "run": ("pyproject.toml", "--group=build"),
    "node": ("--group=node",),
}


def lock_python(extra: list[str]) -> None:
    """Compile pyproject.toml; versions already locked stay unless `--upgrade` is given."""
    dev = setup.REQUIREMENTS / "dev.txt"
    for name, scope in SETS.items():
        target = setup.REQUIREMENTS / f"{name}.txt"
        bound: list[str | Path] = ["--constraints", dev] if name == "run" else []
        machine.execute(
            [UV, "pip", "compile", *OPTIONS, *scope, *bound, *extra, "--output-file", target],
            folder=setup.ROOT,
            purpose=f"lock {target.name}",
        )


def lock_node() -> None:
    """Let npm settle the versions, then drop the addresses it keeps for begging and fetching."""
    machine.execute(
        [*setup.find_npm(), "install", "--package-lock-only", "--ignore-scripts", "--loglevel=error"],
        folder=setup.ROOT,
        purpose="lock package-lock.json",
    )
    path = setup.ROOT / "package-lock.json"
    lock = json.loads(path.read_text())
    for package in lock["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    _replace(path, json.dumps(lock, indent=2, ensure_ascii=False) + "\n")


def _replace(path: Path, text: str) -> None:
    """Whole or not at all: a torn lock file would stop everyone's set-up."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as draft:
        draft.write(text)
    Path(draft.name).chmod(0o644)
    Path(draft.name).replace(path)


if __name__ == "__main__":
    lock_python(sys.argv[1:])
    lock_node()
