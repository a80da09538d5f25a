"""Whatever anybody typed anywhere stays text: on every page, slip, paper, table; and no parameter is ever SQL."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import JSON, String, func, select, update

from counter.settings.sections import SECTIONS
from shared.paper.samples import sample_slip
from shared.paper.slips import draw
from shared.store.engine import writing
from shared.store.models import Base, Group, Site, Ticket
from tests.cast import ANA, DAO, EVE, OFFICE
from tests.counter.test_settings import form_of
from tests.lobby import API, Browser, Lobby
from tests.web.test_access import browser_of, endpoints
from tests.web.test_routes import NOBODYS, VALUES, routes

SCRIPT = "<script>alert(1)</script>"
EVIL = f"=1+1</script>{SCRIPT}\"'><img src=x onerror=alert(1)>"
SQL = ("x'; DROP TABLE ticket; --", '1) OR ""="" --')
WRITTEN = {
    "name", "text", "title", "result_title", "monitoring", "reference", "note", "caption", "comment", "actor_name",
    "withdrawn_by", "withdrawn_reason", "made_by", "oit", "speaker", "restored_note",
}  # fmt: skip
"""Columns of plain text that people write, or that repeat what they wrote."""


def spoil(value: Any) -> Any:
    """Return JSON with every text in three languages made hostile; codes and numbers stay."""
    if isinstance(value, dict):
        if set(value) == {"th", "ms", "en"}:
            return dict.fromkeys(value, EVIL)
        return {key: spoil(part) for key, part in value.items()}
    return [spoil(part) for part in value] if isinstance(value, list) else value


def plant(lobby: Lobby) -> int:
    """Put hostile text into every text that people write, past all forms; return into how many."""
    planted = 0
    with writing(lobby.office.engine.connect()) as conn, conn.begin():
        for table in Base.metadata.sorted_tables:
            key = list(table.primary_key)
            for row in conn.execute(select(table)).all() if key else ():
                old = row._mapping
                new: dict[str, Any] = {
                    c.name: spoil(old[c.name])
                    for c in table.columns
                    if isinstance(c.type, JSON) and old[c.name]
                }
                new |= {
                    c.name: EVIL[: c.type.length or 400]
                    for c in table.columns
                    if c.name in WRITTEN and isinstance(c.type, String) and isinstance(old[c.name], str)
                }
                changed = {name: value for name, value in new.items() if value != old[name]}
                if changed:
                    planted += len(changed)
                    same = [c == old[c.name] for c in key]
                    conn.execute(update(table).where(*same).values(changed))
        conn.execute(update(Site).values(config_version=Site.config_version + 1))
    return planted


@pytest.fixture
def spoilt(lobby: Lobby) -> Lobby:
    """The office in full swing, with hostile text wherever somebody can write."""
    lobby.work_on_threads()
    office, ana = lobby.office, lobby.person(ANA)
    kiosk = lobby.device("kiosk")
    kiosk.post("/tickets", {"group": "A"})
    office.ana.open("A")
    office.ana.serve_next("R1")
    assert kiosk.post("/ratings", {"score": 2, "comment": EVIL}).status == 201
    kiosk.post("/help", {})
    entry = {"step": "1", "day": "2027-01-11", "text": EVIL, "kind": "work", "reference": EVIL[:100]}
    ana.client.post("/evidence/2570/7/entries", data=entry, headers={"Accept": "text/html", **ana.headers})
    assert plant(lobby) > 40
    kiosk.post("/tickets", {"group": "A"})
    return lobby


def addresses(lobby: Lobby) -> Iterator[str]:
    """Yield an address of every page that is looked at, with the first row where a row is asked for."""
    token = lobby.office.token(lobby.office.issue("B"))
    places = {**VALUES, "token": token, "name": "groups", "row": "1", "form": "csv"}
    for route in sorted(routes(lobby)):
        method, rule = route.split(" ", 1)
        if method == "GET":
            yield re.sub(r"<(?:\w+:)?(\w+)>", lambda place: places.get(place[1], "1"), rule)
    yield from (section.path for section in SECTIONS)
    yield from ("/settings/counters/1", "/settings/services/1", "/settings/departments/1")
    yield "/journal?from=2027-01-01&to=2027-12-31"


@pytest.mark.parametrize("subject", ["visitor", "device:kiosk", "device:display", "device:tablet", "staff:clerk",
                                     "staff:supervisor", "staff:executive", "staff:administrator"])  # fmt: skip
def test_hostile_text_is_text_on_every_page(spoilt: Lobby, subject: str) -> None:
    browser, shown = browser_of(spoilt, subject), 0
    for path in addresses(spoilt):
        answer = browser.page(path)
        assert answer.status_code < 500, path
        if answer.mimetype in ("text/html", "image/svg+xml"):
            text = answer.get_data(as_text=True)
            assert SCRIPT not in text, path
            assert not re.search(r"<img src=x|=1\+1</script", text), path
            shown += "=1+1" in text
    assert shown >= (1 if subject == "visitor" else 0 if subject == "staff:executive" else 1)


def test_no_cell_of_a_table_starts_a_formula(spoilt: Lobby) -> None:
    eve, dao = spoilt.person(EVE), spoilt.person(DAO)
    for browser, path in (
        (dao, "/journal/journal.csv?from=2027-01-01&to=2027-12-31"),
        (eve, "/evidence/2570/rounds/annual/report.csv"),
        (eve, "/evidence/2570/rounds/half/report.csv"),
    ):
        answer = browser.page(path)
        assert answer.status_code == 200, path
        rows = list(csv.reader(StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
        assert len(rows) > 3
        cells = [cell for row in rows for cell in row]
        assert [
            c for c in cells if c[:1] in ("=", "@", "\t", "\r") or re.match(r"[+-](?![0-9.,]*$)", c)
        ] == [], path


@pytest.mark.parametrize(
    "text", [EVIL, "#panic()", '#read("/etc/passwd")', "*a* _b_ $x$ #[c] ] ) }", "\\u{0}", "//"]
)
def test_what_is_typed_is_never_a_command_of_the_slip(text: str) -> None:
    slip = replace(sample_slip("th"), office=text, group=text, group_thai=text, rule=text, bring=(text,))
    assert draw(slip, 576).height_mm > 20


def test_the_board_and_the_desk_carry_text_as_text(spoilt: Lobby) -> None:
    for browser, path in ((spoilt.device("display"), "/board"), (spoilt.person(ANA), "/desk")):
        told = browser.get(path)
        assert told.headers["Content-Type"] == "application/json"
        assert told.headers["X-Content-Type-Options"] == "nosniff"
        assert SCRIPT in told.text


@pytest.mark.parametrize("wrong", SQL)
def test_no_place_of_an_address_is_sql(lobby: Lobby, wrong: str) -> None:
    """Every page and call with a text in its address, asked by whoever may most."""
    lobby.office.issue("A")
    eve, admin = lobby.person(EVE), lobby.program("admin")
    for route in sorted(routes(lobby)):
        method, rule = route.split(" ", 1)
        path = re.sub(r"<(\w+)>", lambda _: wrong.replace("/", ""), rule)
        path = re.sub(r"<\w+:(\w+)>", lambda place: VALUES.get(place[1], NOBODYS), path)
        if path != rule:
            answer = eve.client.open(path, method=method, headers={"Accept": "text/html", **eve.headers})
            assert answer.status_code < 500, route
    for endpoint in endpoints(lobby):
        path = re.sub(r"<\w+>", lambda _: wrong, re.sub(r"<int:\w+>", "1", endpoint.path))
        if path != endpoint.path:
            told = admin.send(endpoint.method, path, {} if endpoint.body else None)
            assert told.status < 500, endpoint.path
    untouched(lobby)


@pytest.mark.parametrize("wrong", SQL)
def test_no_field_of_a_call_is_sql(lobby: Lobby, wrong: str) -> None:
    """Every field that a body or a query declares, one after the other."""
    lobby.office.issue("A")
    admin, tried = lobby.program("admin"), 0
    for endpoint in endpoints(lobby):
        model = endpoint.body or endpoint.query
        path = endpoint.path.replace("<token>", "x").replace("<code>", "tax")
        path = re.sub(r"<int:\w+>", "1", path)
        for name in model.model_fields if model else ():
            if endpoint.query:
                status = read_query(admin, path, name, wrong)
            else:
                status = admin.send(endpoint.method, path, {name: wrong}).status
            assert status < 500, (endpoint.path, name)
            tried += 1
    assert tried > 40
    untouched(lobby)


def read_query(browser: Browser, path: str, name: str, value: str) -> int:
    """Ask with one parameter; return the status."""
    return browser.client.get(API + path, query_string={name: value}, headers=browser.headers).status_code


@pytest.mark.parametrize("wrong", SQL)
def test_no_field_of_a_form_is_sql(lobby: Lobby, wrong: str) -> None:
    """Every form of every page, as it stands there, filled in by an administrator."""
    lobby.work_on_threads()
    ana, eve = lobby.person(ANA), lobby.person(EVE)
    entry = {"step": "1", "day": "2027-01-11", "text": "x", "kind": "work"}
    ana.client.post("/evidence/2570/7/entries", data=entry, headers={"Accept": "text/html", **ana.headers})
    forms: dict[str, dict[str, str]] = {}
    for path in addresses(lobby):
        answer = eve.page(path)
        text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        for head, body in re.findall(r"<form([^>]*method=\"post\"[^>]*)>(.*?)</form>", text, re.DOTALL):
            action = re.search(r'action="([^"]+)"', head)
            names = re.findall(r'<(?:input|textarea|select)[^>]*\bname="([^"]+)"', body)
            forms.setdefault(action[1].replace("&amp;", "&") if action else path, dict.fromkeys(names, wrong))
    forms.pop("/account/end", None)
    forms.pop("/sign-out", None)
    for path, form in forms.items():
        form.pop("csrf_token", None)
        assert post(lobby, path, form) < 500, path
        for name in form:
            assert post(lobby, path, {**dict.fromkeys(form, "1"), name: wrong}) < 500, (path, name)
    assert len(forms) > 15
    assert sum(map(len, forms.values())) > 80
    untouched(lobby)


def post(lobby: Lobby, path: str, form: dict[str, str]) -> int:
    """Post a form as the administrator; return the status."""
    eve = lobby.person(EVE)
    return eve.client.post(path, data=form, headers={"Accept": "text/html", **eve.headers}).status_code


@pytest.mark.parametrize("wrong", SQL)
def test_no_setting_is_sql(lobby: Lobby, wrong: str) -> None:
    """What may be written is written to the letter; whatever else is refused."""
    eve = lobby.person(EVE)
    for path in ("/settings/groups/1", "/settings/counters/1", "/settings/departments/1", "/settings/office"):
        form = form_of(eve, path)
        texts = {name: wrong for name in form if re.search(r"_(th|ms|en)$", name)}
        assert texts
        assert post(lobby, path, {**form, **texts}) < 500
    with lobby.office.engine.connect() as conn:
        kept = conn.execute(select(Group.name).where(Group.id == 1)).scalar_one()
    assert set(kept.values()) in ({wrong}, {"Tax (th)", "Tax (ms)", "Tax"})
    untouched(lobby)


def untouched(lobby: Lobby) -> None:
    """Demand that no table is gone and nobody's ticket changed by it."""
    with lobby.office.engine.connect() as conn:
        for table in Base.metadata.sorted_tables:
            conn.execute(select(func.count()).select_from(table)).scalar_one()
        tickets = conn.execute(select(Ticket.state).where(Ticket.site_id == OFFICE)).scalars().all()
    assert set(tickets) <= {"waiting"}
    assert lobby.office.verify() is not None
