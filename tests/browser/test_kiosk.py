"""What a visitor's finger does at the kiosk: one press one ticket whatever the network does, ratings, help."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import expect

from tests.browser.cables import Cable, lose_answers
from tests.browser.conftest import HAND_MS, Open, Window
from tests.browser.programs import Program
from tests.browser.sentences import words
from tests.browser.served import Served
from tests.clockwork import wait_until

COUNTER = 3
TICKETS = "**/api/v1/tickets"
LOST = 4
ALWAYS = 10_000
TEMPER_MS = 31_000
"""A little longer than a visitor is kept waiting for a number."""
A_TRY_MS = 1_500
"""Longer than the rest between two tries."""
GAP_S = 9
"""Longer than a hand needs from one rating to the next."""
A_MOMENT_MS = 12_000
"""Thanks stay three seconds, twice; the rest is for a busy machine."""


def last_ratings(served: Served, count: int) -> list[tuple[Any, ...]]:
    """Return the newest ratings: score, process, reasons, verified, moment in seconds; oldest first."""
    rows = served.read(
        "SELECT score, process, reasons, verified, at FROM rating ORDER BY id DESC LIMIT ?", count
    )
    return [(score, process, json.loads(reasons), *rest) for score, process, reasons, *rest in rows[::-1]]


def test_a_press_whose_answers_are_lost_is_tried_again_under_one_key_and_gives_one_ticket(
    kiosk: Window, office: Program
) -> None:
    before = len(office.given())
    keys = lose_answers(kiosk.page, TICKETS, LOST)
    kiosk.tap("language-th")
    kiosk.tap("group-A")
    expect(kiosk.test("sheet-waiting")).to_be_visible()
    expect(kiosk.test("number")).to_contain_text(re.compile(r"A\d{3}"))
    assert len(keys) == LOST + 1
    assert len(set(keys)) == 1
    (fact,) = office.given()[before:]
    expect(kiosk.test("number")).to_contain_text(fact["ticket"])


def test_a_number_that_nobody_saw_for_lost_answers_is_given_back(kiosk: Window, office: Program) -> None:
    before = len(office.given())
    kiosk.page.clock.install()
    kiosk.page.reload()
    kiosk.settle()
    keys = lose_answers(kiosk.page, TICKETS, ALWAYS)
    kiosk.tap("language-th")
    kiosk.tap("group-A")
    expect(kiosk.test("sheet-waiting")).to_be_visible()
    kiosk.page.clock.run_for(TEMPER_MS)
    expect(kiosk.test("sheet-refused")).to_contain_text(words("kiosk.refused.network"))
    assert len(keys) > 1
    assert len(set(keys)) == 1
    (fact,) = office.given()[before:]
    assert office.find(fact["ticket"]) is not None
    kiosk.page.unroute(TICKETS)
    kiosk.page.clock.run_for(A_TRY_MS)
    wait_until(lambda: office.find(fact["ticket"]) is None)
    assert office.served.facts("ticket.cancelled")[-1]["ticket"] == fact["ticket"]
    assert len(office.given()[before:]) == 1


def test_priority_is_said_before_the_group_and_is_off_again_for_the_next_visitor(
    kiosk: Window, office: Program
) -> None:
    before = len(office.given())
    kiosk.tap("language-th")
    expect(kiosk.test("priority")).to_have_attribute("aria-checked", "false")
    kiosk.tap("priority")
    expect(kiosk.test("priority")).to_have_attribute("aria-checked", "true")
    kiosk.tap("group-A")
    expect(kiosk.test("screen-number")).to_be_visible()
    kiosk.tap("done")
    kiosk.tap("language-th")
    expect(kiosk.test("priority")).to_have_attribute("aria-checked", "false")
    kiosk.tap("group-A")
    expect(kiosk.test("screen-number")).to_be_visible()
    assert [fact["class"] for fact in office.given()[before:]] == ["priority", "normal"]


def test_the_language_may_be_changed_before_the_group_and_goes_with_the_ticket(
    kiosk: Window, office: Program
) -> None:
    before = len(office.given())
    kiosk.tap("language-th")
    kiosk.tap("language")
    expect(kiosk.test("sheet-language")).to_be_visible()
    kiosk.page.wait_for_timeout(HAND_MS)
    kiosk.page.locator('[data-test="sheet-language"] [data-test="language-ms"]').tap()
    kiosk.gone("sheet-language")
    expect(kiosk.page.locator("html")).to_have_attribute("lang", "ms")
    expect(kiosk.page.get_by_role("heading", level=1)).to_have_text(words("kiosk.groups.title", "ms"))
    kiosk.tap("group-A")
    expect(kiosk.test("screen-number")).to_be_visible()
    (fact,) = office.given()[before:]
    assert fact["language"] == "ms"


def test_back_from_the_groups_leads_to_the_start_and_takes_no_number(kiosk: Window, office: Program) -> None:
    before = len(office.given())
    kiosk.tap("language-en")
    kiosk.tap("priority")
    kiosk.tap("back")
    expect(kiosk.test("screen-home")).to_be_visible()
    kiosk.tap("language-en")
    expect(kiosk.test("priority")).to_have_attribute("aria-checked", "false")
    assert office.given()[before:] == []


def test_more_time_keeps_the_number_and_done_leaves_nothing_of_it(kiosk: Window, office: Program) -> None:
    kiosk.tap("language-th")
    kiosk.tap("group-A")
    expect(kiosk.test("screen-number")).to_be_visible()
    kiosk.tap("more-time")
    expect(kiosk.test("countdown")).to_have_text(re.compile(r"3\d"))
    kiosk.tap("done")
    expect(kiosk.test("screen-home")).to_be_visible()
    expect(kiosk.test("waiting")).to_contain_text("1")
    kiosk.gone("number")


def test_a_group_that_filled_up_in_the_same_moment_says_why_there_is_no_number(
    window: Open, office: Program
) -> None:
    made = window("kiosk")
    cable = Cable(made.context)
    made.open_device("kiosk")
    made.tap("language-th")
    expect(made.test("group-A")).to_be_visible()
    cable.hold_news()
    office.served.cap_groups(0)
    try:
        made.tap("group-A")
        expect(made.test("sheet-refused")).to_contain_text(words("kiosk.refused.group.full"))
    finally:
        office.served.cap_groups(None)
    made.tap("close")
    made.gone("sheet-refused")
    cable.put_back()


def test_a_number_chosen_from_the_list_is_rated_and_everything_added_is_kept(
    kiosk: Window, office: Program
) -> None:
    ticket = office.issue("A")
    office.serve(COUNTER, ticket, "T1")
    kiosk.tap("rate")
    kiosk.tap(f"rate-{ticket.number}")
    expect(kiosk.test("rated-number")).to_have_text(ticket.number)
    kiosk.tap("face-2")
    expect(kiosk.test("screen-thanks")).to_be_visible()
    kiosk.tap("process-4")
    kiosk.tap("next")
    kiosk.tap("reason-long_wait")
    kiosk.tap("next")
    expect(kiosk.test("screen-end")).to_be_visible()
    wait_until(lambda: last_ratings(office.served, 1)[0][:4] == (2, 4, ["long_wait"], 1))
    expect(kiosk.test("screen-home")).to_be_visible(timeout=A_MOMENT_MS)
    kiosk.tap("rate")
    expect(
        kiosk.page.locator('[data-test="screen-rate-pick"], [data-test="screen-rate-faces"]')
    ).to_be_visible()
    kiosk.gone(f"rate-{ticket.number}")


def test_a_rating_touched_by_mistake_is_corrected_and_counts_once(kiosk: Window, office: Program) -> None:
    ticket = office.issue("A")
    office.serve(COUNTER, ticket, "T1")
    kiosk.tap("rate")
    kiosk.tap(f"rate-{ticket.number}")
    kiosk.tap("face-1")
    expect(kiosk.test("screen-thanks")).to_be_visible()
    kiosk.tap("correct")
    kiosk.tap("face-5")
    expect(kiosk.test("screen-thanks")).to_be_visible()
    rated = office.served.read(
        "SELECT score FROM rating JOIN ticket ON ticket.id = ticket_id WHERE token = ?", ticket.token
    )
    assert rated == [(5,)]


def test_two_ratings_without_a_number_are_spaced_and_both_are_taken(window: Open, office: Program) -> None:
    office.change_settings(lambda s: s["rating"].update(open_gap_s=GAP_S))
    office.serve(COUNTER, office.issue("A"), "T1")
    kiosk = window("kiosk")
    kiosk.open_device("kiosk")
    for score in (5, 3):
        kiosk.tap("rate")
        kiosk.tap("rate-open")
        kiosk.tap(f"face-{score}")
        expect(kiosk.test("screen-thanks")).to_be_visible(timeout=A_MOMENT_MS)
        kiosk.tap("skip")
        expect(kiosk.test("screen-home")).to_be_visible()
    first, second = last_ratings(office.served, 2)
    assert [(first[0], first[3]), (second[0], second[3])] == [(5, 0), (3, 0)]
    assert second[4] - first[4] >= GAP_S


def test_staff_are_called_once_however_often_a_visitor_presses(kiosk: Window, office: Program) -> None:
    before = len(office.served.facts("help.asked"))
    for _ in range(2):
        kiosk.tap("staff")
        expect(kiosk.test("sheet-staff-coming")).to_be_visible()
        kiosk.tap("close")
        kiosk.gone("sheet-staff-coming")
    assert len(office.served.facts("help.asked")) == before + 1
