"""What somebody sees on their own phone from the number to the rating, with and without sockets."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Response, expect

from tests.browser.cables import Cable
from tests.browser.conftest import Open, Window
from tests.browser.programs import Issued, Program
from tests.browser.senses import ASKED_TO_COME, CHIME, QUIET, expect_heard, felt, heard, listen
from tests.browser.sentences import words

COUNTER = 3
POLL_MS = 5_500
"""A little more than the server asks a phone to wait whose turn is near."""
OVERDUE_MS = 40_000
"""Longer than a phone with a socket waits for its next answer, and its patience after that."""


@pytest.fixture
def phone(window: Open, office: Program) -> Window:
    """Somebody's phone; `office` has nobody in it."""
    made = window("phone")
    listen(made.context)
    return made


def look_at(phone: Window, ticket: Issued) -> None:
    """Open the page behind the ticket's QR."""
    phone.page.goto(f"/t/{ticket.token}")
    expect(phone.test("number")).to_have_text(ticket.number)


def expect_state(phone: Window, state: str) -> None:
    """Wait for what the page is about."""
    expect(phone.test("state")).to_have_attribute("data-state", state)


def answers_of(phone: Window) -> list[Response]:
    """Return the list into which every later answer about the ticket goes."""
    got: list[Response] = []
    phone.page.on("response", lambda r: got.append(r) if "/api/v1/tickets/" in r.url else None)
    return got


def ratings_of(office: Program, ticket: Issued) -> list[dict[str, Any]]:
    """What the office keeps of the ratings of a ticket."""
    columns = ("score", "staff", "process", "reasons", "comment", "language", "source", "verified")
    rows = office.served.read(
        f"SELECT {', '.join('rating.' + column for column in columns)} FROM rating"  # noqa: S608 - our own names
        " JOIN ticket ON ticket.id = rating.ticket_id WHERE ticket.token = ?",
        ticket.token,
    )
    kept = [dict(zip(columns, row, strict=True)) for row in rows]
    return [{**one, "reasons": json.loads(one["reasons"])} for one in kept]


def test_at_its_turn_the_phone_vibrates_chimes_and_says_where_until_its_owner_is_on_the_way(
    phone: Window, office: Program
) -> None:
    office.change_settings(lambda s: s.update(recall_spacing_s=1))
    ticket = office.issue("A")
    look_at(phone, ticket)
    phone.test("number").tap()
    office.call(COUNTER, ticket)
    expect(phone.test("turn-counter")).to_have_text(str(COUNTER))
    expect_heard(phone.page, CHIME)
    assert felt(phone.page) == [ASKED_TO_COME]
    expect(phone.page).to_have_title(words("phone.page.called", counter=COUNTER))
    office.recall(COUNTER)
    expect_heard(phone.page, CHIME * 3)
    assert felt(phone.page) == [ASKED_TO_COME] * 2
    phone.test("on-my-way").tap()
    expect(phone.test("going")).to_be_visible()
    assert felt(phone.page) == [*[ASKED_TO_COME] * 2, QUIET]


def test_where_sockets_are_refused_the_phone_asks_at_the_pace_the_server_names(
    phone: Window, office: Program
) -> None:
    Cable(phone.context).refuse_sockets()
    ticket = office.issue("A")
    phone.page.clock.install()
    got = answers_of(phone)
    with phone.page.expect_response("**/api/v1/tickets/**"):
        look_at(phone, ticket)
        phone.page.clock.pause_at(phone.page.evaluate("Date.now()") / 1000 + 1)
    office.call(COUNTER, ticket)
    phone.page.clock.run_for(POLL_MS)
    expect(phone.test("turn-counter")).to_have_text(str(COUNTER))
    office.at(COUNTER, "start")
    phone.page.clock.run_for(POLL_MS)
    expect_state(phone, "serving")
    news = [answer for answer in got if answer.status == 200]
    assert len(news) == 3
    # A machine that was slow to stop its clock may have let one more question through, never a flood of them.
    assert len(got) <= len(news) + 1


