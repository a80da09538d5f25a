"""What a change must hold beyond its fields: things that fit together, and things in use that history needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select

from counter.settings.places import OWN, read_settings
from shared.domain.errors import QueueError
from shared.domain.hours import Hours, service_day
from shared.domain.printing import PrinterConfig, wrong_parts
from shared.domain.sensitive import gives_away
from shared.evidence.report.memo import unknown_places
from shared.paper.commands import list_models
from shared.store.models import Counter, Department, Device, Group, Service, Ticket
from shared.store.printers import forget_printer
from shared.store.turn import Turn

PREFIXES = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""I and O are left out: they are read as 1 and 0."""


def check_change(turn: Turn, subject: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Refuse a change that does not fit; called with the change already written, so that it sees the whole."""
    kind, _, name = subject.partition(":")
    if kind == "settings" or kind in OWN:
        _check_hours(turn)
        if name == "report":
            _check_report(after)
        if name == "languages":
            check_languages(after)
    elif kind == "group":
        _check_group(turn, int(name), before, after)
        _check_sensitive(turn, int(name))
    elif kind == "service":
        _check_service(turn, after)
        for group_id in {after["group_id"], before.get("group_id", after["group_id"])}:
            _check_sensitive(turn, group_id)
    elif kind == "counter":
        _check_counter(turn, int(name), before, after)
    elif kind == "department":
        _check_department(turn, int(name), after)
    elif kind == "printer":
        _check_printer(turn, int(name), after)


def check_languages(after: Mapping[str, Any]) -> None:
    """The first language is one that is offered."""
    if after["languages.first"] not in ("th", *after["languages.beside"]):
        raise QueueError("request.invalid", field="languages_first")


def _check_hours(turn: Turn) -> None:
    try:
        Hours.from_json(read_settings(turn.conn, turn.site_id)["hours"])
    except (ValueError, TypeError, KeyError):
        raise QueueError("settings.hours") from None


def _check_report(after: Mapping[str, Any]) -> None:
    """A window ends after it begins, and the memo's sentences have only places that are filled."""
    first, last = after.get("report.eit.first"), after.get("report.eit.last")
    if bool(first) != bool(last) or (first and last and last < first):
        raise QueueError("request.invalid", field="report_eit_last")
    for path, text in after.items():
        if path.startswith("report.memo.") and unknown_places(text or ""):
            raise QueueError("request.invalid", field=path.replace(".", "_"))


def _check_group(turn: Turn, group_id: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    today = service_day(turn.now).isoformat()
    moved = before.get("prefix") != after["prefix"]
    mine = (Ticket.site_id == turn.site_id, Ticket.day == today, Ticket.group_id == group_id)
    if (moved or after["retired"]) and _any(turn, Ticket.id, *mine):
        raise QueueError("settings.used_today")
    if after["retired"]:
        others = (Group.site_id == turn.site_id, Group.retired.is_(False))
        if not _any(turn, Group.id, *others):
            raise QueueError("settings.last_one")
        if _any(turn, Service.id, Service.group_id == group_id, Service.retired.is_(False)):
            raise QueueError("settings.has_services")
        _forget_group(turn, group_id)
        return
    if after["prefix"] not in PREFIXES or len(after["prefix"]) != 1:
        raise QueueError("request.invalid", field="prefix")
    same = (Group.site_id == turn.site_id, Group.prefix == after["prefix"], Group.id != group_id)
    printed = (
        Ticket.site_id == turn.site_id, Ticket.day == today, Ticket.prefix == after["prefix"],
        Ticket.group_id != group_id,
    )  # fmt: skip
    if _any(turn, Group.id, *same, Group.retired.is_(False)) or (moved and _any(turn, Ticket.id, *printed)):
        raise QueueError("settings.taken", value=after["prefix"])


def _forget_group(turn: Turn, group_id: int) -> None:
    """Take a retired group from the counters that would serve it."""
    for row in turn.conn.execute(
        select(Counter.id, Counter.groups, Counter.default_groups).where(Counter.site_id == turn.site_id)
    ).all():
        turn.conn.execute(
            Counter.__table__.update()  # type: ignore[attr-defined]
            .where(Counter.id == row.id)
            .values(
                groups=[g for g in row.groups if g != group_id],
                default_groups=[g for g in row.default_groups if g != group_id],
            )
        )


def _check_service(turn: Turn, after: Mapping[str, Any]) -> None:
    if after["standard_minutes"] is not None and after["standard_days"] is not None:
        raise QueueError("settings.two_standards")
    if not after["retired"] and not _any(
        turn, Group.id, Group.id == after["group_id"], Group.site_id == turn.site_id, Group.retired.is_(False)
    ):
        raise QueueError("group.unknown")


def _check_sensitive(turn: Turn, group_id: int) -> None:
    """Refuse where a group gives one of its sensitive services away."""
    group = turn.conn.execute(
        select(Group.name, Group.short, Group.neutral).where(
            Group.site_id == turn.site_id, Group.id == group_id, Group.retired.is_(False)
        )
    ).first()
    services = turn.conn.execute(
        select(Service.name, Service.sensitive).where(
            Service.site_id == turn.site_id, Service.group_id == group_id, Service.retired.is_(False)
        )
    ).all()
    if group is not None and gives_away(
        group.neutral, (group.name, group.short), [(service.name, service.sensitive) for service in services]
    ):
        raise QueueError("settings.sensitive")


def _check_counter(turn: Turn, counter_id: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    gone = after["retired"] or before.get("number", after["number"]) != after["number"]
    if gone and _any(turn, Counter.id, Counter.id == counter_id, Counter.state != "closed"):
        raise QueueError("settings.counter_open")
    if after["retired"] and not _any(
        turn, Counter.id, Counter.site_id == turn.site_id, Counter.retired.is_(False)
    ):
        raise QueueError("settings.last_one")


def _check_department(turn: Turn, department_id: int, after: Mapping[str, Any]) -> None:
    if not after["retired"]:
        return
    for model in (Group, Service):
        if _any(turn, model.id, model.department_id == department_id, model.retired.is_(False)):
            raise QueueError("settings.has_services")
    if not _any(turn, Department.id, Department.site_id == turn.site_id, Department.retired.is_(False)):
        raise QueueError("settings.last_one")


def _check_printer(turn: Turn, device: int, after: Mapping[str, Any]) -> None:
    config = PrinterConfig(**after)
    wrong = wrong_parts(config)
    if not wrong and config.model and config.model not in list_models(config.width):
        wrong = ("model",)
    agents = (Device.site_id == turn.site_id, Device.kind == "agent", Device.revoked_at.is_(None))
    if not wrong and config.way == "agent" and not _any(turn, Device.id, Device.id == config.agent, *agents):
        wrong = ("agent",)
    if wrong:
        raise QueueError("request.invalid", field=wrong[0])
    forget_printer(turn, device)  # what was known is of another printer


def _any(turn: Turn, column: Any, *where: ColumnElement[bool]) -> bool:
    return turn.conn.execute(select(func.count(column)).where(*where)).scalar_one() > 0
