"""The demonstration municipality: invented people in the real structure, open around the clock."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Engine

from deploy.catalogue import load_catalogue
from deploy.simulator import simulate_days, working_days
from deploy.sites import add_site, begin_journal, find_site
from deploy.voices import add_placeholders
from shared.domain.hours import service_day
from shared.store.config import Configs, load_config
from shared.store.engine import writing
from shared.store.turn import Answer, Turn, Writer
from shared.web.access import hashed
from shared.web.devices import add_device
from shared.web.staff import hash_password

DEMO_PASSWORD = "ton-sai-demo"  # nosec B105 # noqa: S105 - the demo's own, shown on its start page; real offices choose theirs
PAST_DAYS = 5
_DEVICES = (("kiosk", "ตู้คิวหน้าห้อง", None), ("display", "จอหน้าห้อง", None), ("tablet", "แท็บเล็ตช่อง 3", 3))


def ensure_demo(engine: Engine, *, now: datetime) -> bool:
    """Make the demo site if the database has no site at all; return whether it was made."""
    with writing(engine.connect()) as conn, conn.begin():
        if find_site(conn) is not None:
            return False
        catalogue = load_catalogue()
        hashes = {person.username: hash_password(DEMO_PASSWORD) for person in catalogue.staff}
        site_id = add_site(conn, catalogue, always_open=True, demo=True, password_hashes=hashes)
        add_placeholders(conn, site_id)
    writer = Writer(engine, configs=Configs(), new_token=lambda: secrets.token_urlsafe(12))
    writer.start()
    try:
        begin_journal(writer, site_id, now=now, code=catalogue.site)
        writer.run(site_id, _pair_devices, now=now, actor="system")
    finally:
        writer.stop()
    return True


def fill_demo(engine: Engine, *, now: datetime) -> None:
    """Play the last working days before today; everything is marked as simulated."""
    writer = Writer(engine, configs=Configs(), new_token=lambda: secrets.token_urlsafe(12))
    writer.start()
    try:
        with engine.connect() as conn:
            site_id = find_site(conn)
            assert site_id is not None  # the demo was just made
            last = service_day(now) - timedelta(days=1)
            days = list(working_days(load_config(conn, site_id), last - timedelta(days=20), last))
            first = days[-PAST_DAYS]
            simulate_days(writer, site_id, first=first, last=last, now=now, conn=conn)
    finally:
        writer.stop()


def _pair_devices(turn: Turn) -> Answer:
    for kind, name, counter in _DEVICES:
        add_device(turn, kind=kind, name=name, token_hash=hashed(secrets.token_urlsafe(24)), counter=counter)
    return {}
