"""Two sites of identical shape in one installation: same numbers, counters, user names and passwords.

Whatever a person wrote at one of them carries its mark, so that a mark in an answer to the other one is a leak. Ids
differ, because they are the database's; everything that is counted per site is the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask, session
from flask.testing import FlaskClient
from flask_socketio import SocketIO
from flask_wtf.csrf import generate_csrf
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import Connection, Engine, insert, select, update

from deploy.database import upgrade
from deploy.sites import add_site, begin_journal
from shared.clock import epoch
from shared.evidence.measures import begin_year
from shared.evidence.rounds import digest_of
from shared.evidence.vault import Vault
from shared.store import models as m
from shared.store.config import Configs
from shared.store.engine import open_engine, writing
from shared.store.turn import Turn, Writer
from shared.web.access import hashed
from tests.cast import PASSWORD, STAFF, office_catalogue, words
from tests.clockwork import Clock
from tests.office import Office
from tests.postgres import ON_POSTGRES, cluster, name_of, url_of

MARKS = {"north": "NORDLICHT", "south": "SUEDWIND"}
"""Code of a site → what stands in every text of it, and nowhere else."""
KINDS = ("kiosk", "display", "tablet", "agent")
PROGRAMS = ("kiosk", "counter", "screen", "admin")
YEAR = 2570
DAY = "2027-01-12"


@dataclass
class Twin:
    """One of the two: where its identifiers are found."""

    code: str
    mark: str
    site_id: int
    office: Office
    staff: dict[str, int] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    """What a path or a body may name, by the name it has there."""

    def secret(self, name: str) -> str:
        """Return the secret of a device or program."""
        return f"the-secret-of-{name}-in-{self.code}"

    def said(self, text: str) -> str:
        """Return a text as this site would write it."""
        return f"{text} {self.mark}".strip()


ROLES = {"ana": "clerk", "dao": "supervisor", "cho": "executive", "eve": "administrator"}
"""User name → role, as the cast has them."""


@dataclass
class Twins:
    """The running application with both sites, and what its requests were asked for."""

    app: Flask
    socketio: SocketIO
    engine: Engine
    pair: list[Twin]
    mine: Twin
    theirs: Twin
    answer: str = ""
    asked: set[str] = field(default_factory=set)
    """Names of fields that the handler of the newest request looked for."""

    def look_from(self, side: str) -> None:
        """Say from which of the two the other one is tried."""
        self.mine, self.theirs = sorted(self.pair, key=lambda twin: twin.code != side)

    def client(self, twin: Twin, subject: str) -> tuple[FlaskClient, dict[str, str]]:
        """Return a fresh client of somebody at a site, and the headers they send."""
        client, (kind, _, role) = self.app.test_client(), subject.partition(":")
        headers = {"Accept": "text/html"}
        if kind == "token":
            return client, {**headers, "Authorization": f"Bearer {twin.secret(f'program-{role}')}"}
        if role == "agent":
            return client, {**headers, "Authorization": f"Bearer {twin.secret('agent')}"}
        if kind == "device":
            client.set_cookie(f"tonsai_{role}", twin.secret(role))
        with self.app.test_request_context():
            headers["X-CSRF-Token"], raw = generate_csrf(), session["csrf_token"]
        with client.session_transaction() as kept:
            kept["csrf_token"] = raw
            if kind == "staff":
                who = next(n for n, r in ROLES.items() if r == role)
                kept["_user_id"], kept["_fresh"] = f"{twin.staff[who]}.1.4000000000", True
        headers["X-Seat"] = f"{role}-tab"
        return client, headers

    def rows(self, twin: Twin) -> dict[str, list[Any]]:
        """Return every row of a site, by table."""
        found: dict[str, list[Any]] = {}
        with self.engine.connect() as conn:
            for table in m.Base.metadata.sorted_tables:
                if "site_id" in table.c:
                    where = table.c.site_id == twin.site_id
                elif table.name == "site":
                    where = table.c.id == twin.site_id
                else:
                    owner = next(
                        (c for c in table.c for key in c.foreign_keys if "site_id" in key.column.table.c),
                        None,
                    )
                    if owner is None:
                        continue  # of the whole installation
                    there = next(iter(owner.foreign_keys)).column
                    where = owner.in_(select(there).where(there.table.c.site_id == twin.site_id))
                found[table.name] = list(
                    conn.execute(select(table).where(where).order_by(*table.primary_key))
                )
        return found


def build_twins(path: Path, clock: Clock) -> tuple[Engine, Writer, list[Twin]]:
    """Make a database with both sites at `path`, and open it."""
    if ON_POSTGRES:
        cluster().create(name_of(path))
    upgrade(url_of(path))
    engine, configs = open_engine(url_of(path)), Configs()
    tokens = iter(range(1, 10_000))
    writer = Writer(engine, configs=configs, new_token=lambda: f"ticket-token-{next(tokens):05d}")
    writer.start()
    one_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    twins = []
    for code, mark in MARKS.items():
        with writing(engine.connect()) as conn, conn.begin():
            everybody = {person.username: one_hash for person in STAFF}
            site_id = add_site(conn, office_catalogue(code), always_open=False, password_hashes=everybody)
        twin = Twin(code, mark, site_id, Office(engine, writer, configs, clock, site_id))
        begin_journal(writer, site_id, now=clock(), code=code)
        twin.office.take_turn(partial(_begin, twin=twin))
        twins.append(twin)
    for twin in twins:
        _serve(twin, clock)
        with writing(engine.connect()) as conn, conn.begin():
            _write(conn, twin, path.parent, epoch(clock()), one_hash)
    return engine, writer, twins


def _begin(turn: Turn, twin: Twin) -> dict[str, Any]:
    """Mark every name of the site, pair its devices, make its programs."""
    conn, site = turn.conn, twin.site_id
    twin.staff = {
        r.username: r.id for r in conn.execute(select(m.Staff.__table__).where(m.Staff.site_id == site))
    }
    for model in (m.Department, m.Group, m.Service, m.Counter):
        for row in conn.execute(select(model.id, model.name).where(model.site_id == site)).all():
            marked = {lang: twin.said(text) for lang, text in row.name.items()}
            conn.execute(update(model).where(model.id == row.id).values(name=marked))
    for one in conn.execute(select(m.Staff.id, m.Staff.name).where(m.Staff.site_id == site)).all():
        conn.execute(update(m.Staff).where(m.Staff.id == one.id).values(name=twin.said(one.name)))
    seat = conn.execute(
        select(m.Counter.id).where(m.Counter.site_id == site, m.Counter.number == 2)
    ).scalar_one()
    for kind in KINDS:
        twin.ids[kind] = _row(
            conn, m.Device, site_id=site, kind=kind, name=twin.said(kind), settings={},
            counter_id=seat if kind == "tablet" else None, token_hash=hashed(twin.secret(kind)),
            paired_at=turn.seconds,
        )  # fmt: skip
    for role in PROGRAMS:
        twin.ids[f"token:{role}"] = _row(
            conn, m.Token, site_id=site, role=role, counter=None, name=twin.said(role),
            token_hash=hashed(twin.secret(f"program-{role}")), created_at=turn.seconds,
        )  # fmt: skip
    turn.reconfigure()
    return {}


def _serve(twin: Twin, clock: Clock) -> None:
    """A morning: one served and rated, one called, one away, one that did not come, two that wait."""
    office = twin.office
    for group in "AAAAAB":
        office.issued(group)
    ana = office.console(1, _person(twin, "ana")).open()
    ana.serve_next("T1")
    twin.ids["rating_id"] = office.rate(
        "A001", 4, source_id=f"device:{twin.ids['kiosk']}", opinion={"comment": twin.said("comment")}
    )["id"]
    ana.call_next()
    ana.hold()
    ana.call_next()
    ana.no_show()
    ana.call_next()
    twin.ids["tokens"] = [office.token(f"A00{n}") for n in range(1, 6)] + [office.token("B001")]
    office.take_turn(lambda turn: {"n": len(begin_year(turn, YEAR))})


def _person(twin: Twin, username: str) -> Any:
    return next(_Person(twin.staff[p.username], p.username) for p in STAFF if p.username == username)


@dataclass(frozen=True)
class _Person:
    id: int
    username: str


def _write(conn: Connection, twin: Twin, data: Path, now: int, one_hash: str) -> None:
    """Rows of everything else that has an identifier, with bytes in the vault where it has some."""
    site, ids, vault = twin.site_id, twin.ids, Vault(data)
    eve, picture = twin.staff["eve"], vault.keep(_picture(twin.said(twin.code)))
    ids |= {
        "staff_id": twin.staff["ben"],
        "device_id": ids["display"],
        "device": ids["kiosk"],
        "digest": picture,
    }
    ids["pairing"] = f"{site}" * 6
    for kind, code in (("tablet", ids["pairing"]), ("agent", f"{site}" * 5 + "0")):
        conn.execute(
            insert(m.Pairing).values(
                site_id=site, kind=kind, code=code, secret_hash=hashed(twin.secret(f"pairing-{kind}")),
                expires_at=now + 600,
            )
        )  # fmt: skip
    ids["invitation"] = f"{twin.code:A<12}".upper()
    conn.execute(
        insert(m.Invitation).values(
            site_id=site,
            staff_id=twin.staff["ben"],
            code_hash=hashed(ids["invitation"]),
            expires_at=now + 600,
        )
    )
    conn.execute(insert(m.Pin).values(staff_id=eve, pin_hash=one_hash, failed=0))
    conn.execute(insert(m.Acquaintance).values(staff_id=eve, machine_hash=hashed("m" * 32), since=now))
    ids["announcement"] = _row(
        conn, m.Announcement, site_id=site, reason="other", words=words(twin.said("Told")), groups=[], stops=False,
        starts_at=now, ends_at=now + 7200, actor=f"staff:{eve}",
    )  # fmt: skip
    ids["note"] = _row(
        conn,
        m.DayNote,
        site_id=site,
        day=DAY,
        kind="note",
        text=twin.said("A note"),
        actor=f"staff:{eve}",
        at=now,
    )
    measure = conn.execute(
        select(m.Measure.id).where(
            m.Measure.site_id == site, m.Measure.year_be == YEAR, m.Measure.number == 1
        )
    ).scalar_one()
    by = {"created_at": now, "actor": f"staff:{eve}", "actor_name": twin.said("Eve")}
    ids["entry"] = _row(
        conn, m.Evidence, site_id=site, measure_id=measure, step=1, kind="work", day=DAY, text=twin.said("Done"),
        figures=[], **by,
    )  # fmt: skip
    ids["file"] = _row(
        conn, m.EvidenceFile, site_id=site, evidence_id=ids["entry"], kind="jpeg", name=twin.said("photo"),
        sha256=picture, small_sha256=picture, size=9, **by,
    )  # fmt: skip
    frozen = {"office": {"name": words(twin.said("Office"))}}
    for name, state, version in (("report", "draft", 2), ("published", "published", 1)):
        ids[name] = _row(
            conn, m.Report, site_id=site, year_be=YEAR - 1, round="annual", measure=0, version=version, state=state,
            frozen=frozen, digest=digest_of(frozen), head_seq=1, head_hash="0" * 64,
            made_at=now, made_by=twin.said("Eve"),
        )  # fmt: skip
    ids["report_digest"] = digest_of(frozen)
    ids["document"] = _row(
        conn, m.ReportDocument, report_id=ids["published"], name=twin.said("report.json"), format="json",
        sha256=vault.keep(twin.said("a document").encode()), size=9,
    )  # fmt: skip
    sound = twin.said("sound of a clip").encode()
    ids["address"] = hashlib.sha256(sound).hexdigest()[:16]
    conn.execute(
        insert(m.VoiceClip).values(
            site_id=site,
            language="th",
            name="0",
            digest=ids["address"],
            ms=100,
            origin="recorded",
            at=now,
            sound=sound,
        )
    )
    conn.execute(
        insert(m.VoicePack).values(
            site_id=site, language="th", speaker=twin.said("Speaker"), gender="female", consent_at=now
        )
    )
    burst = {
        "rating_ids": [ids["rating_id"]],
        "reason": "test",
        "note": twin.said("note"),
        "actor": f"staff:{eve}",
    }
    ids["exclusion"] = _row(
        conn,
        m.RatingExclusion,
        site_id=site,
        source_id=f"device:{ids['kiosk']}",
        first_at=now,
        last_at=now,
        at=now,
        **burst,
    )
    ticket = conn.execute(select(m.Ticket.id).where(m.Ticket.token == ids["tokens"][4])).scalar_one()
    ids["job_id"] = _row(
        conn, m.PrintJob, site_id=site, device_id=ids["kiosk"], ticket_id=ticket, day=DAY, slip={"base": twin.said("")},
        state="printing", claim=f"claim-{twin.code}", queued_at=now, state_since=now,
    )  # fmt: skip
    conn.execute(
        insert(m.PrinterNow).values(
            device_id=ids["kiosk"], site_id=site, state="ready", since=now, counted_at=now
        )
    )
    ids["help"] = _row(conn, m.Help, site_id=site, asked_at=now, device=twin.said("kiosk"))
    conn.execute(
        insert(m.DeviceReport).values(
            device_id=ids["display"], at=now, version=twin.said("1"), width=1, height=1, sound="on"
        )
    )
    ids["list"] = _row(
        conn, m.LateList, site_id=site, day=DAY, digest="d" * 64, rows=1, at=now, actor=f"staff:{eve}", seq=1
    )
    ids["notice_id"] = f"notice-of-{twin.code}"
    _settle(conn, twin, picture)


def _settle(conn: Connection, twin: Twin, picture: str) -> None:
    """Settings that name devices and files."""
    settings = conn.execute(select(m.Site.settings).where(m.Site.id == twin.site_id)).scalar_one()
    notice = {
        "id": twin.ids["notice_id"], "kind": "picture", "title": words(twin.said("Notice")),
        "text": words(twin.said("Notice")), "files": [picture], "media": "image/png",
    }  # fmt: skip
    office = {**settings["office"], "name": words(twin.said("Office")), "logo": picture}
    paper = {"printers": {str(twin.ids["kiosk"]): {"way": "agent", "agent": twin.ids["agent"], "width": 576}}}
    told = {
        **settings, "office": office, "notices": {"items": [notice], "own": []}, "paper": paper,
        "texts": {"kiosk.home.title": words(twin.said("Welcome"))},
    }  # fmt: skip
    conn.execute(
        update(m.Site)
        .where(m.Site.id == twin.site_id)
        .values(settings=told, config_version=m.Site.config_version + 1)
    )


def _picture(says: str) -> bytes:
    """Return a small picture that says in its bytes whose it is."""
    note, out = PngInfo(), BytesIO()
    note.add_text("comment", says)
    Image.new("RGB", (64, 48), "navy").save(out, "PNG", pnginfo=note)
    return out.getvalue()


def _row(conn: Connection, model: Any, **values: Any) -> int:
    return int(conn.execute(insert(model).values(values).returning(model.id)).scalar_one())
