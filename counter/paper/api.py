"""Slips in the HTTP API of staff."""

from __future__ import annotations

from typing import Any

from counter.paper import actions, forms
from shared.web.api import Api, Call
from shared.web.deps import deps
from shared.web.links import phone_base

api = Api("paper")


@api.add(
    "POST", "/slips", allow="slip.reprint", body=forms.ReprintBody, answer=forms.Reprinted, status=201,
    refuses=("ticket.unknown", "ticket.not_today", "ticket.wrong_state", "slip.no_printer", "clock.behind"),
)  # fmt: skip
def reprint_slip(call: Call) -> dict[str, Any]:
    """Print a ticket's slip once more; the journal keeps who asked."""
    base = phone_base()
    answer = call.write(lambda turn: actions.reprint_slip(turn, ticket=call.body.ticket, base=base))
    deps().print_room.wake()
    return answer