def test_an_answer_that_says_nothing_new_is_not_sent_again(phone: Window, office: Program) -> None:
    look_at(phone, office.issue("A"))
    got = answers_of(phone)
    look_again = "document.dispatchEvent(new Event('visibilitychange'))"
    with phone.page.expect_response("**/api/v1/tickets/**"):
        phone.page.evaluate(look_again)
    expect(phone.test("data-of")).to_be_visible()
    with phone.page.expect_response("**/api/v1/tickets/**") as asked:
        phone.page.evaluate(look_again)
    assert (got[0].status, asked.value.status) == (200, 304)
    assert asked.value.request.headers["if-none-match"] == got[0].headers["etag"]
    expect(phone.test("ahead")).to_have_attribute("data-ahead", "0")


def test_the_place_in_the_line_follows_those_before(phone: Window, office: Program) -> None:
    first, mine = office.issue("A"), office.issue("A")
    look_at(phone, mine)
    expect(phone.test("ahead")).to_have_attribute("data-ahead", "1")
    office.call(COUNTER, first)
    expect(phone.test("ahead")).to_have_attribute("data-ahead", "0")
    expect(phone.test("calling")).to_contain_text(first.number)


def test_giving_up_is_asked_once_and_may_still_be_taken_back(phone: Window, office: Program) -> None:
    ticket = office.issue("A")
    look_at(phone, ticket)
    phone.test("give-up").tap()
    expect(phone.test("give-up-ask")).to_contain_text(ticket.number)
    phone.test("give-up-keep").tap()
    phone.gone("give-up-ask")
    assert office.state(ticket) == "waiting"
    phone.test("give-up").tap()
    phone.test("give-up-confirm").tap()
    expect(phone.test("end-cancelled")).to_be_visible()
    assert office.state(ticket) == "cancelled"
    assert office.find(ticket.number) is None


def test_giving_up_without_a_network_says_that_it_was_not_done(phone: Window, office: Program) -> None:
    cable = Cable(phone.context)
    ticket = office.issue("A")
    look_at(phone, ticket)
    phone.test("give-up").tap()
    cable.pull()
    phone.test("give-up-confirm").tap()
    expect(phone.test("refused")).to_have_text(words("phone.give_up.failed"))
    cable.put_back()
    phone.test("give-up-confirm").tap()
    expect(phone.test("end-cancelled")).to_be_visible()
    assert office.state(ticket) == "cancelled"


def test_who_missed_the_call_is_told_where_to_go_and_waits_again_once_put_back(
    phone: Window, office: Program
) -> None:
    ticket = office.issue("A")
    look_at(phone, ticket)
    office.call(COUNTER, ticket)
    office.at(COUNTER, "no-show")
    expect_state(phone, "no_show")
    expect(phone.test("what-to-do")).to_contain_text(words("phone.no_show.do.counter", counter=COUNTER))
    office.at(COUNTER, "put-back", ticket=ticket.number)
    expect_state(phone, "waiting")
    expect(phone.test("ahead")).to_have_attribute("data-ahead", "0")


def test_who_is_on_hold_reads_what_to_do_and_may_give_up(phone: Window, office: Program) -> None:
    ticket = office.issue("A")
    look_at(phone, ticket)
    office.call(COUNTER, ticket)
    office.at(COUNTER, "hold", reason="copies")
    expect_state(phone, "held")
    expect(phone.test("what-to-do")).to_contain_text(words("phone.held.do"))
    expect(phone.test("give-up")).to_be_visible()
    office.at(COUNTER, "call", ticket=ticket.number, reason="returned")
    expect(phone.test("turn-counter")).to_have_text(str(COUNTER))


