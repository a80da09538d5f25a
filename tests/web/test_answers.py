"""The answers of the API on the ordinary road: what programs rely on, word for word."""

from __future__ import annotations

import pytest

from shared.store.models import Rating, Ticket
from tests.cast import ANA, BEN, DAO, OFFICE
from tests.lobby import Browser, Lobby


@pytest.fixture
def kiosk(lobby: Lobby) -> Browser:
    """The kiosk in the lobby."""
    return lobby.device("kiosk")


def test_a_visitor_from_the_kiosk_to_the_rating(lobby: Lobby, kiosk: Browser) -> None:
    ana, phone = lobby.person(ANA), lobby.visitor()
    assert [g["code"] for g in kiosk.get("/groups").data["groups"]] == ["tax", "registry", "welfare"]
    issued = kiosk.post("/tickets", {"group": "tax", "language": "ms"})
    ticket = issued.data
    assert (issued.status, ticket["number"], ticket["group"], ticket["ahead"], ticket["wait"], ticket["seq"]) == (
        201, "A001", "tax", 0, None, 3,
    )  # fmt: skip
    assert ticket["url"] == f"http://localhost/t/{ticket['token']}"
    path = f"/tickets/{ticket['token']}"
    assert phone.get(path).data == {
        "number": "A001", "state": "waiting", "group": "tax", "counter": None, "ahead": 0, "wait": None,
        "group_name": {"th": "Tax (th)", "ms": "Tax (ms)", "en": "Tax"}, "poll_after_s": 5, "language": "ms",
        "called_at": None, "rated": False, "ratable": False, "seq": 3,
    }  # fmt: skip
    assert ana.post("/counters/1/open", {}).data == {"ticket": None, "seq": 4}
    assert ana.post("/counters/1/call-next", {}).data["ticket"]["number"] == "A001"
    called = phone.get(path).data
    assert (called["state"], called["counter"], called["called_at"]) == ("called", 1, "2027-01-12T02:00:00Z")
    assert ana.post("/counters/1/start", {}).data["ticket"]["state"] == "serving"
    assert ana.post("/counters/1/finish", {"service": "T1"}).data["ticket"]["state"] == "finished"
    assert phone.get(path).data["ratable"] is True
    assert [t["number"] for t in kiosk.get("/ratable").data["tickets"]] == ["A001"]
    rated = phone.post("/ratings", {"score": 5, "token": ticket["token"]})
    assert (rated.status, rated.data["verified"]) == (201, True)
    assert kiosk.get("/ratable").data["tickets"] == []
    assert (phone.get(path).data["rated"], phone.get(path).data["ratable"]) == (True, False)
    more = {"comment": "ขอบคุณ", "token": ticket["token"]}
    assert phone.patch(f"/ratings/{rated.data['id']}", more).status == 200
    assert kiosk.patch(f"/ratings/{rated.data['id']}", more).code == "rating.unknown"
    (row,) = lobby.office.rows(Rating)
    assert (row.score, row.comment, row.source, row.verified) == (5, "ขอบคุณ", "phone", True)
    assert lobby.office.verify().fault is None


def test_the_channel_says_whether_a_kiosk_or_a_program_gave_the_number(lobby: Lobby, kiosk: Browser) -> None:
    kiosk.post("/tickets", {"group": "A"})
    lobby.program("kiosk").post("/tickets", {"group": "A", "priority": True})
    assert [(r.channel, r.klass) for r in lobby.office.rows(Ticket)] == [
        ("kiosk", "normal"),
        ("program", "priority"),
    ]


def test_the_promise_shown_is_the_promise_kept(lobby: Lobby, kiosk: Browser) -> None:
    office = lobby.office
    office.ben.open()
    for _ in range(10):
        office.issue("B")
        office.ben.call_next()
        office.ben.start()
        office.clock.advance(minutes=10)
        office.ben.finish("R1")
    kiosk.get("/groups")
    wait = kiosk.post("/tickets", {"group": "B"}).data["wait"]
    row = office.ticket("B011")
    assert wait == {"low_min": 0, "high_min": 5}
    assert (row.promise_low_s, row.promise_high_s) == (0, 300)
    lobby.deps.publisher.latest(OFFICE)
    wait = kiosk.post("/tickets", {"group": "B"}).data["wait"]
    row = office.ticket("B012")
    assert wait == {"low_min": 10, "high_min": 15}
    assert (row.promise_low_s, row.promise_high_s) == (600, 900)


