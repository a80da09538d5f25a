"""By which names the office answers. A page of somebody else's name that was made to lead here gets nothing.

A name in the Host header goes into the addresses of slips and QR codes, and a stranger's name that points at a machine
of the LAN (DNS rebinding) would make a visitor's browser speak to it as if it were the stranger's. So only names that
no stranger can own are answered without being told: addresses of a LAN, names without a dot, names under an ending
that is never sold; and those of the settings.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

from flask import request

from shared.domain.errors import QueueError
from shared.settings import Settings

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)\.?(?::[0-9]{1,5})?", re.IGNORECASE)
_NEVER_SOLD = ("localhost", "local", "lan", "home", "internal", "intranet", "home.arpa", "test")
"""Endings that the internet's registry gives to nobody (RFC 6761, 6762, 8375 and what routers use)."""


@lru_cache(1024)
def is_of_the_house(host: str, known: frozenset[str]) -> bool:
    """Say whether a Host header names this office: a name of `known`, or one that no stranger can own."""
    found = _HOST.fullmatch(host)
    if found is None:
        return False
    name = found[1].strip("[]").lower()
    if name in known:
        return True
    try:
        return not ipaddress.ip_address(name).is_global
    except ValueError:
        pass
    if re.fullmatch(r"[0-9.x]+", name):
        return False  # 2130706433, 0x7f.1: an address in disguise
    return "." not in name or name.endswith(tuple(f".{ending}" for ending in _NEVER_SOLD))


def check_host(settings: Settings) -> None:
    """Refuse a request under a name that is not the office's with `host.unknown`."""
    if not is_of_the_house(request.host, settings.hosts):
        raise QueueError("host.unknown")
