"""Bad input of every kind gets its code, and nothing but a code: no trace, no crash, no half a change."""

from __future__ import annotations

import json

import pytest

from shared.domain.errors import QueueError
from shared.store.models import JournalRow, Ticket
from shared.web.errors import PROBLEM, STATUS
from tests.cast import ANA
from tests.lobby import API, Browser, Lobby, read

TOO_LARGE = 64 * 1024 + 1


@pytest.fixture
def admin(lobby: Lobby) -> Browser:
    """A program that may do everything programs may."""
    return lobby.program("admin")


def raw(
    admin: Browser, data: bytes, path: str = "/tickets", mimetype: str = "application/json"
) -> tuple[int, str | None]:
    """Post bytes; return status and code."""
    answer = read(admin.client.post(API + path, data=data, content_type=mimetype, headers=admin.headers))
    return answer.status, answer.code


@pytest.mark.parametrize(
    "data",
    [b"{", b"nonsense", b'{"group": }', b"\xff\xfe\x00", '{"group": "ก"}'.encode("tis-620"), b'{"group": "\\ud800"}',
     b"\x00", b"[" * 30_000, b'{"group":"A"} {"group":"A"}', b'{"group":"A",}', b"'group'"],
)  # fmt: skip
def test_what_is_not_json_is_malformed(admin: Browser, data: bytes) -> None:
    assert raw(admin, data) == (400, "request.malformed")


@pytest.mark.parametrize(
    "body",
    [None, [], "A", 7, True, {}, {"group": None}, {"group": 7}, {"group": ["A"]}, {"group": ""}, {"group": "x" * 41},
     {"group": "A B"}, {"group": "A\0"}, {"group": "ก"}, {"group": "A", "priority": "yes"},
     {"group": "A", "priority": 1}, {"group": "A", "language": "de"}, {"group": "A", "language": None},
     {"group": "A", "extra": 1}, {"Group": "A"}],
)  # fmt: skip
def test_what_is_not_a_ticket_is_invalid_and_says_which_field(
    lobby: Lobby, admin: Browser, body: object
) -> None:
    answer = read(
        admin.client.post(
            f"{API}/tickets", data=json.dumps(body), content_type="application/json", headers=admin.headers
        )
    )
    assert (answer.status, answer.code) == (422, "request.invalid")
    assert set(answer.data["details"]) == {"field", "problem"}
    assert lobby.office.rows(Ticket) == []


@pytest.mark.parametrize(
    "body",
    [{}, {"score": 0}, {"score": 6}, {"score": 4.5}, {"score": "5"}, {"score": True}, {"score": 10**30},
     {"score": 5, "answers": {"process": 0}}, {"score": 5, "answers": {"smell": 3}}, {"score": 5, "answers": []},
     {"score": 5, "comment": ""}, {"score": 5, "comment": "   "}, {"score": 5, "comment": "x" * 501},
     {"score": 5, "comment": "a\0b"}, {"score": 5, "comment": "\x1b[31m"}, {"score": 5, "sex": "m"},
     {"score": 5, "age": "30"}, {"score": 5, "occupation": "a b"},
     {"score": 5, "reasons": ["x"] * 13}, {"score": 5, "reasons": "long_wait"}, {"score": 5, "token": "short"},
     {"score": 5, "token": "x" * 33}, {"score": 5, "token": "a token with blanks"}],
)  # fmt: skip
def test_what_is_not_a_rating_is_invalid(admin: Browser, body: object) -> None:
    assert (admin.post("/ratings", body).status, admin.post("/ratings", body).code) == (
        422,
        "request.invalid",
    )


def test_a_reason_that_the_office_does_not_know_is_refused(admin: Browser) -> None:
    answer = admin.post("/ratings", {"score": 2, "reasons": ["bad_luck"]})
    assert (answer.status, answer.code, answer.data["details"]) == (
        422,
        "reason.unknown",
        {"reason": "bad_luck"},
    )


