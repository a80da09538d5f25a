"""Which paired devices are connected to this process, and when each was last heard."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from shared.clock import iso


class Presence:
    """Counts the sockets of each device."""

    def __init__(self) -> None:
        self._sockets: Counter[int] = Counter()
        self._left: dict[int, str] = {}

    def arrive(self, device_id: int) -> None:
        """A socket of the device connected."""
        self._sockets[device_id] += 1

    def leave(self, device_id: int, now: datetime) -> None:
        """A socket of the device closed."""
        self._sockets[device_id] -= 1
        if self._sockets[device_id] <= 0:
            del self._sockets[device_id]
            self._left[device_id] = iso(now)

    def seen(self, now: datetime) -> dict[int, tuple[bool, str | None]]:
        """Return per device: connected now, and when it was last heard."""
        found: dict[int, tuple[bool, str | None]] = {device: (False, at) for device, at in self._left.items()}
        found |= {device: (True, iso(now)) for device, n in self._sockets.items() if n > 0}
        return found

    def count(self) -> int:
        """Return how many devices are connected."""
        return sum(1 for n in self._sockets.values() if n > 0)
