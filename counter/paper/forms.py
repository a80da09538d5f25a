"""What asks for slips, and what comes back."""

from __future__ import annotations

from pydantic import BaseModel

from counter.forms import TicketRef
from shared.web.api import Body


class ReprintBody(Body):
    """Which ticket, by number of today or token."""

    ticket: TicketRef


class Reprinted(BaseModel):
    """The slip waits for its printer: `device` is the one it comes out of."""

    ticket: str
    device: int
    seq: int