@pytest.mark.parametrize(
    ("path", "body"),
    [("pause", {}), ("pause", {"reason": None}), ("call", {"ticket": "A001"}), ("call", {"reason": "urgent"}),
     ("call", {"ticket": "A1", "reason": "urgent"}), ("finish", {"service": 7}), ("correct", {}), ("put-back", {}),
     ("resume", {"ticket": 1}), ("transfer", {}), ("transfer", {"group": "A", "counter": 2}),
     ("transfer", {"counter": 0}), ("transfer", {"counter": "2"}), ("transfer", {"counter": 1000}),
     ("open", {"groups": []}), ("open", {"groups": "A"}),
     ("open", {"groups": ["A"] * 21}), ("open", {"take_over": "no"}), ("close", {"now": True}), ("call-next", [])],
)  # fmt: skip
def test_what_is_no_press_of_a_console_is_invalid(admin: Browser, path: str, body: object) -> None:
    answer = admin.post(f"/counters/1/{path}", body)
    assert (answer.status, answer.code) == (422, "request.invalid")


def test_a_person_without_a_seat_is_told_which_header_is_missing(lobby: Lobby) -> None:
    answer = lobby.person(ANA).without("X-Seat").post("/counters/1/open", {})
    assert (answer.status, answer.code, answer.data["details"]["field"]) == (422, "request.invalid", "X-Seat")


def test_an_empty_body_is_an_empty_object_where_nothing_is_needed(admin: Browser) -> None:
    assert raw(admin, b"", "/counters/1/open")[0] == 200
    assert raw(admin, b"", "/tickets") == (422, "request.invalid")


@pytest.mark.parametrize(
    "mimetype",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "application/xml"],
)
def test_another_kind_of_body_is_unsupported(admin: Browser, mimetype: str) -> None:
    assert raw(admin, b'{"group":"A"}', mimetype=mimetype) == (415, "media.unsupported")


def test_json_with_a_character_set_is_json(admin: Browser) -> None:
    assert raw(admin, b'{"group":"A"}', mimetype="application/json; charset=utf-8")[0] == 201


def test_a_body_that_is_too_large_is_refused_before_it_is_read(lobby: Lobby, admin: Browser) -> None:
    assert raw(admin, b" " * TOO_LARGE) == (413, "request.too_large")
    assert raw(admin, b" " * TOO_LARGE, mimetype="multipart/form-data; boundary=x") == (
        413,
        "request.too_large",
    )
    kiosk = lobby.device("kiosk")
    assert raw(kiosk, b" " * TOO_LARGE) == (413, "request.too_large")


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb", "ก".encode().decode("latin-1") * 200])
def test_a_key_that_is_none_is_invalid(admin: Browser, key: str) -> None:
    answer = admin.post("/tickets", {"group": "A"}, Idempotency_Key=key)
    assert (answer.status, answer.code, answer.data["details"]) == (
        422,
        "request.invalid",
        {"field": "Idempotency-Key"},
    )


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/tickets/", "/counters/one/open", "/counters/-1/open", "/counters/1/fly", "/counters/1.5/open",
     "/" + "x" * 60_000, "/tickets/a/b", "/%00", "/..%2f..%2fetc%2fpasswd"],
)  # fmt: skip
def test_an_address_that_is_none_is_not_found(admin: Browser, path: str) -> None:
    for method in ("GET", "POST"):
        answer = admin.send(method, path, {} if method == "POST" else None)
        assert (answer.status, answer.code) == (404, "not_found"), method


@pytest.mark.parametrize(
    "token", ["x", "x" * 60_000, "%00", "%ff%fe", "%ED%A0%80", "A001", "' OR 1=1 --", "ก", "a%00b", "../../x"]
)
def test_a_token_that_nobody_has_is_unknown(lobby: Lobby, token: str) -> None:
    lobby.office.issue("A")
    for method in ("GET", "DELETE"):
        answer = lobby.visitor().send(method, f"/tickets/{token}")
        assert (answer.status, answer.code) in ((404, "ticket.unknown"), (404, "not_found"))
    page = lobby.visitor().page(f"/t/{token}")
    assert page.status_code == 404
    assert lobby.visitor().page(f"/t/{token}/qr.svg").status_code == 404


@pytest.mark.parametrize("number", ["0", "9", "999999999999", "9223372036854775808", "1" * 400])
def test_a_counter_that_does_not_exist_is_unknown_however_long_its_number(
    admin: Browser, number: str
) -> None:
    answer = admin.post(f"/counters/{number}/call-next", {})
    assert (answer.status, answer.code) == (404, "counter.unknown")


