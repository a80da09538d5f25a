"""What this computer has and lacks, and how set-up gets the rest from the system's own packages.

Standard library only: this runs on a fresh Debian or Ubuntu before the virtual environment exists.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONT_FOLDER = Path("/usr/share/fonts/truetype/tlwg")
RUNNING_SYSTEMD = Path("/run/systemd/system")
APT_LISTS = Path("/var/lib/apt/lists")


class Need(NamedTuple):
    """Something outside the project: the system package that brings it, and how to see that it is there."""

    package: str
    reason: str
    is_present: Callable[[], bool]
    required: bool = True


def has_command(name: str) -> bool:
    """Look in the sbin folders too: a plain user's PATH leaves them out, and nginx lives there."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin"])
    return shutil.which(name, path=path) is not None


def find_chromium() -> str | None:
    """A Chromium to test with: the one CHROMIUM names, the system's, or the one playwright fetched."""
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
    fetched = sorted(cache.glob("chromium-*/chrome-linux*/chrome"), reverse=True)
    named = filter(None, [os.environ.get("CHROMIUM")])
    system = filter(None, map(shutil.which, CHROMIUM_NAMES))
    return next((path for path in (*named, *system, *map(str, fetched)) if _answers(path)), None)


def _answers(program: str) -> bool:
    """Ubuntu's `chromium-browser` is a script that only tells to install a snap: ask before believing."""
    try:
        asked = subprocess.run([program, "--version"], capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


NEEDS_TO_RUN = (
    Need(
        "python3-venv",
        "to make the virtual environment",
        lambda: all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")),
    ),
)
SPEECH = Need(
    "espeak-ng",
    "for a robot's Malay and English until the office records its own voice",
    lambda: has_command("espeak-ng"),
    required=False,
)
CHROMIUM = Need("chromium", "for the browser tests", lambda: find_chromium() is not None)
NEEDS_TO_TEST = (
    SPEECH._replace(required=True),
    Need("libatomic1", "for playwright", lambda: any(Path("/usr").glob("lib*/*/libatomic.so.1"))),
    Need(
        "fonts-tlwg-laksaman-ttf",
        "for the Thai text of documents",
        lambda: (FONT_FOLDER / "Laksaman.ttf").exists(),
    ),
    Need(
        "libzbar0",
        "to read back the QR codes of slips",
        lambda: any(Path("/usr").glob("lib*/*/libzbar.so.0")),
    ),
    Need(
        "postgresql",
        "to run the tests on the database of many offices too",
        lambda: any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
    ),
    Need("redis-server", "to run several servers that hear each other", lambda: has_command("redis-server")),
    Need(
        "nginx-light",
        "to check deploy/nginx and run several servers behind it",
        lambda: has_command("nginx"),
        required=False,
    ),
    Need("systemd", "to check deploy/systemd", lambda: has_command("systemd-analyze"), required=False),
)


def stop(sentence: str) -> NoReturn:
    """End with one line that says what to do; a traceback would help nobody at an office."""
    sys.exit(f"tonsai set-up: {sentence}")


def say(sentence: str) -> None:
    """Tell the person what is going on, at once, also when the output goes into a file."""
    sys.stderr.write(f"tonsai set-up: {sentence}\n")
    sys.stderr.flush()


def execute(command: Sequence[str | Path], *, folder: Path | None = None, purpose: str) -> None:
    """Run a step of set-up and stop with its purpose if it fails; its own output stays visible."""
    # The set-up machinery's output belongs to stderr: stdout is for what the person asked for.
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
    )
    if done.returncode:
        stop(f"could not {purpose} (see the lines above)")


def demand_python(lowest: tuple[int, int]) -> None:
    """Say in one line that this Python is too old."""
    if sys.version_info < lowest:
        stop(f"Python {lowest[0]}.{lowest[1]} or newer is needed, this is {sys.version.split()[0]}")


def provide(needs: Sequence[Need]) -> None:
    """Install what is missing with apt-get where we may, otherwise name it in one line and stop."""
    missing = [need for need in needs if not need.is_present()]
    if not missing:
        return
    # A web server that starts by itself at the next boot is no present for somebody's own computer.
    welcome = [need for need in missing if need.required or not RUNNING_SYSTEMD.exists()]
    administrator = _administrator()
    if administrator is not None and has_command("apt-get"):
        _apt_install([need.package for need in welcome if is_offered(need)], administrator)
    # The module finder remembers folders it has looked into; python3-venv has just added files there.
    importlib.invalidate_caches()
    lacking = [need for need in missing if not need.is_present()]
    for need in lacking:
        if not need.required:
            say(f"{need.package} is not installed ({need.reason}); going on without it")
    if required := [need for need in lacking if need.required]:
        names = " ".join(need.package for need in required)
        reasons = ", ".join(need.reason for need in required)
        stop(f"please install {names} ({reasons}), for example: sudo apt-get install {names}")


def _administrator() -> list[str] | None:
    """The words to put before an administrator's command, or None when we may not give one."""
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def is_offered(need: Need) -> bool:
    """Whether apt has the package itself: Ubuntu's Chromium is a snap, which no container can run."""
    if not has_command("apt-cache") or (need.package == "chromium" and _is_ubuntu()):
        return False
    shown = subprocess.run(["apt-cache", "show", need.package], capture_output=True, check=False)
    return shown.returncode == 0 or not any(APT_LISTS.glob("*_Packages*"))


def _is_ubuntu() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "ubuntu" in release.read_text().lower()


def _apt_install(packages: Sequence[str], administrator: list[str]) -> None:
    if not packages:
        return
    say(f"installing {', '.join(packages)} with apt-get")
    start = [*administrator, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    install = [*start, "install", "-y", "--no-install-recommends", *packages]
    update = [*start, "update"]
    # Lists that are absent or out of date are the usual cause of a failure: refresh once and try again.
    for command in (install, update, install):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
        if done.returncode == 0 and command is install:
            return
