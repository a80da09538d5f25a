"""Every route of every page against every kind of asker: open exactly where the table says, and none unlisted.

The calls of the API are in `test_access.py`; this holds what lies beside it, and the sockets.
"""

from __future__ import annotations

import json
import re

import pytest

from counter.bar import MAIN, WAYS
from shared.web.access import PERMISSIONS
from tests.cast import ANA, CHO, DAO, EVE, Person
from tests.lobby import Browser, Lobby

OPEN = "open"
"""For anybody who reaches the machine: no permission, and nothing of a person or of another's ticket behind it."""
FACES = {"GET /kiosk": "page.kiosk", "GET /tablet": "page.tablet", "GET /display": "page.display",
         "GET /display/plain": "page.display"}  # fmt: skip
"""A stranger gets the code to pair here, never the face."""
_BINDER = "/evidence/<int:year>/<int:number>"
_ROUND = "/evidence/<int:year>/rounds/<kind>"
_RESULTS = "/results/<int:year>/<kind>"
DOORS = {
    **FACES,
    # What was published is everybody's.
    "GET /results": OPEN, f"GET {_RESULTS}": OPEN, f"GET {_RESULTS}/poster": OPEN, f"GET {_RESULTS}/qr.svg": OPEN,
    f"GET {_RESULTS}/data.json": OPEN, f"GET {_RESULTS}/data.csv": OPEN,
    f"GET {_RESULTS}/documents/<int:document>": OPEN,
    "GET /": OPEN, "GET /sites": OPEN, "GET /language/<language>": OPEN, "GET /fresh": OPEN, "GET /words": OPEN,
    "GET /metrics": OPEN,
    "GET /sign-in": OPEN, "POST /sign-in": OPEN, "GET /join": OPEN, "POST /join": OPEN,
    "GET /switch": OPEN, "POST /switch": OPEN, "POST /demo/open/<kind>": OPEN,
    "GET /t/<token>": OPEN, "GET /t/<token>/qr.svg": OPEN, "GET /voice/<address>.wav": "board.read",
    "POST /sign-out": "account.own", "GET /province": "province.read", "GET /province/sites.csv": "province.read",
    "GET /console": "page.console", "GET /overview": "page.overview", "GET /figures": "figures.read",
    "GET /account": "account.own", "POST /account/end": "account.own", "POST /account/password": "account.own",
    "POST /account/pin": "account.own", "POST /account/pin/drop": "account.own",
    "GET /settings/staff": "staff.manage", "POST /settings/staff": "staff.manage",
    **{f"POST /settings/staff/<int:staff_id>/{verb}": "staff.manage"
       for verb in ("change", "code", "disable", "enable", "end")},
    "GET /settings/devices": "device.manage", "POST /settings/devices": "device.manage",
    "POST /settings/devices/<int:device_id>/rename": "device.manage",
    "POST /settings/devices/<int:device_id>/revoke": "device.manage",
    "GET /journal": "chain.read", "GET /journal/journal.csv": "chain.read", "POST /journal/verify": "chain.read",
    "GET /settings": OPEN,  # only leads to the first section
    **{f"{method} /settings/{rest}": "settings.change"
       for method in ("GET", "POST") for rest in ("<name>", "<name>/<row>")},
    **{f"{method} /settings/{rest}": "settings.change" for method in ("GET", "POST")
       for rest in ("notices", "notices/<notice_id>", "screens/<int:device_id>")},
    "GET /settings/screens": "settings.change", "GET /display/preview/<int:device_id>": "settings.change",
    "GET /notices/<digest>": "board.read", "GET /notices/eit.svg": "board.read",
    "GET /import": "past.import", "POST /import": "past.import", "POST /import/write": "past.import",
    "GET /settings/changes": "settings.change", "POST /settings/changes/<int:seq>/undo": "settings.change",
    **{f"{way} /settings/holidays{rest}": "settings.change"
       for way, rest in (("GET", ""), ("POST", "/fill"), ("GET", "/day"), ("POST", "/day"))},
    # Only while there is no office; who may then is `deploy/opening/door.py`.
    "GET /setup": OPEN, "POST /setup": OPEN, "GET /setup/<step>": OPEN, "POST /setup/<step>": OPEN,
    "GET /settings/start": "settings.change", "POST /settings/start/test": "settings.change",
    "GET /settings/file": "settings.change", "POST /settings/file": "settings.change",
    "GET /settings/file/settings.json": "settings.change",
    "GET /settings/texts": "settings.change",
    **{f"{way} /settings/texts/<key>": "settings.change" for way in ("GET", "POST")},
    **{f"GET /settings/voice{rest}": "settings.change" for rest in ("", "/call", "/<language>/pack.zip")},
    **{f"POST /settings/voice/{rest}": "settings.change"
       for rest in ("make", "try", "<language>/clips/<name>", "<language>/clips/<name>/drop", "<language>/speaker",
                    "<language>/withdraw", "<language>/import")},
    **{f"POST /settings/keeping/{verb}": "settings.change"
       for verb in ("places", "places/gone", "hour", "copy", "trial")},
    "GET /settings/keeping": "keeping.read", "GET /privacy": OPEN,
    "GET /settings/outreach": "past.import", "POST /settings/outreach": "past.import",
    "POST /settings/outreach/write": "past.import",
    "GET /settings/personal": "personal.export", "POST /settings/personal/ticket": "personal.export",
    "POST /settings/personal/staff": "personal.export", f"GET {_ROUND}/report.<form>": "figures.read",
    "GET /ratings": "rating.review", "POST /ratings/exclude": "rating.exclude",
    "POST /ratings/restore": "rating.exclude",
    "GET /late": "late.write", "POST /late": "late.write", "GET /late/sheet": "late.write",
    "POST /late/lists/<int:list_id>/withdraw": "late.withdraw",
    "GET /slips": "page.slips", "POST /slips/print": "slip.reprint", "POST /slips/try": "slip.reprint",
    "GET /evidence": OPEN,  # only says which year it is
    "GET /evidence/<int:year>": "evidence.read", f"GET {_BINDER}": "evidence.read",
    "GET /evidence/files/<int:file>": "evidence.read", "GET /evidence/documents/<int:document>": "evidence.read",
    f"POST {_BINDER}/entries": "evidence.write", f"POST {_BINDER}/entries/<int:entry>/files": "evidence.write",
    f"POST {_BINDER}/entries/<int:entry>/withdraw": "evidence.write",
    f"POST {_BINDER}/files/<int:file>/describe": "evidence.write",
    f"POST {_BINDER}/files/<int:file>/withdraw": "evidence.write",
    f"GET {_BINDER}/words": "evidence.read", f"POST {_BINDER}/words": "measure.change",
    "POST /evidence/<int:year>/begin": "measure.change",
    "GET /guide/<role>": "account.own",
    "GET /announcements": "announcement.make", "POST /announcements": "announcement.make",
    "POST /announcements/<int:announcement>/end": "announcement.make",
    "GET /day-log": "chain.read", "POST /day-log": "note.write",
    "POST /day-log/<int:note>/withdraw": "note.write",
    f"GET {_ROUND}": "evidence.read", f"POST {_ROUND}/draft": "report.draft",
    "GET /settings/printers": "settings.change", "POST /settings/printers": "settings.change",
    **{f"{method} /settings/printers/<int:device>": "settings.change" for method in ("GET", "POST")},
    "POST /settings/printers/<int:device>/try": "settings.change",
    "GET /settings/printers/slip": "settings.change", "POST /settings/printers/slip": "settings.change",
    "GET /settings/printers/slip.png": "settings.change",
    "GET /settings/office/logo": "settings.change", "POST /settings/office/logo": "settings.change",
    "GET /logo/<digest>.png": OPEN,  # the hall shows it to everybody
    f"POST {_ROUND}/approve": "report.approve", f"POST {_ROUND}/publish": "report.publish",
}  # fmt: skip
SUBJECTS: dict[str, Person | str | None] = {
    "visitor": None, "device:kiosk": "kiosk", "device:display": "display", "device:tablet": "tablet",
    "staff:clerk": ANA, "staff:supervisor": DAO, "staff:executive": CHO, "staff:administrator": EVE,
}  # fmt: skip
VALUES = {
    "role": "clerk",
    "year": "2570",
    "number": "1",
    "kind": "annual",
    "language": "th",
    "token": "nobody-has-this",
    "address": "x",
    "digest": "x",
    "notice_id": "x",
}
NOBODYS = "999"
"""Ids of rows that do not exist: what is behind the door must not change while the doors are tried."""


