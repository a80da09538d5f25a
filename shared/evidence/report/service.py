"""Measure 4, service in turn for everybody: users, waits, standards, and the proof of the order.

Sources: figures.md, domain §1.5 and §3.4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select

from shared.clock import iso, moment
from shared.domain.hours import is_working_day
from shared.domain.tickets import label
from shared.evidence.figures import Figures
from shared.evidence.gathering import Gathered
from shared.evidence.reading import Reading
from shared.evidence.report.outages import outage_figures
from shared.evidence.rows import UnitRow
from shared.evidence.selection import Selection
from shared.evidence.shown import NONE, plain
from shared.store.models import Counter as Desk
from shared.store.models import LateTicket, OutreachTicket, Ticket

LISTED = 5_000
"""Calls out of order that are listed one by one; their number and reasons are counted without a limit."""
NO_REASON = "none"
_PAGE = 500


def service_figures(conn: Connection, found: Gathered, figures: Figures) -> dict[str, Any]:
    """Return measure 4's part of the report."""
    exceptions = [(ticket, reason) for _, ticket, reason in _passing(found.reading)]
    return {
        name: plain(value)
        for name, value in {
            "outcomes": figures.outcomes,
            "priority": figures.priority,
            "no_show_rate": figures.no_show_rate,
            "waits": figures.waits,
            "services": figures.services,
            "peak": figures.peak,
            "order": figures.order,
            "rule": figures.office.get("rule", {}),
            "priority_text": figures.office.get("priority_text", {}),
            "units": {
                "departments": [_unit(row) for row in figures.departments],
                "groups": [_unit(row) for row in figures.groups],
                "services": [_unit(row) for row in figures.exact_services],
            },
            "department_names": figures.office_departments,
            "months": [
                {
                    "month": row.month,
                    "outcomes": row.outcomes,
                    "late": row.late,
                    "outreach": row.outreach,
                    "wait": row.wait,
                    "users": row.departments,
                }
                for row in figures.months
            ],
            "hours": [{"hour": hour, "issued": n} for hour, n in sorted(found.reading.hours.items())],
            "reasons": [
                {"code": code, "n": n}
                for code, n in sorted(
                    Counter(reason or NO_REASON for _, reason in exceptions).items(),
                    key=lambda item: (item[0] == NO_REASON, -item[1], item[0]),
                )
            ],
            "exceptions": _describe(conn, found.selection, exceptions[:LISTED]),
            "without_tickets": days_without_tickets(found),
            "outages": outage_figures(conn, found, days_without_tickets(found)),
        }.items()
    }


def _unit(row: UnitRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "standard_minutes": row.standard_minutes,
        "outcomes": row.outcomes,
        "late": row.late,
        "outreach": row.outreach,
        "share": row.share,
        "no_show_rate": row.no_show_rate,
        "wait": row.wait,
        "service": row.service,
        "within_standard": row.within_standard,
    }


def days_without_tickets(found: Gathered) -> list[date]:
    """Return the working days of the round, up to the day before it was made, on which no ticket was issued.

    They are the days on which the system stood still, or nobody came; the report names each.
    """
    selection, used = found.selection, found.reading.days
    if not used:
        return []
    return [
        day
        for day in selection.period.days()
        if day < selection.today
        and day.isoformat() not in used
        and is_working_day(selection.hours, day)
        and day.isoformat() > min(used)
    ]


def _passing(reading: Reading) -> Iterator[tuple[str, int, str | None]]:
    for day in sorted(reading.passing):
        for ticket, reason in sorted(reading.passing[day], key=lambda entry: entry[0]):
            yield day, ticket, reason


def _describe(
    conn: Connection, selection: Selection, exceptions: list[tuple[int, str | None]]
) -> list[dict[str, Any]]:
    """Return each call out of order: when, which number, where, and the logged reason."""
    groups = {unit.id: unit.name for unit in selection.groups}
    rest = iter(exceptions)
    described: list[dict[str, Any]] = []
    while page := [ticket for ticket, _ in islice(rest, _PAGE)]:
        rows: Sequence[Any] = conn.execute(
            select(
                Ticket.day, Ticket.called_at, Ticket.prefix, Ticket.number, Ticket.klass, Ticket.first_group_id,
                Desk.number, Ticket.chosen_reason, LateTicket.card, OutreachTicket.number,
            )
            .outerjoin(Desk, Desk.id == Ticket.counter_id)
            .outerjoin(LateTicket, LateTicket.ticket_id == Ticket.id)
            .outerjoin(OutreachTicket, OutreachTicket.ticket_id == Ticket.id)
            .where(Ticket.id.in_(page))
        ).all()  # fmt: skip
        for day, called, prefix, number, klass, group, counter, reason, card, held in rows:
            described.append(
                {
                    "day": day,
                    "called_at": None if called is None else iso(moment(called)),
                    "number": held or (label(prefix, number) if card is None else card or NONE),
                    "class": klass,
                    "group": groups.get(group, {}),
                    "counter": counter,
                    "reason": reason or NO_REASON,
                }
            )
    return sorted(described, key=lambda call: (call["day"], call["called_at"] or "", call["number"]))