def test_two_presses_are_one_slip(lobby: Lobby, kiosk: Browser) -> None:
    first = kiosk.post("/tickets", {"group": "A"}, Idempotency_Key="press-1")
    second = kiosk.post("/tickets", {"group": "A"}, Idempotency_Key="press-1")
    assert (first.status, second.status, first.data) == (201, 201, second.data)
    assert len(lobby.office.rows(Ticket)) == 1
    other = kiosk.post("/tickets", {"group": "B"}, Idempotency_Key="press-1")
    assert (other.status, other.code) == (422, "key.reused")
    assert kiosk.post("/help", {}, Idempotency_Key="press-1").code == "key.reused"


def test_a_double_click_on_call_next_calls_one_person(lobby: Lobby) -> None:
    lobby.office.issue("A")
    lobby.office.issue("A")
    ana = lobby.person(ANA)
    ana.post("/counters/1/open", {})
    answers = [ana.post("/counters/1/call-next", {}, Idempotency_Key="click-1") for _ in range(2)]
    assert [a.data["ticket"]["number"] for a in answers] == ["A001", "A001"]
    assert lobby.office.state("A002") == "waiting"


def test_an_unchanged_answer_is_not_sent_again(lobby: Lobby, kiosk: Browser) -> None:
    token = lobby.office.token(lobby.office.issue("A"))
    for browser, path in (
        (lobby.visitor(), f"/tickets/{token}"),
        (kiosk, "/board"),
        (lobby.person(ANA), "/desk"),
    ):
        first = browser.get(path)
        etag = first.headers["ETag"]
        again = browser.get(path, If_None_Match=etag)
        assert (again.status, again.text, again.headers["ETag"]) == (304, "", etag)
        assert first.headers["Cache-Control"] == "no-cache"
        lobby.office.issue("A")
        changed = browser.get(path, If_None_Match=etag)
        assert changed.status == 200
        assert changed.headers["ETag"] != etag


def test_what_must_not_be_kept_is_not_kept(lobby: Lobby, kiosk: Browser) -> None:
    assert kiosk.post("/tickets", {"group": "A"}).headers["Cache-Control"] == "no-store"
    assert kiosk.get("/ratable").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("waiting_before", "poll_after_s"), [(0, 5), (2, 5), (3, 10), (5, 10), (6, 20)])
def test_a_phone_asks_the_more_often_the_nearer_its_turn(
    lobby: Lobby, waiting_before: int, poll_after_s: int
) -> None:
    for _ in range(waiting_before):
        lobby.office.issue("A")
    token = lobby.office.token(lobby.office.issue("A"))
    assert lobby.visitor().get(f"/tickets/{token}").data["poll_after_s"] == poll_after_s


def test_the_phone_is_told_what_became_of_its_ticket(lobby: Lobby) -> None:
    office = lobby.office
    number = office.issue("A")
    token = office.token(number)
    ana = office.ana.open()

    def seen() -> tuple[str, int | None, int | None]:
        data = lobby.visitor().get(f"/tickets/{token}").data
        return data["state"], data["counter"], data["ahead"]

    ana.call_next()
    ana.hold()
    assert seen() == ("held", None, None)
    ana.resume(number)
    assert seen() == ("waiting", None, 0)
    ana.call_next()
    ana.no_show()
    assert seen() == ("no_show", 1, None)
    ana.put_back(number)
    ana.call_next()
    ana.transfer(group="B")
    assert seen() == ("waiting", None, 0)
    office.clock.show("2027-01-13 08:30")
    office.issue("A")
    assert seen() == ("abandoned", None, None)


def test_giving_up_the_place_by_phone(lobby: Lobby) -> None:
    token = lobby.office.token(lobby.office.issue("A"))
    phone = lobby.visitor()
    answer = phone.delete(f"/tickets/{token}")
    assert (answer.status, answer.data) == (200, {"number": "A001", "state": "cancelled", "seq": 4})
    assert phone.delete(f"/tickets/{token}").code == "ticket.wrong_state"


