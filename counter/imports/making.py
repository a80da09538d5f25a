"""Making what a file names and the office never had: as retired, seen in figures and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, update

from counter.imports.known import Known, KnownGroup, Missing, read_known
from shared.store.models import Counter, Department, Group, Service, Site
from shared.store.turn import Turn

LAST = 1_000
"""Position of what is retired: after everything the office has."""
DEPARTMENT = "imported"
"""Code of the department to which groups belong that the office never had."""
Words = Mapping[str, str]


def make_missing(turn: Turn, known: Known, missing: Missing, unknown: Words) -> Known:
    """Make groups, services and counters as retired ones; return what the office knows then.

    `unknown` is the name of the department of such groups: nobody has said whose they were.
    """
    groups = dict(known.groups)
    if missing.groups:
        department = known.departments.get(DEPARTMENT) or _add(
            turn, Department, code=DEPARTMENT, name=dict(unknown), position=LAST
        )
        for code, prefix in missing.groups.items():
            id_ = _add(
                turn, Group, code=code, prefix=prefix, name=_plain(code), short=_plain(code), icon="history",
                department_id=department, documents=[], position=LAST,
            )  # fmt: skip
            groups[code] = KnownGroup(id_, prefix, department)
    for code, group in missing.services.items():
        own = groups[group]
        _add(
            turn, Service, code=code, group_id=own.id, department_id=own.department_id, name=_plain(code), steps=[],
            responsible=_plain("–"), documents=[], position=LAST,
        )  # fmt: skip
    for number in sorted(missing.counters):
        _add(
            turn,
            Counter,
            number=number,
            name=_plain(str(number)),
            default_groups=[],
            groups=[],
            state="closed",
        )
    turn.conn.execute(
        update(Site).where(Site.id == turn.site_id).values(config_version=Site.config_version + 1)
    )
    return read_known(turn.conn, turn.site_id)


def list_made(missing: Missing) -> dict[str, list[str]]:
    """Return the codes of what is made, for the journal and for whoever decides."""
    return {
        "groups": sorted(missing.groups),
        "services": sorted(missing.services),
        "counters": [str(number) for number in sorted(missing.counters)],
    }


def _add(turn: Turn, model: Any, **values: Any) -> int:
    statement = insert(model).values(site_id=turn.site_id, retired=True, **values).returning(model.id)
    return int(turn.conn.execute(statement).scalar_one())


def _plain(text: str) -> dict[str, str]:
    return {"th": text, "ms": text, "en": text}