def routes(lobby: Lobby) -> set[str]:
    """Return `METHOD rule` of everything that is served beside the API and the static files."""
    return {
        f"{method} {rule.rule}"
        for rule in lobby.app.url_map.iter_rules()
        if not rule.rule.startswith("/api/") and not rule.endpoint.endswith("static")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_route_is_in_the_table(lobby: Lobby) -> None:
    """A new page has its row here before it is served: who may, decided on purpose."""
    served = routes(lobby)
    assert served - set(DOORS) == set()
    assert {DOORS[route] for route in served} - {OPEN} <= set(PERMISSIONS)


def browser(lobby: Lobby, subject: str) -> Browser:
    """Return a fresh browser of a subject."""
    who = SUBJECTS[subject]
    if isinstance(who, Person):
        return lobby.person(who)
    return lobby.visitor() if who is None else lobby.device(who)


def comes_in(lobby: Lobby, subject: str, route: str) -> bool:
    """Try a door with a right CSRF token; say whether it opened, whatever was found behind it."""
    method, rule = route.split(" ", 1)
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda place: VALUES.get(place[1], NOBODYS), rule)
    who = browser(lobby, subject)
    headers = {"Accept": "text/html", **who.headers}
    if method == "POST" and "X-CSRF-Token" not in headers:
        form = who.page("/sign-in").get_data(as_text=True)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
        assert found is not None
        headers["X-CSRF-Token"] = found[1]
    with who.client.open(path, method=method, headers=headers) as answer:
        text = (
            ""
            if (answer.mimetype or "").startswith(("audio", "image", "application"))
            else answer.get_data(as_text=True)
        )
        assert answer.status_code < 500, (subject, route)
        assert 'data-code="csrf.failed"' not in text, (subject, route)
        sent_to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith(
            "/sign-in?next="
        )
        refused = re.search(r'data-test="error" data-code="auth\.(required|forbidden)"', text)
        return not (sent_to_sign_in or refused or 'data-test="pair"' in text)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_door_opens_exactly_for_those_the_table_names(lobby: Lobby, subject: str) -> None:
    tried = sorted(
        routes(lobby), key=lambda route: (route == "POST /account/end", route)
    )  # it ends every session
    found = {route: comes_in(lobby, subject, route) for route in tried}
    expected = {
        route: door == OPEN or subject in PERMISSIONS[door] for route, door in DOORS.items() if route in found
    }
    assert {r: found[r] for r in found if found[r] != expected[r]} == {}


