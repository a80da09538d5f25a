"""A ticket's row as staff see it."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Row

from shared.clock import iso
from shared.domain.tickets import label
from shared.live.values import DeskTicket
from shared.store.config import SiteConfig


def desk_ticket(row: Row[Any], config: SiteConfig) -> DeskTicket:
    """Return a full ticket row as the value that goes to consoles."""
    at_counter = row.state in ("called", "serving", "finished", "no_show", "held")
    counter = config.counters_by_id.get(row.counter_id) if row.counter_id and at_counter else None
    group = config.groups_by_id.get(row.group_id)
    return DeskTicket(
        number=label(row.prefix, row.number),
        group=group.code if group else row.prefix,
        klass=cast("Any", row.klass),
        language=cast("Any", row.language),
        state=cast("Any", row.state),
        issued_at=iso(row.issued_at),
        called_at=iso(row.last_call_at) if row.last_call_at else None,
        started_at=iso(row.started_at) if row.started_at and row.state in ("serving", "finished") else None,
        calls=row.calls,
        counter=counter.number if counter else None,
        since=iso(row.state_since),
        reason=row.reason,
        back=row.called_at is not None and row.state == "waiting",
    )
