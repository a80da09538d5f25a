"""What a supervisor says: announcements and what they stop, notes of a day, alerts taken on."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from shared.domain.errors import QueueError
from shared.store.day_notes import list_notes
from shared.store.models import Announcement
from tests.cast import CHO, DAO, Person
from tests.lobby import Lobby

# The clock of the tests stands at 9.00 on 12 January 2570 B.E.
TODAY = "2027-01-12"


def send(lobby: Lobby, path: str, person: Person = DAO, **fields: Any) -> TestResponse:
    """Post an ordinary form as a person."""
    mine = lobby.person(person)
    return mine.client.post(path, data=fields, headers={"Accept": "text/html", **mine.headers})


def announce(lobby: Lobby, **fields: Any) -> TestResponse:
    """Announce a power cut until noon, or what is given."""
    usual = {
        "reason": "power",
        "from": "",
        "from_day": TODAY,
        "until": "12.00",
        "until_day": TODAY,
        "stops": "yes",
    }
    return send(lobby, "/announcements", **{**usual, **fields})


def board(lobby: Lobby) -> Any:
    """Return the board as screens get it."""
    return lobby.device("display").get("/board").data


def test_an_announcement_to_all_groups_stops_every_ticket_and_says_so_on_the_board(lobby: Lobby) -> None:
    lobby.office.issue("A")
    assert announce(lobby).status_code == 303
    shown = board(lobby)
    assert [
        (one["text"]["en"], one["groups"], one["stops"], one["until"]) for one in shown["announcements"]
    ] == [("Power cut. Services are suspended for now", [], True, "2027-01-12T05:00:00Z")]
    assert {(group["state"], group["opens"]) for group in shown["groups"]} == {("closed", "12:00")}
    with pytest.raises(QueueError, match=r"group\.closed"):
        lobby.office.issue("B")
    assert lobby.office.state("A001") == "waiting", "who has a ticket keeps the place"


def test_only_the_chosen_groups_are_stopped(lobby: Lobby) -> None:
    announce(lobby, groups=["tax"])
    shown = board(lobby)
    assert shown["announcements"][0]["groups"] == ["A"]
    assert [group["state"] for group in shown["groups"]] == ["closed", "open", "open"]
    assert lobby.office.issue("B") == "B001"


def test_an_announcement_alone_lets_tickets_be_given(lobby: Lobby) -> None:
    announce(lobby, stops="no")
    assert board(lobby)["announcements"][0]["stops"] is False
    assert lobby.office.issue("A") == "A001"


def test_it_begins_and_ends_by_itself(lobby: Lobby) -> None:
    announce(lobby, **{"from": "10:00", "until": "10:30"})
    assert lobby.office.issue("A") == "A001"
    lobby.office.clock.advance(minutes=60)
    lobby.deps.publisher.look()
    assert len(board(lobby)["announcements"]) == 1
    with pytest.raises(QueueError, match=r"group\.closed"):
        lobby.office.issue("A")
    lobby.office.clock.advance(minutes=30)
    lobby.deps.publisher.look()
    assert board(lobby)["announcements"] == []
    assert lobby.office.issue("A") == "A002"


def test_it_can_be_ended_early_once(lobby: Lobby) -> None:
    announce(lobby)
    (row,) = lobby.office.rows(Announcement)
    assert send(lobby, f"/announcements/{row.id}/end").status_code == 303
    assert lobby.office.issue("A") == "A001"
    again = send(lobby, f"/announcements/{row.id}/end")
    assert (again.status_code, 'data-code="announcement.over"' in again.get_data(as_text=True)) == (409, True)
    kinds = [kind for kind, _ in lobby.office.facts("announcement.made", "announcement.ended")]
    assert kinds == ["announcement.made", "announcement.ended"]


def test_own_words_stand_in_every_language_and_what_is_left_empty_is_said_in_thai(lobby: Lobby) -> None:
    announce(lobby, reason="other", words_th="ปิด <b>เร็ว</b>", words_en="Closing early")
    assert board(lobby)["announcements"][0]["text"] == {
        "th": "ปิด <b>เร็ว</b>", "ms": "ปิด <b>เร็ว</b>", "en": "Closing early",
    }  # fmt: skip
    assert "<b>เร็ว</b>" not in lobby.person(DAO).page("/announcements").get_data(as_text=True)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reason": "other"}, "words_th"),
        ({"reason": "nobody"}, "reason"),
        ({"words_en": "only English"}, "words_th"),
        ({"words_th": "ก" * 101}, "words_th"),
        ({"groups": ["none"]}, "groups"),
        ({"until": "8.59"}, "until"),
        ({"until": "25.00"}, "until"),
        ({"until_day": "2027-03-01"}, "until"),
        ({"until_day": "soon"}, "until"),
        ({"from": "13.00"}, "until"),
    ],
)
def test_what_cannot_be_announced_is_refused_with_its_field(
    lobby: Lobby, fields: dict[str, Any], field: str
) -> None:
    answer = announce(lobby, **fields)
    shown = answer.get_data(as_text=True)
    assert (answer.status_code, 'data-code="request.invalid"' in shown) == (422, True)
    words = lobby.deps.languages.text(f"overseeing.field.{field}", "th")
    assert words in shown
    assert lobby.office.rows(Announcement) == []


def test_an_outage_stands_in_the_log_of_its_day_and_reports_find_it(lobby: Lobby) -> None:
    answer = send(
        lobby, "/day-log", day=TODAY, kind="outage", starts="8.15", ends="8.40", text="ไฟดับ ใช้บัตรกระดาษ"
    )
    assert answer.headers["Location"] == f"/day-log?day={TODAY}&done=written"
    send(lobby, "/day-log", day=TODAY, kind="note", starts="", ends="", text="ป้ายใหม่มาถึง")
    with lobby.deps.engine.connect() as conn:
        (outage,) = list_notes(conn, 1, TODAY, TODAY, kind="outage")
        both = list_notes(conn, 1, "2027-01-01", "2027-01-31")
    assert (outage.day, outage.starts, outage.ends, outage.text, outage.staff) == (
        TODAY, "08:15", "08:40", "ไฟดับ ใช้บัตรกระดาษ", DAO.name,
    )  # fmt: skip
    assert sorted(note.kind for note in both) == ["note", "outage"]
    shown = lobby.person(DAO).page(f"/day-log?day={TODAY}").get_data(as_text=True)
    assert shown.index("08.15–08.40 · ไฟดับ") < shown.index("ป้ายใหม่มาถึง")


def test_the_journal_proves_a_note_without_its_words(lobby: Lobby) -> None:
    send(lobby, "/day-log", day=TODAY, kind="outage", starts="8.15", text="ไฟดับ")
    ((_, fact),) = lobby.office.facts("note.written")
    assert fact["sha256"] == hashlib.sha256("ไฟดับ".encode()).hexdigest()
    assert "ไฟดับ" not in str(fact)


def test_a_note_is_taken_back_once_and_its_row_stays(lobby: Lobby) -> None:
    send(lobby, "/day-log", day=TODAY, kind="note", text="ผิด")
    assert send(lobby, "/day-log/1/withdraw", day=TODAY).status_code == 303
    with lobby.deps.engine.connect() as conn:
        assert list_notes(conn, 1, TODAY, TODAY) == []
    again = send(lobby, "/day-log/1/withdraw", day=TODAY)
    assert (again.status_code, 'data-code="note.unknown"' in again.get_data(as_text=True)) == (404, True)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "ก" * 301}, "text"),
        ({"kind": "outage", "starts": ""}, "starts"),
        ({"starts": "9.30", "ends": "9.10"}, "ends"),
        ({"starts": "midnight"}, "starts"),
        ({"kind": "gossip"}, "kind"),
        ({"day": "2027-01-13"}, "day"),
        ({"day": "2026-12-01"}, "day"),
        ({"day": "today"}, "day"),
    ],
)
def test_a_note_that_says_nothing_true_is_refused_with_its_field(
    lobby: Lobby, fields: dict[str, Any], field: str
) -> None:
    answer = send(lobby, "/day-log", **{"day": TODAY, "kind": "note", "text": "x", **fields})
    assert answer.status_code == 422
    assert lobby.deps.languages.text(f"overseeing.field.{field}", "th") in answer.get_data(as_text=True)
    with lobby.deps.engine.connect() as conn:
        assert list_notes(conn, 1, "2026-01-01", "2028-01-01") == []


def test_an_executive_reads_the_log_without_names_and_writes_nothing(lobby: Lobby) -> None:
    send(lobby, "/day-log", day=TODAY, kind="note", text="ป้ายใหม่")
    shown = lobby.person(CHO).page("/day-log").get_data(as_text=True)
    assert ("ป้ายใหม่" in shown, DAO.name in shown, "note-form" in shown) == (True, False, False)


def attention(lobby: Lobby, code: str) -> list[tuple[str, str | None, str | None]]:
    """Return what the desk says of a code: subject, until when it rests, who sees to it."""
    desk = lobby.person(DAO).get("/desk").data
    return [(a["subject"], a["rests_until"], a["taken_by"]) for a in desk["attention"] if a["code"] == code]


def test_an_alert_taken_on_rests_with_a_name_and_comes_back_by_itself(lobby: Lobby) -> None:
    lobby.office.issue("C")
    dao = lobby.person(DAO)
    body = {"code": "no_counter", "subject": "welfare", "minutes": 15}
    assert dao.post("/alerts/take", body).status == 200
    assert attention(lobby, "no_counter") == [("welfare", "2027-01-12T02:15:00Z", DAO.name)]
    lobby.office.clock.advance(minutes=15)
    lobby.deps.publisher.changed([1])
    assert attention(lobby, "no_counter") == [("welfare", None, None)]
    assert lobby.office.facts("alert.taken_on") == [("alert.taken_on", body)]


def test_an_alert_is_given_back_with_no_minutes(lobby: Lobby) -> None:
    lobby.office.issue("C")
    dao = lobby.person(DAO)
    dao.post("/alerts/take", {"code": "no_counter", "subject": "welfare", "minutes": 60})
    dao.post("/alerts/take", {"code": "no_counter", "subject": "welfare", "minutes": 0})
    assert attention(lobby, "no_counter") == [("welfare", None, None)]


@pytest.mark.parametrize(
    "body",
    [
        {"code": "gossip", "subject": "", "minutes": 15},
        {"code": "help", "subject": "x" * 81, "minutes": 15},
        {"code": "help", "subject": "", "minutes": 481},
        {"code": "help", "subject": "", "minutes": -1},
    ],
)
def test_what_is_no_alert_cannot_be_taken_on(lobby: Lobby, body: dict[str, Any]) -> None:
    answer = lobby.person(DAO).post("/alerts/take", body)
    assert (answer.status, answer.code) == (422, "request.invalid")


def test_the_journal_says_announcements_and_alerts_as_sentences(lobby: Lobby) -> None:
    announce(lobby, groups=["tax"])
    lobby.person(DAO).post("/alerts/take", {"code": "long_wait", "subject": "tax", "minutes": 15})
    dao = lobby.person(DAO)
    dao.client.set_cookie("tonsai_lang", "en")
    shown = re.sub(r"<[^>]+>", "", dao.page("/journal").get_data(as_text=True))
    assert "Announced “Power cut. Services are suspended for now” from" in shown
    assert "12.00" in shown
    assert "15 minutes" in shown