def test_a_low_rating_may_say_why_and_everything_said_is_kept(phone: Window, office: Program) -> None:
    ticket = office.issue("A")
    office.serve(COUNTER, ticket, "T1")
    look_at(phone, ticket)
    phone.test("face-2").tap()
    expect(phone.test("given")).to_contain_text(words("common.score.2"))
    assert [one["score"] for one in ratings_of(office, ticket)] == [2]
    phone.test("reason-long_wait").tap()
    phone.test("reason-facilities").tap()
    phone.test("process-3").tap()
    phone.test("staff-5").tap()
    phone.test("comment").fill("  ที่นั่งน้อยไป  ")
    phone.test("rating-finish").tap()
    expect(phone.test("thanks")).to_be_visible()
    (kept,) = ratings_of(office, ticket)
    assert kept == {
        "score": 2,
        "staff": 5,
        "process": 3,
        "reasons": ["long_wait", "facilities"],
        "comment": "ที่นั่งน้อยไป",
        "language": "th",
        "source": "phone",
        "verified": 1,
    }
    assert office.ask("GET", "/figures")["ratings"]["verified"]["n"] == 0, "figures count it from tomorrow on"
    phone.page.reload()
    expect(phone.test("thanks")).to_be_visible()


def test_who_is_satisfied_is_not_asked_what_should_be_better(phone: Window, office: Program) -> None:
    ticket = office.issue("A")
    office.serve(COUNTER, ticket, "T1")
    look_at(phone, ticket)
    phone.test("face-5").tap()
    expect(phone.test("given")).to_be_visible()
    expect(phone.test("comment")).to_be_visible()
    phone.gone("reason-long_wait")
    phone.test("rating-finish").tap()
    expect(phone.test("thanks")).to_be_visible()
    (kept,) = ratings_of(office, ticket)
    assert (kept["score"], kept["reasons"], kept["comment"]) == (5, [], None)


def test_a_slip_of_the_finger_is_corrected_and_counts_once(phone: Window, office: Program) -> None:
    ticket = office.issue("A")
    office.serve(COUNTER, ticket, "T1")
    look_at(phone, ticket)
    phone.test("face-1").tap()
    phone.test("correct").tap()
    phone.test("face-4").tap()
    expect(phone.test("given")).to_contain_text(words("common.score.4"))
    assert [one["score"] for one in ratings_of(office, ticket)] == [4]


def test_an_address_that_belongs_to_no_ticket_says_so_kindly(phone: Window) -> None:
    answer = phone.page.goto("/t/this-was-never-given")
    assert answer is not None
    assert answer.status == 404
    expect(phone.test("lost")).to_be_visible()


def test_a_ticket_the_server_knows_no_more_is_said_to_be_over(phone: Window, office: Program) -> None:
    ticket = office.issue("A")
    look_at(phone, ticket)
    phone.page.route(
        "**/api/v1/tickets/**",
        lambda route: route.fulfill(status=404, content_type="application/problem+json", body="{}"),
    )
    office.issue("A")
    expect(phone.test("end-expired")).to_contain_text(ticket.number)


def test_a_phone_without_a_network_says_of_when_its_words_are_and_catches_up_by_itself(
    phone: Window, office: Program
) -> None:
    cable = Cable(phone.context)
    ticket = office.issue("A")
    phone.page.clock.install()
    look_at(phone, ticket)
    cable.pull()
    phone.page.clock.run_for(OVERDUE_MS)
    expect(phone.test("stale")).to_be_visible()
    expect(phone.test("ticket")).to_have_attribute("data-look", "stale")
    office.call(COUNTER, ticket)
    cable.put_back()
    expect(phone.test("turn-counter")).to_have_text(str(COUNTER))
    phone.page.clock.run_for(POLL_MS)
    phone.gone("stale")


def test_the_language_chosen_on_the_phone_stays_there_and_sets_no_cookie(
    phone: Window, office: Program
) -> None:
    look_at(phone, office.issue("A", language="en"))
    html = phone.page.locator("html")
    expect(html).to_have_attribute("lang", "en")
    phone.test("language").tap()
    phone.test("language-ms").tap()
    expect(html).to_have_attribute("lang", "ms")
    phone.page.reload()
    expect(html).to_have_attribute("lang", "ms")
    assert [cookie for cookie in phone.context.cookies() if cookie["name"] == "tonsai_lang"] == []
    assert heard(phone.page) == []
