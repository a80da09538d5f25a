"""Who may make the office: whoever sits at the machine itself, or has the code that the server printed when it started.

The code is as long as an invitation's (60 bits), its hash lies in the data folder, and it is worth nothing once there
is an office. "The machine itself" is a loopback address that was asked for by a loopback name and came through no
proxy: otherwise everybody behind a proxy on this machine would look like it.
"""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from urllib.parse import urlsplit

from flask import request, session

from counter.people.codes import new_code, tidy_code
from shared.domain.errors import QueueError
from shared.web.access import hashed

FILE = "setup.code"
_KEPT = "setup"
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


def make_code(data: Path) -> str:
    """Return a fresh code; the one before is worth nothing any more."""
    code = new_code()
    write_private(data / FILE, hashed(tidy_code(code)))
    return code


def write_private(path: Path, text: str) -> None:
    """Write a file of its owner alone, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(
        os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def at_the_machine() -> bool:
    """Say whether the request comes from this machine itself."""
    if any(name in request.headers for name in _FORWARDED):
        return False
    name = urlsplit(f"//{request.host}").hostname or ""
    return _loopback(request.remote_addr or "") and (name == "localhost" or _loopback(name))


def may_set_up(data: Path) -> bool:
    """Say whether this browser may make the office."""
    return at_the_machine() or (_code(data) is not None and session.get(_KEPT) == _code(data))


def enter(data: Path, typed: str) -> None:
    """Let this browser in with the code; refuse with `setup.code`."""
    kept = _code(data)
    if kept is None or hashed(tidy_code(typed[:40])) != kept:
        raise QueueError("setup.code")
    session[_KEPT] = kept


def _code(data: Path) -> str | None:
    try:
        return (data / FILE).read_text(encoding="utf-8")
    except OSError:
        return None


def _loopback(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False