@pytest.mark.parametrize("number", ["0", "9223372036854775808", "1" * 400])
def test_a_rating_that_does_not_exist_is_unknown_however_long_its_number(admin: Browser, number: str) -> None:
    answer = admin.patch(f"/ratings/{number}", {"comment": "x"})
    assert (answer.status, answer.code) == (404, "rating.unknown")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [("PUT", "/tickets", "OPTIONS, POST"), ("GET", "/tickets", "OPTIONS, POST"),
     ("POST", "/board", "GET, HEAD, OPTIONS"), ("PATCH", "/tickets/x", "DELETE, GET, HEAD, OPTIONS"),
     ("GET", "/counters/1/open", "OPTIONS, POST")],
)  # fmt: skip
def test_another_method_is_not_allowed_and_says_which_are(
    admin: Browser, method: str, path: str, allow: str
) -> None:
    answer = admin.send(method, path)
    assert (answer.status, answer.code, answer.headers["Allow"]) == (405, "method.not_allowed", allow)


@pytest.mark.parametrize(
    "query",
    [
        "year=1999",
        "from=yesterday",
        "round=monthly",
        "unknown=1",
        "from=2027-02-31&to=2027-03-01",
        "year=2570&round=%00",
    ],
)
def test_a_query_is_read_strictly(admin: Browser, query: str) -> None:
    answer = admin.get(f"/figures?{query}")
    assert (answer.status, answer.code) == (422, "request.invalid")


def test_a_part_of_a_file_that_is_not_there_is_no_fault_of_the_server(lobby: Lobby) -> None:
    answer = lobby.app.test_client().get("/static/importmap.json", headers={"Range": "bytes=999999-"})
    assert answer.status_code in (200, 400, 416)


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../shared/settings.py",
        "/static/%2e%2e/settings.py",
        "/static//etc/passwd",
        "/kiosk/static/../views.py",
    ],
)
def test_no_file_outside_the_static_folders_is_served(lobby: Lobby, path: str) -> None:
    assert lobby.app.test_client().get(path, follow_redirects=True).status_code == 404


CHOOSER = {"site.unnamed"}
"""What sends a person on, to choose an office; `tests/sites` has it."""


@pytest.mark.parametrize("code", sorted(STATUS.keys() - CHOOSER))
def test_every_refusal_is_a_problem_detail_for_programs_and_a_kind_page_for_people(
    lobby: Lobby, code: str
) -> None:
    @lobby.app.get("/broken")
    def broken() -> str:
        raise QueueError(code, minutes=3, opens="08:30", seconds=7, limit=3)

    client = lobby.app.test_client()
    answer = client.get("/broken", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (STATUS[code], PROBLEM)
    body = json.loads(answer.data)
    assert set(body) == {"type", "title", "status", "code", "detail", "details", "instance"}
    assert (body["status"], body["code"], body["type"]) == (STATUS[code], code, f"urn:tonsai:error:{code}")
    assert body["detail"]
    assert "%(" not in body["detail"]
    assert ("WWW-Authenticate" in answer.headers) == (STATUS[code] == 401)
    assert ("Retry-After" in answer.headers) == (STATUS[code] in (429, 503))
    page = client.get("/broken", headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (STATUS[code], "text/html")
    assert f'data-code="{code}"' in page.get_data(as_text=True)


def test_a_bug_is_logged_with_its_trace_and_shown_without(
    lobby: Lobby, caplog: pytest.LogCaptureFixture
) -> None:
    @lobby.app.get("/broken")
    def broken() -> str:
        raise ZeroDivisionError("secret detail")

    answer = read(lobby.app.test_client().get("/broken", headers={"Accept": "application/json"}))
    assert (answer.status, answer.code) == (500, "server.error")
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text
    assert "secret detail" in caplog.text


def test_nothing_of_all_this_was_written(lobby: Lobby, admin: Browser) -> None:
    before = len(lobby.office.rows(JournalRow))
    for path, body in (
        ("/tickets", {"group": "Z"}),
        ("/ratings", {"score": 9}),
        ("/counters/1/pause", {"reason": "x"}),
    ):
        admin.post(path, body)
    assert len(lobby.office.rows(JournalRow)) == before
