"""Who may do what: every call and every page against every subject, and the table against what it should say."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from shared.store.models import JournalRow
from shared.web.access import PERMISSIONS
from shared.web.api import Api, Endpoint
from tests.cast import ANA, BEN, CHO, DAO, EVE, OFFICE, Person, secret_of
from tests.lobby import Browser, Lobby
from tests.press.agents import agent_of

SUBJECTS: dict[str, Person | str | None] = {
    "visitor": None,
    "device:kiosk": "kiosk", "device:display": "display", "device:tablet": "tablet",
    "device:agent": "agent",
    "staff:clerk": ANA, "staff:supervisor": DAO, "staff:executive": CHO, "staff:administrator": EVE,
    "token:kiosk": "kiosk", "token:counter": "counter", "token:screen": "screen",
    "token:admin": "admin",
}  # fmt: skip
EVERYBODY = set(SUBJECTS)
OVERSEER = "staff:province"
"""Of no office; what she is let into and what not is in tests/sites."""
REFUSED = {"auth.required", "auth.forbidden", "auth.wrong", "csrf.failed"}


def browser_of(lobby: Lobby, subject: str) -> Browser:
    """Return the client of a subject."""
    kind, who = subject.split(":")[0], SUBJECTS[subject]
    if isinstance(who, Person):
        return lobby.person(who)
    if who is None:
        return lobby.visitor()
    if who == "agent":
        return agent_of(lobby)[0]
    return lobby.device(who) if kind == "device" else lobby.program(who)


def endpoints(lobby: Lobby) -> Iterator[Endpoint]:
    """Yield every declared call."""
    apis: list[Api] = lobby.app.extensions["tonsai_apis"]
    for api in apis:
        yield from api.endpoints


def ask(browser: Browser, endpoint: Endpoint, token: str) -> str | None:
    """Make a call with harmless values; return the code of the refusal, if it is one of access."""
    path = endpoint.path
    for place, value in (
        ("<token>", token), ("<int:number>", "1"), ("<int:rating_id>", "1"), ("<code>", "tax"),
        ("<int:job_id>", "1"),
    ):  # fmt: skip
        path = path.replace(place, value)
    assert "<" not in path, f"the test has no value for a place of {endpoint.path}"
    body = {"score": 5} if "/ratings" in path else {} if endpoint.body else None
    code = browser.send(endpoint.method, path, body).code
    return code if code in REFUSED else None


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_call_is_allowed_exactly_where_the_table_says(lobby: Lobby, subject: str) -> None:
    token = lobby.office.token(lobby.office.issue("A"))
    known = subject != "visitor"
    found: dict[str, str | None] = {}
    expected: dict[str, str | None] = {}
    for endpoint in endpoints(lobby):
        name, allowed = f"{endpoint.method} {endpoint.path}", PERMISSIONS[endpoint.allow]
        found[name] = ask(browser_of(lobby, subject), endpoint, token)
        if subject in allowed or "visitor" in allowed:
            expected[name] = None
        elif "holder" in allowed and not subject.startswith(
            ("token:", "device:agent")
        ):  # anybody may hold a ticket; none was shown
            expected[name] = "auth.required"
        else:
            expected[name] = "auth.forbidden" if known else "auth.required"
    assert found == expected
    assert len(found) > 25


def test_every_permission_is_used_and_every_subject_is_known() -> None:
    assert set().union(*PERMISSIONS.values()) == EVERYBODY | {"holder", OVERSEER}


def may(permission: str) -> set[str]:
    """Return the subjects that have a permission."""
    return set(PERMISSIONS[permission])


def test_the_table_says_what_the_office_wants() -> None:
    """Written out a second time, so that no line of it changes unnoticed."""
    desks = {"staff:clerk", "staff:supervisor", "staff:administrator", "token:counter", "token:admin"}
    staff = {subject for subject in EVERYBODY if subject.startswith("staff:")}
    assert {
        "ticket.issue": {"device:kiosk", "token:kiosk", "token:admin"},
        "rating.give": {"device:kiosk", "device:tablet", "token:kiosk", "token:admin", "holder"},
        "rating.list": {"device:kiosk", "device:tablet", "token:kiosk", "token:admin"},
        "rating.review": staff - {"staff:clerk"},
        "rating.exclude": {"staff:supervisor", "staff:administrator"},
        "slip.take": {"device:kiosk"},
        "slip.reprint": desks,
        "help.ask": {"device:kiosk", "token:kiosk", "token:admin"},
        "help.answer": desks,
        "counter.work": desks,
        "agent.work": {"device:agent"},
        "board.read": EVERYBODY - {"visitor", "device:agent"},
        "board.follow": EVERYBODY - {"visitor", "device:agent"} | {"holder"},
        "desk.read": staff | {"token:counter", "token:admin"},
        "group.manage": {"staff:supervisor", "staff:administrator", "token:admin"},
        "announcement.make": {"staff:supervisor", "staff:administrator"},
        "note.write": {"staff:supervisor", "staff:administrator"},
        "alert.take": {"staff:supervisor", "staff:administrator", "token:admin"},
        "figures.read": {"staff:supervisor", "staff:executive", "staff:administrator", "token:admin"},
        "chain.read": staff - {"staff:clerk"},
        "personal.export": {"staff:administrator"},
        "keeping.read": {"staff:supervisor", "staff:administrator"},
        "chain.names": {"staff:supervisor", "staff:administrator"},
        "evidence.read": staff | {"token:admin"},
        "evidence.write": staff - {"staff:executive"} | {"token:admin"},
        "evidence.withdraw": {"staff:supervisor", "staff:administrator", "token:admin"},
        "measure.change": {"staff:administrator", "token:admin"},
        "report.draft": {"staff:supervisor", "staff:administrator", "token:admin"},
        "report.approve": {"staff:executive"},
        "report.publish": {"staff:administrator", "token:admin"},
        "device.manage": {"staff:administrator", "token:admin"},
        "device.report": {"device:kiosk", "device:display", "device:tablet"},
        "staff.manage": {"staff:administrator"},
        "settings.change": {"staff:administrator"},
        "past.import": {"staff:administrator"},
        "account.own": staff | {OVERSEER},
        "province.read": {OVERSEER},
        "page.kiosk": {"device:kiosk"},
        "page.tablet": {"device:tablet"},
        "page.display": {"device:display"},
        "page.console": staff - {"staff:executive"},
        "late.write": staff - {"staff:executive"},
        "late.withdraw": {"staff:supervisor", "staff:administrator"},
        "page.slips": staff - {"staff:executive"},
        "page.overview": staff - {"staff:clerk"},
        "anybody": EVERYBODY | {"holder", OVERSEER},
    } == {name: may(name) for name in PERMISSIONS}


def test_cho_looks_at_everything_and_touches_nothing(lobby: Lobby) -> None:
    lobby.office.issue("A")
    cho = lobby.person(CHO)
    assert [cho.get(path).status for path in ("/board", "/desk")] == [200, 200]
    for verb in ("open", "call-next", "close"):
        answer = cho.post(f"/counters/1/{verb}", {})
        assert (answer.status, answer.code) == (403, "auth.forbidden")
    assert cho.post("/groups/tax/close", {}).code == "auth.forbidden"
    assert lobby.office.counter(1).state == "closed"


def test_a_screen_in_the_hall_can_only_look(lobby: Lobby) -> None:
    screen = lobby.device("display")
    assert screen.get("/board").status == 200
    for path in ("/tickets", "/ratings", "/help", "/counters/1/open"):
        assert screen.post(path, {"group": "A", "score": 5}).code in ("auth.forbidden", "auth.required")


def test_a_program_bound_to_a_counter_works_at_that_one_only(lobby: Lobby) -> None:
    bound = lobby.program("counter-2")
    assert bound.post("/counters/2/open", {}).status == 200
    assert (bound.post("/counters/1/open", {}).status, bound.post("/counters/1/open", {}).code) == (
        403,
        "auth.forbidden",
    )
    assert lobby.program("counter").post("/counters/1/open", {}).status == 200


def test_a_token_of_one_site_does_nothing_at_another(lobby: Lobby) -> None:
    ticket = lobby.program("market").post("/tickets", {"group": "A"})
    assert (ticket.status, ticket.data["number"]) == (201, "A001")
    assert lobby.program("market").get("/board").data["site"] == "market"
    assert lobby.program("admin").get("/board").data["waiting"] == 0


@pytest.mark.parametrize(
    "header", ["Bearer nobody", "Bearer", "Basic YTpi", "nobody", "Bearer " + "x" * 5000, "Bearer \xff"]
)
def test_a_token_that_nobody_has_is_wrong_whatever_else_the_browser_may_do(lobby: Lobby, header: str) -> None:
    kiosk = lobby.device("kiosk")
    answer = kiosk.get("/board", Authorization=header)
    assert (answer.status, answer.code, answer.headers["WWW-Authenticate"]) == (401, "auth.wrong", "Bearer")


def test_a_revoked_token_opens_nothing(lobby: Lobby) -> None:
    assert lobby.program("admin").get("/board").status == 200
    lobby.office.by_hand("UPDATE token SET revoked_at = 1 WHERE name = 'admin'")
    assert lobby.program("admin").get("/board").code == "auth.wrong"


def test_a_device_that_was_shut_out_does_nothing_more(lobby: Lobby) -> None:
    kiosk = lobby.device("kiosk")
    assert kiosk.post("/tickets", {"group": "A"}).status == 201
    lobby.office.by_hand("UPDATE device SET revoked_at = 1 WHERE kind = 'kiosk'")
    assert (kiosk.post("/tickets", {"group": "A"}).status, kiosk.post("/tickets", {"group": "A"}).code) == (
        401,
        "auth.required",
    )


def test_a_cookie_of_one_kind_of_device_opens_no_other(lobby: Lobby) -> None:
    client = lobby.app.test_client()
    client.set_cookie("tonsai_kiosk", secret_of("display"))
    assert Browser(client).post("/tickets", {"group": "A"}).code == "auth.required"


def test_staff_who_left_and_sessions_that_were_ended_open_nothing(lobby: Lobby) -> None:
    ana, ben = lobby.person(ANA), lobby.person(BEN)
    assert ana.get("/desk").status == ben.get("/desk").status == 200
    lobby.office.by_hand("UPDATE staff SET disabled = true WHERE id = 1")
    lobby.office.by_hand("UPDATE staff SET session_version = 2 WHERE id = 2")
    assert [ana.get("/desk").code, ben.get("/desk").code] == ["auth.required"] * 2


def test_a_page_acts_as_the_face_it_names(lobby: Lobby) -> None:
    """In a demo one browser is kiosk, TV and clerk at once: each page speaks for its own face only."""
    both = lobby.person(ANA)
    both.client.set_cookie("tonsai_kiosk", secret_of("kiosk"))
    assert both.post("/tickets", {"group": "A"}, X_Face="kiosk").status == 201
    assert both.post("/counters/1/open", {}, X_Face="console").status == 200
    assert both.post("/counters/1/call-next", {}, X_Face="kiosk").code == "auth.forbidden"
    rows = lobby.office.rows(JournalRow, site_id=OFFICE)
    actors = {row.kind: json.loads(row.body)["actor"] for row in rows}
    assert (actors["ticket.issued"], actors["counter.opened"]) == ("device:1", "staff:1")


PAGES = {"/kiosk": "page.kiosk", "/tablet": "page.tablet", "/display": "page.display",
         "/console": "page.console", "/overview": "page.overview", "/figures": "figures.read",
         "/evidence/2570": "evidence.read", "/evidence/2570/7": "evidence.read",
         "/journal": "chain.read", "/settings/keeping": "keeping.read"}  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_exactly_for_those_the_table_names(lobby: Lobby, path: str) -> None:
    """A program has no pages; what a face shows to strangers is a code to pair, or the way to sign in."""
    opened = set()
    for subject in SUBJECTS:
        if subject.startswith("token:"):
            continue
        answer = browser_of(lobby, subject).page(path)
        text = answer.get_data(as_text=True)
        if answer.status_code == 200 and 'data-test="pair"' not in text:
            opened.add(subject)
        elif answer.status_code == 302:
            assert answer.headers["Location"].startswith("/sign-in?next=")
        else:
            assert answer.status_code == 403 or 'data-test="pair"' in text, (subject, answer.status_code)
    assert opened == {subject for subject in PERMISSIONS[PAGES[path]] if not subject.startswith("token:")}
