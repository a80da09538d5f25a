"""Printing again and trying a printer. Actions run inside a turn."""

from __future__ import annotations

from sqlalchemy import Row, select

from shared.domain.errors import QueueError
from shared.domain.printing import WATCHED, PaperSettings, read_paper
from shared.domain.tickets import State, label
from shared.store.days import enter_day
from shared.store.models import Device
from shared.store.print_jobs import expire_slip, find_slip, next_copy, queue_slip
from shared.store.tickets import get_ticket
from shared.store.turn import Answer, Turn

_HELD = (State.WAITING, State.CALLED, State.HELD, State.SERVING, State.NO_SHOW)
"""States in which somebody still has a use for a slip."""


def reprint_slip(turn: Turn, *, ticket: str, base: str) -> Answer:
    """Print a ticket's slip once more, marked as such: at its own kiosk, or where the first printer is.

    A slip of that ticket which still waits for its printer is let go: one wish, one slip.
    """
    day = enter_day(turn)
    row = get_ticket(turn, day, ticket)
    number = label(row.prefix, row.number)
    if row.state not in _HELD:
        raise QueueError("ticket.wrong_state", state=row.state, wanted=State.WAITING.value)
    first = find_slip(turn.conn, row.id)
    device = find_printer(turn, first.device_id if first is not None else None)
    expire_slip(turn, ticket_id=row.id)
    copy = max(1, next_copy(turn, row.id))
    # The address under which its own slip was found is the one that works in the hall.
    slip = {"base": first.slip["base"] if first is not None else base, "ahead": None, "wait": None}
    queue_slip(turn, device_id=device, slip=slip, ticket_id=row.id, copy=copy)
    seq = turn.record("ticket.reprinted", day=day, ticket=number, copy=copy, device=device)
    return {"ticket": number, "device": device, "seq": seq}


def try_printer(turn: Turn, *, device: int, language: str) -> Answer:
    """Print the test slip at a device's printer."""
    paper = read_paper(turn.config.settings)
    row = _find_device(turn, device)
    if row is None or not _prints(paper, device):
        raise QueueError("slip.no_printer")
    config = paper.of(device)
    address = config.address or config.way
    slip = {"language": language, "device": row.name, "address": address, "at": turn.seconds}
    return {"job": queue_slip(turn, device_id=device, slip=slip, ticket_id=None), "device": device}


def find_printer(turn: Turn, wanted: int | None) -> int:
    """Return the device at whose printer a slip comes out; refuse with `slip.no_printer` where there is none."""
    paper = read_paper(turn.config.settings)
    ways = [wanted] if wanted is not None and _prints(paper, wanted) else []
    ways += [device for device in sorted(paper.printers) if _prints(paper, device)]
    for device in ways:
        if _find_device(turn, device) is not None:
            return device
    raise QueueError("slip.no_printer")


def _prints(paper: PaperSettings, device: int) -> bool:
    # A browser prints only what its own kiosk has just given.
    return paper.of(device).way in WATCHED


def _find_device(turn: Turn, device: int) -> Row[int, str] | None:
    return turn.conn.execute(
        select(Device.id, Device.name).where(
            Device.id == device, Device.site_id == turn.site_id, Device.revoked_at.is_(None)
        )
    ).first()
