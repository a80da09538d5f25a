"""The lists that a choice is from, as they stand now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from counter.settings.checks import PREFIXES
from counter.settings.fields import Choice
from counter.settings.places import ROWS
from shared.domain.colours import COLOURS
from shared.store.models import Department, Group
from shared.web.languages import LANGUAGES, OWN_NAMES, Languages

ICONS = (
    "receipt",
    "id",
    "heart-handshake",
    "hammer",
    "building-store",
    "backpack",
    "message-circle-question",
    "home",
    "users",
)

DIMENSIONS = ("process", "channel", "staff", "facility")
REASONS = ("long_wait", "unclear_steps", "many_documents", "staff_manner", "facilities", "hard_to_reach")


LANGUAGE_CHOICES: Mapping[str, Sequence[Choice]] = {
    "languages": [Choice(code, dict.fromkeys(LANGUAGES, OWN_NAMES[code])) for code in LANGUAGES],
    "languages_beside": [Choice(code, dict.fromkeys(LANGUAGES, OWN_NAMES[code])) for code in LANGUAGES[1:]],
}
"""Thai is always offered; each by its own name."""


def read_choices(conn: Connection, site_id: int, words: Languages) -> dict[str, Sequence[Choice]]:
    """Return every list by its name, said in the given words."""
    return {
        "groups": _named(conn, site_id, Group),
        "group_codes": _coded(conn, site_id),
        "departments": _named(conn, site_id, Department),
        "icons": [_plain(icon) for icon in ICONS],
        "colours": [_said(words, f"settings.colour.{code or 'none'}", code) for code in ("", *COLOURS)],
        "prefixes": [_plain(letter) for letter in PREFIXES],
        **LANGUAGE_CHOICES,
        "bands": [_said(words, f"settings.band.{band}", band) for band in ("A", "B")],
        "reasons": [_said(words, f"common.reason.{code}", code) for code in REASONS],
        "dimensions": [_said(words, f"common.dimension.{name}", name) for name in DIMENSIONS],
    }


def read_rows(conn: Connection, site_id: int, kind: str) -> list[Mapping[str, Any]]:
    """Return the rows of a kind, those in use first, in the order of the screens."""
    table: Any = ROWS[kind][0].__table__
    order = table.c.number if kind == "counter" else table.c.position
    rows = conn.execute(
        select(table).where(table.c.site_id == site_id).order_by(table.c.retired, order, table.c.id)
    )
    return [dict(row._mapping) for row in rows]


def _said(words: Languages, key: str, value: str) -> Choice:
    return Choice(value, {code: words.text(key, code).replace("|", "") for code in LANGUAGES})


def _plain(value: str) -> Choice:
    return Choice(value, {"th": value, "ms": value, "en": value})


def _coded(conn: Connection, site_id: int) -> list[Choice]:
    """Return the groups by their codes, as figures know them; those of the past too."""
    rows = conn.execute(
        select(Group.code, Group.name).where(Group.site_id == site_id).order_by(Group.position, Group.id)
    )
    return [
        Choice(row.code, {code: text.replace("|", "") for code, text in row.name.items()}) for row in rows
    ]


def _named(conn: Connection, site_id: int, model: type[Group] | type[Department]) -> list[Choice]:
    rows = conn.execute(
        select(model.id, model.name)
        .where(model.site_id == site_id, model.retired.is_(False))
        .order_by(model.position, model.id)
    )
    return [
        Choice(str(row.id), {code: text.replace("|", "") for code, text in row.name.items()}) for row in rows
    ]