@pytest.mark.parametrize("route", sorted(route for route in DOORS if route.startswith("POST")))
def test_no_form_is_taken_without_its_csrf_token(lobby: Lobby, route: str) -> None:
    path = re.sub(
        r"<(?:\w+:)?(\w+)>", lambda place: VALUES.get(place[1], NOBODYS), route.removeprefix("POST ")
    )
    answer = lobby.person(EVE).client.post(path, headers={"Accept": "text/html"})
    assert answer.status_code == 403
    assert 'data-code="csrf.failed"' in answer.get_data(as_text=True)


EVIL = "https://evil.example"


WAYS_OUT = (f"//{EVIL[8:]}", f"/\\{EVIL[8:]}", EVIL, "/\t/evil.example", "javascript:alert(1)", "/\r\nX: y")


@pytest.mark.parametrize("way", WAYS_OUT)
@pytest.mark.parametrize("page", ["/language/ms", "/account", "/switch"])
def test_no_page_leads_out_of_the_house(lobby: Lobby, page: str, way: str) -> None:
    eve = lobby.person(EVE)
    answer = eve.client.get(page, query_string={"next": way}, headers={"Accept": "text/html"})
    assert answer.headers.get("Location", "/") == "/"
    assert f'href="{way}' not in answer.get_data(as_text=True)
    assert "X" not in answer.headers


def test_what_is_typed_into_every_field_about_people_and_devices_stays_text(lobby: Lobby) -> None:
    evil = "<script>alert(1)</script>"
    lobby.office.by_hand("UPDATE staff SET name = :name", name=evil)
    lobby.office.by_hand("UPDATE device SET name = :name", name=evil)
    eve = lobby.person(EVE)
    for path in (
        "/account",
        "/settings/staff",
        "/settings/devices",
        "/switch",
        "/overview",
        "/slips",
        "/settings/printers",
        "/settings/printers/1",
        "/settings/printers/slip",
    ):
        answer = eve.page(path)
        assert answer.status_code == 200, path
        assert evil not in answer.get_data(as_text=True), path


def test_the_header_leads_only_where_the_page_asks_for_the_same_right() -> None:
    doors = {address: DOORS[f"GET {address}"] for address, _ in (MAIN | WAYS).values()}
    # These two only lead on, to a page that asks.
    assert doors == {**dict((MAIN | WAYS).values()), "/evidence": OPEN, "/settings": OPEN}


@pytest.mark.parametrize("person", [ANA, CHO, DAO, EVE])
def test_everybody_finds_in_every_header_what_they_may_open_and_nothing_else(
    lobby: Lobby, person: Person
) -> None:
    may = {
        address for address, right in (MAIN | WAYS).values() if f"staff:{person.role}" in PERMISSIONS[right]
    }
    mine = lobby.person(person)
    for path in sorted(may - {"/console"}):  # a page that draws its own header, with the same ways
        shown = mine.page(path)
        while shown.status_code in (302, 303):
            shown = mine.page(shown.headers["Location"])
        (header,) = re.findall(
            r'<header class="bar dark".*?</header>', shown.get_data(as_text=True), re.DOTALL
        )
        assert set(re.findall(r'data-test="to-\w+" href="([^"]+)"', header)) == may, path


def test_the_console_has_the_ways_of_the_header_in_its_own_menu(lobby: Lobby) -> None:
    shown = lobby.person(ANA).page("/console").get_data(as_text=True)
    (start,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', shown, re.DOTALL)
    assert [way[:2] for way in json.loads(start)["ways"]] == [
        ["evidence", "/evidence"],
        ["slips", "/slips"],
        ["late", "/late"],
    ]


def test_a_change_of_language_after_a_form_leads_to_a_page_that_can_be_shown(lobby: Lobby) -> None:
    """The address of a form is none to come back to."""
    dao = lobby.person(DAO)
    found = re.search(r'name="csrf_token" value="([^"]+)"', dao.page("/journal").get_data(as_text=True))
    assert found is not None
    proof = dao.client.post("/journal/verify", data={"csrf_token": found[1]}, headers={"Accept": "text/html"})
    assert 'href="/language/ms?next=/journal"' in proof.get_data(as_text=True)