def test_a_lost_answer_to_giving_up_is_the_same_when_asked_again(lobby: Lobby) -> None:
    token = lobby.office.token(lobby.office.issue("A"))
    answers = [lobby.visitor().delete(f"/tickets/{token}", Idempotency_Key="leave") for _ in range(2)]
    assert answers[0].data == answers[1].data == {"number": "A001", "state": "cancelled", "seq": 4}


def test_a_phone_without_a_ticket_rates_nothing(lobby: Lobby) -> None:
    assert lobby.visitor().post("/ratings", {"score": 5}).code == "auth.required"
    assert lobby.visitor().post("/ratings", {"score": 5, "token": "nobody-has-this"}).code == "ticket.unknown"
    assert lobby.office.rows(Rating) == []


def test_a_tablet_and_a_program_say_where_a_rating_came_from(lobby: Lobby) -> None:
    lobby.device("tablet").post("/ratings", {"score": 4, "group": "registry", "reasons": ["long_wait"]})
    lobby.program("kiosk").post("/ratings", {"score": 3})
    assert [(r.source, r.source_id, r.score) for r in lobby.office.rows(Rating)] == [
        ("tablet", "device:3", 4), ("program", "token:1", 3),
    ]  # fmt: skip


def test_a_supervisor_closes_a_group_and_opens_it_again(lobby: Lobby, kiosk: Browser) -> None:
    dao = lobby.person(DAO)
    assert dao.post("/groups/A/close", {}).data == {"seq": 3}
    refusal = kiosk.post("/tickets", {"group": "tax"})
    assert (refusal.status, refusal.code, refusal.data["details"]) == (409, "group.closed", {"group": "tax"})
    assert dao.post("/groups/tax/open", {}).status == 200
    assert kiosk.post("/tickets", {"group": "tax"}).status == 201
    assert dao.post("/groups/nothing/close", {}).code == "group.unknown"


def test_help_is_asked_by_the_kiosk_and_answered_by_staff(lobby: Lobby, kiosk: Browser) -> None:
    assert kiosk.post("/help", {}).status == 201
    ben = lobby.person(BEN)
    assert [a["code"] for a in ben.get("/desk").data["attention"]] == ["help"]
    assert ben.delete("/help").status == 200
    assert ben.get("/desk").data["attention"] == []


def test_every_press_of_a_console_answers_with_the_ticket_and_the_journals_number(lobby: Lobby) -> None:
    """All fifteen verbs over HTTP, in one person's day."""
    office, ana, ben = lobby.office, lobby.person(ANA), lobby.person(BEN)
    for group in "AAABB":
        office.issue(group)

    def press(browser: Browser, number: int, verb: str, **body: object) -> tuple[str, str] | None:
        answer = browser.post(f"/counters/{number}/{verb}", body)
        assert answer.status == 200, (verb, answer.data)
        assert answer.data["seq"] == len(office.facts())
        ticket = answer.data["ticket"]
        return (ticket["number"], ticket["state"]) if ticket else None

    assert press(ana, 1, "open", groups=["A"]) is None
    assert press(ben, 2, "open") is None
    assert press(ana, 1, "call-next") == ("A001", "called")
    office.clock.advance(seconds=30)
    assert press(ana, 1, "recall") == ("A001", "called")
    assert press(ana, 1, "no-show") == ("A001", "no_show")
    assert press(ana, 1, "put-back", ticket="A001") == ("A001", "waiting")
    assert press(ana, 1, "call", ticket="A003", reason="urgent") == ("A003", "called")
    assert press(ana, 1, "start") == ("A003", "serving")
    assert press(ana, 1, "hold", reason="copies") == ("A003", "held")
    assert press(ana, 1, "resume", ticket="A003") == ("A003", "waiting")
    assert press(ana, 1, "call-next") == ("A002", "called")
    assert press(ana, 1, "transfer", counter=2) == ("A002", "waiting")
    assert press(ana, 1, "call-next") == ("A003", "called")
    assert press(ana, 1, "finish", service="T1") == ("A003", "finished")
    assert press(ana, 1, "correct", service="T2") == ("A003", "finished")
    assert press(ana, 1, "pause", reason="break") is None
    assert press(ana, 1, "close") is None
    assert press(ben, 2, "call-next") == ("A002", "called")
    assert press(ben, 2, "finish") == ("A002", "finished")
