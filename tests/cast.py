"""The cast: a small office in which everybody stands for something, and a second site that must never mix with it.

| Who | Why they are here |
|---|---|
| Ana, clerk at counter 1 | serves A and B: has to choose between two lines |
| Ben, clerk at counter 2 | serves B only: must never get somebody from A |
| Cho, executive | may look at everything and must be refused at every counter |
| Dao, supervisor | may do all a clerk may, and close groups |
| Eve, administrator | may do everything a person may |
| counter 3 | serves C, and nobody sits there: a line without a counter |
| the market stall | another site with a group A, a counter 1 and a token of its own |
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import Connection, Engine, insert

from deploy.catalogue import BUILT_IN, Catalogue, parse_catalogue
from deploy.database import upgrade
from deploy.sites import add_site, begin_journal
from shared.clock import epoch
from shared.store.config import Configs
from shared.store.engine import open_engine, writing
from shared.store.models import Device, Token
from shared.store.turn import Writer
from shared.web.access import hashed
from tests.postgres import url_of

PASSWORD = "under-the-banyan"
OFFICE, MARKET = 1, 2
"""The two sites by their row id."""


@dataclass(frozen=True)
class Person:
    """A member of staff; `id` is the row id, in the order of the catalogue."""

    id: int
    username: str
    name: str
    role: str


ANA = Person(1, "ana", "Ana Rimsai", "clerk")
BEN = Person(2, "ben", "Ben <b>Baisai</b>", "clerk")
CHO = Person(3, "cho", "Cho Ngaosai", "executive")
DAO = Person(4, "dao", "Dao Kingsai", "supervisor")
EVE = Person(5, "eve", "Eve Yodsai", "administrator")
STAFF = (ANA, BEN, CHO, DAO, EVE)

DEVICES = {"kiosk": "Lobby kiosk", "display": "Hall screen", "tablet": "Tablet at counter 2"}
"""Kind → name; the cookie's secret is `secret_of(kind)`. The tablet stands at counter 2."""
TOKENS: dict[str, tuple[str, int | None, int]] = {
    "kiosk": ("kiosk", None, OFFICE),
    "counter": ("counter", None, OFFICE),
    "counter-2": ("counter", 2, OFFICE),
    "admin": ("admin", None, OFFICE),
    "screen": ("screen", None, OFFICE),
    "market": ("admin", None, MARKET),
}
"""Name → role, the counter it is bound to, its site; the bearer secret is `secret_of(name)`."""


def secret_of(name: str) -> str:
    """Return the secret of a device or program of the cast."""
    return f"the-secret-of-{name}"


def words(text: str) -> dict[str, str]:
    """Return a text that is told apart by its language."""
    return {"th": f"{text} (th)", "ms": f"{text} (ms)", "en": text}


def office_catalogue(site: str = "office") -> Catalogue:
    """Return the small office with the settings of the built-in catalogue."""
    built_in = json.loads(BUILT_IN.read_text(encoding="utf-8"))
    return parse_catalogue(
        {
            "site": site,
            "settings": built_in["settings"],
            "departments": [_named("finance", "Finance"), _named("clerk", "Clerk's office")],
            "groups": [
                _group("tax", "A", "finance"),
                _group("registry", "B", "clerk"),
                _group("welfare", "C", "clerk"),
            ],
            "services": [
                _service("T1", "tax", "finance", minutes=5),
                _service("T2", "tax", "finance", minutes=None),
                _service("R1", "registry", "clerk", minutes=10),
                _service("W1", "welfare", "clerk", minutes=15),
            ],
            "counters": [
                {"number": 1, "name": words("Counter 1"), "groups": ["tax", "registry"]},
                {"number": 2, "name": words("Counter 2"), "groups": ["registry"]},
                {"number": 3, "name": words("Counter 3"), "groups": ["welfare"]},
            ],
            "staff": [
                {"username": p.username, "name": p.name, "role": p.role, "counter": None} for p in STAFF
            ],
        }
    )


def build_office(path: Path, *, now: datetime, always_open: bool = False) -> None:
    """Make an empty database at `path` the cast's: migrated, both sites, journals begun, devices and tokens."""
    fill_office(url_of(path), now=now, always_open=always_open)


def fill_office(url: str, *, now: datetime, always_open: bool = False) -> None:
    """Make the cast in the database at an address, which may be empty."""
    upgrade(url)
    engine = open_engine(url)
    one_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(
        PASSWORD
    )  # quick, for tests only
    with writing(engine.connect()) as conn, conn.begin():
        everybody = {person.username: one_hash for person in STAFF}
        office = add_site(conn, office_catalogue(), always_open=always_open, password_hashes=everybody)
        market = add_site(conn, office_catalogue("market"), always_open=always_open, password_hashes={})
        assert (office, market) == (OFFICE, MARKET)
        _add_devices(conn, now)
    _begin(engine, now)
    engine.dispose()


def _begin(engine: Engine, now: datetime) -> None:
    writer = Writer(engine, configs=Configs(), new_token=lambda: "")
    writer.start()
    for site_id, code in ((OFFICE, "office"), (MARKET, "market")):
        begin_journal(writer, site_id, now=now, code=code)
    writer.stop()


def _add_devices(conn: Connection, now: datetime) -> None:
    for kind, name in DEVICES.items():
        conn.execute(
            insert(Device).values(
                site_id=OFFICE, kind=kind, name=name, counter_id=2 if kind == "tablet" else None, settings={},
                token_hash=hashed(secret_of(kind)), paired_at=epoch(now),
            )
        )  # fmt: skip
    for name, (role, counter, site_id) in TOKENS.items():
        conn.execute(
            insert(Token).values(
                site_id=site_id, role=role, counter=counter, name=name, token_hash=hashed(secret_of(name)),
                created_at=epoch(now),
            )
        )  # fmt: skip


def _named(code: str, name: str) -> dict[str, Any]:
    return {"code": code, "name": words(name)}


def _group(code: str, prefix: str, department: str) -> dict[str, Any]:
    return {
        "code": code, "prefix": prefix, "department": department, "name": words(code.title()),
        "short": words(code), "icon": "id", "documents": [words("ID card")], "daily_cap": None, "last_ticket": None,
    }  # fmt: skip


def _service(code: str, group: str, department: str, *, minutes: int | None) -> dict[str, Any]:
    return {
        "code": code, "group": group, "department": department, "name": words(f"Service {code}"),
        "responsible": words("Officer"), "standard_minutes": minutes, "standard_days": None, "steps": [],
        "documents": [],
    }  # fmt: skip
