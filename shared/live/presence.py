"""Which paired devices are connected, to this process or to another one, and when each was last heard.

Another process says over the wire which devices it holds. Of one that falls silent they have left. When nothing at all
comes through, not even our own beats, it is we who are deaf: what the others said last stands until we hear again, and
no device is called silent that we cannot hear.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from shared.clock import epoch, iso
from shared.live.house import House

KEPT = timedelta(seconds=3)
"""A process that says nothing for so long is gone; when none says anything we are deaf."""


class Presence:
    """Counts the sockets of each device here, and keeps what other processes say of theirs."""

    def __init__(self, *, shared: bool = False) -> None:
        """`shared`: there may be other processes, which `hear` tells of."""
        self._sockets: Counter[int] = Counter()
        self._left: dict[int, str] = {}
        self._shared = shared
        self._others: dict[str, tuple[frozenset[int], datetime]] = {}
        self._heard_at: datetime | None = None
        self._hears_since: datetime | None = None

    def arrive(self, device_id: int) -> None:
        """A socket of the device connected."""
        self._sockets[device_id] += 1

    def leave(self, device_id: int, now: datetime) -> None:
        """A socket of the device closed."""
        self._sockets[device_id] -= 1
        if self._sockets[device_id] <= 0:
            del self._sockets[device_id]
            self._left[device_id] = iso(now)

    def here(self) -> frozenset[int]:
        """Return the devices that are connected to this process."""
        return frozenset(self._sockets)

    def hear_beat(self, now: datetime) -> None:
        """The wire has brought something, from ourselves too: we can hear."""
        if self._is_deaf(now):
            self._hears_since = now
            # What was not heard meanwhile is not held against anybody: each says anew what it holds.
            self._others = {process: (held, now) for process, (held, _) in self._others.items()}
        self._heard_at = now

    def hear(self, process: str, devices: Collection[int], now: datetime) -> None:
        """Another process says which devices it holds."""
        held = self._others.get(process, (frozenset[int](), now))[0]
        self._left |= dict.fromkeys(held - frozenset(devices), iso(now))
        self._others[process] = (frozenset(devices), now)

    def seen(self, now: datetime) -> dict[int, tuple[bool, str | None]]:
        """Return per device: connected now, and when it was last heard."""
        self._forget(now)
        found: dict[int, tuple[bool, str | None]] = {device: (False, at) for device, at in self._left.items()}
        for held, at in sorted(self._others.values(), key=lambda one: one[1]):
            found |= dict.fromkeys(held, (True, iso(at)))
        found |= dict.fromkeys(self._sockets, (True, iso(now)))
        return found

    def judge(self, house: House, now: datetime) -> House:
        """Return what is known of the machine, with since when we hear all screens, and whether we do now."""
        if self._hears_since is not None:
            house = replace(house, started_at=max(house.started_at or 0, epoch(self._hears_since)))
        return replace(house, hears_all=not self._is_deaf(now))

    def count(self) -> int:
        """Return how many devices are connected to this process."""
        return len(self._sockets)

    def _is_deaf(self, now: datetime) -> bool:
        return self._shared and (self._heard_at is None or now - self._heard_at > KEPT)

    def _forget(self, now: datetime) -> None:
        """Let those leave whom a silent process held; not while it is we who hear nothing."""
        if self._is_deaf(now):
            return
        for process, (held, at) in list(self._others.items()):
            if now - at > KEPT:
                del self._others[process]
                self._left |= dict.fromkeys(held, iso(at))
