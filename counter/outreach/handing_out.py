"""At the unit: what is handed in, and the entry in its journal that says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, Select, case, func, select

from counter.outreach.parcel import (
    Manifest,
    RatingRow,
    TicketRow,
    digest_of,
    exported,
    lines_of,
    pack,
)
from shared.domain.errors import QueueError
from shared.domain.journal import Stored
from shared.domain.tickets import label
from shared.store.days import end_past_day
from shared.store.journal import read_entries
from shared.store.models import Department, Group, LateTicket, Rating, Service, Site, Ticket
from shared.store.turn import Turn

_ENDED = ("finished", "cancelled", "no_show", "abandoned")
_HANDED_IN = ("live", "late")
_NOT_HANDED_IN = ("simulated", "test")
_DIRECT = (
    "day", "klass", "language", "channel", "state", "state_since", "reason", "issued_at", "queued_at", "called_at",
    "called_seq", "chosen_reason", "last_call_at", "calls", "started_at", "finished_at", "left_at", "promise_low_s",
    "promise_high_s", "rated",
)  # fmt: skip
_SAID = (
    "day", "at", "score", "process", "staff", "facility", "channel", "reasons", "language", "sex", "age", "occupation",
    "verified", "source", "excluded_reason",
)  # fmt: skip


def hand_out(
    turn: Turn, *, release: str, comments: bool = False, place: str | None = None, places: Mapping[str, str]
) -> bytes:
    """Write down in the journal what is handed in, and return the file: the chain to its end, and the rows.

    A day that is over is closed first. `place` is for the days of which `places` says nothing. Tickets still open
    are counted and come with a later file; those played or tried never do. Comments only when asked for.
    """
    end_past_day(turn)
    tickets = [_ticket(row) for row in turn.conn.execute(_tickets(turn.site_id))]
    ratings = [_rating(row, comments=comments) for row in turn.conn.execute(_ratings(turn.site_id))]
    days = {row.day for row in tickets}
    if unknown := sorted(set(places) - days):
        raise QueueError("outreach.day", day=unknown[0])
    told = {**(dict.fromkeys(days, place) if place else {}), **places}
    site = turn.conn.execute(select(Site.code, Site.settings).where(Site.id == turn.site_id)).one()
    manifest = Manifest(
        release=release, code=site.code, name=site.settings["office"]["name"]["th"][:200], seq=turn.head.seq + 1,
        head="0" * 64, tickets=len(tickets), ratings=len(ratings),
        open=_per_day(turn, Ticket, Ticket.state.not_in(_ENDED), Ticket.origin.in_(_HANDED_IN)),
        left_out=_per_day(turn, Ticket, Ticket.origin.in_(_NOT_HANDED_IN)),
        ratings_left_out=_per_day(turn, Rating, Rating.origin.in_(_NOT_HANDED_IN)),
        places=dict(sorted(told.items())), names=_names(turn, tickets),
    )  # fmt: skip
    bodies = lines_of(tickets), lines_of(ratings)
    turn.record("outreach.exported", **exported(manifest, digest_of(*bodies, dict(manifest.places))))
    whole = manifest.model_copy(update={"head": turn.head.hash})
    return pack(whole, _chain(turn), *bodies)


def _chain(turn: Turn) -> list[Stored]:
    """The chain with what this turn has recorded and not written yet."""
    own = [Stored(e["seq"], e["kind"], e["at"], e["body"], e["prev_hash"], e["hash"]) for e in turn.entries]
    return [*read_entries(turn.conn, turn.site_id), *own]


def _tickets(site_id: int) -> Select[Any]:
    first = Group.__table__.alias("first_group")
    return (
        select(
            *(getattr(Ticket, name) for name in _DIRECT),
            Ticket.prefix, Ticket.number, Ticket.origin, Ticket.issued_seq,
            Group.code.label("group"), first.c.code.label("first_group"), Service.code.label("service"),
            func.coalesce(LateTicket.timed, True).label("timed"),
        )
        .join(Group, Group.id == Ticket.group_id)
        .join(first, first.c.id == Ticket.first_group_id)
        .outerjoin(Service, Service.id == Ticket.service_id)
        .outerjoin(LateTicket, LateTicket.ticket_id == Ticket.id)
        .where(Ticket.site_id == site_id, Ticket.origin.in_(_HANDED_IN), Ticket.state.in_(_ENDED))
        .order_by(Ticket.day, Ticket.id)
    )  # fmt: skip


def _ticket(row: Row[Any]) -> TicketRow:
    late = row.origin == "late"
    values = {name: getattr(row, name) for name in _DIRECT}
    return TicketRow(
        **{**values, "called_seq": None if late else row.called_seq},
        number=label(row.prefix, row.number), group=row.group, first_group=row.first_group, service=row.service,
        late=late, timed=bool(row.timed), issued_seq=None if late else row.issued_seq,
    )  # fmt: skip


def _ratings(site_id: int) -> Select[Any]:
    device = case((Rating.source_id.like("device:%"), Rating.source_id), else_=None)
    return (
        select(
            *(getattr(Rating, name) for name in _SAID),
            Rating.id, Rating.comment, device.label("device"), Group.code.label("group"),
            Service.code.label("service"), Department.code.label("department"),
        )
        .outerjoin(Group, Group.id == Rating.group_id)
        .outerjoin(Service, Service.id == Rating.service_id)
        .outerjoin(Department, Department.id == Rating.department_id)
        .where(Rating.site_id == site_id, Rating.origin == "live")
        .order_by(Rating.id)
    )  # fmt: skip


def _rating(row: Row[Any], *, comments: bool) -> RatingRow:
    return RatingRow(
        **{name: getattr(row, name) for name in _SAID},
        number=row.id, comment=row.comment if comments else None, device=row.device, group=row.group,
        service=row.service, department=row.department,
    )  # fmt: skip


def _per_day(turn: Turn, model: type[Ticket] | type[Rating], *where: Any) -> dict[str, int]:
    rows = turn.conn.execute(
        select(model.day, func.count())
        .where(model.site_id == turn.site_id, *where)
        .group_by(model.day)
        .order_by(model.day)
    )
    return {row.day: row[1] for row in rows}


def _names(turn: Turn, tickets: list[TicketRow]) -> dict[str, dict[str, str]]:
    """Return the Thai names of the codes that the tickets use."""
    used: dict[type[Group] | type[Service], set[str]] = {
        Group: {row.group for row in tickets} | {row.first_group for row in tickets},
        Service: {row.service for row in tickets if row.service},
    }
    return {
        model.__tablename__: {
            row.code: row.name["th"]
            for row in turn.conn.execute(
                select(model.code, model.name).where(model.site_id == turn.site_id, model.code.in_(codes))
            )
        }
        for model, codes in used.items()
    }
