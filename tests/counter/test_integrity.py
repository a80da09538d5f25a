"""Bursts are shown without a score, taken out and put back by name with a reason, and nothing is ever deleted."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from counter.integrity.actions import exclude_burst, restore_burst
from counter.integrity.bursts import Burst, read_bursts
from shared.domain.errors import QueueError
from shared.evidence.parts import RatingFigures
from shared.store.models import Rating, RatingExclusion
from tests.cast import ANA, BEN, CHO, DAO, EVE, Person
from tests.imports.files import figures
from tests.lobby import Lobby
from tests.office import Office

TODAY = "2027-01-12"


def press(office: Office, times: int = 4, *, score: int = 1, source: str = "device:1") -> None:
    """A child presses the same face again and again, as fast as the kiosk takes it."""
    for _ in range(times):
        office.rate(score=score, source_id=source)
        office.clock.advance(seconds=6)


def bursts(office: Office) -> list[Burst]:
    with office.engine.connect() as conn:
        return read_bursts(conn, office.site_id, TODAY, TODAY)


def opinions(office: Office) -> RatingFigures:
    """Return what the figures say of today, tomorrow."""
    return figures(office, TODAY, TODAY, later=timedelta(days=1)).ratings


def exclude(office: Office, burst: Burst, *, reason: str = "burst", note: str = "") -> None:
    office.take_turn(
        lambda turn: exclude_burst(
            turn, source_id=burst.source_id, first_at=burst.first_at, last_at=burst.last_at, reason=reason, note=note
        ),
        actor="staff:4",
    )  # fmt: skip


def test_many_equal_presses_are_found_and_still_counted(office: Office) -> None:
    press(office)
    office.clock.advance(minutes=10)
    office.rate(score=5)
    (burst,) = bursts(office)
    assert (burst.source_id, burst.n, burst.same) == ("device:1", 4, True)
    assert opinions(office).open.n == 5


def test_a_place_is_held_against_itself_only_and_phones_not_at_all(office: Office) -> None:
    for device in range(5):
        office.rate(score=1, source_id=f"device:{device}")
    for _ in range(5):
        office.clock.advance(seconds=6)
        office.rate(score=1, source="phone", source_id="phone")
    assert bursts(office) == []


def test_a_burst_that_is_taken_out_is_not_counted_but_kept_with_who_when_and_why(office: Office) -> None:
    press(office)
    before = office.rows(Rating)
    exclude(office, bursts(office)[0], note="two boys\x1b at the kiosk")
    found = opinions(office)
    assert (found.open.n, found.excluded) == (0, {"burst": 4})
    assert [row.score for row in office.rows(Rating)] == [row.score for row in before]
    (kept,) = office.rows(RatingExclusion)
    assert (kept.actor, kept.reason, kept.note) == (
        "staff:4",
        "burst",
        "two boys  at the kiosk",
    )
    assert office.facts("ratings.excluded") == [
        ("ratings.excluded", {"day": TODAY, "source": "device:1", "n": 4, "reason": "burst", "noted": True})
    ]
    assert office.verify().fault is None


def test_a_burst_is_counted_again_by_a_new_entry_and_can_be_taken_out_once_more(office: Office) -> None:
    press(office)
    (burst,) = bursts(office)
    exclude(office, burst)
    (kept,) = office.rows(RatingExclusion)
    office.take_turn(lambda turn: restore_burst(turn, exclusion_id=kept.id, note="they were a school class"))
    assert (opinions(office).open.n, opinions(office).excluded) == (4, {})
    assert [kind for kind, _ in office.facts("ratings.excluded", "ratings.restored")] == [
        "ratings.excluded",
        "ratings.restored",
    ]
    with pytest.raises(QueueError, match=r"exclusion\.unknown"):
        office.take_turn(lambda turn: restore_burst(turn, exclusion_id=kept.id, note="again"))
    exclude(office, burst)
    assert opinions(office).open.n == 0
    assert [row.restored_at is None for row in office.rows(RatingExclusion)] == [False, True]


def test_what_the_rule_did_not_find_cannot_be_taken_out(office: Office) -> None:
    press(office)
    office.clock.advance(minutes=10)
    office.rate(score=1)
    (burst,) = bursts(office)
    (*_, last) = office.rows(Rating)
    for first_at, last_at in (
        (last.at, last.at),
        (burst.first_at, last.at),
        (-1, 2**62),
        (burst.first_at + 1, burst.last_at),
    ):
        with pytest.raises(QueueError, match=r"exclusion\.unknown"):
            office.take_turn(
                lambda turn, a=first_at, b=last_at: exclude_burst(  # type: ignore[misc]
                    turn, source_id="device:1", first_at=a, last_at=b, reason="burst", note=""
                )
            )
    exclude(office, burst)
    with pytest.raises(QueueError, match=r"exclusion\.unknown"):
        exclude(office, burst)
    assert opinions(office).open.n == 1


@pytest.mark.parametrize(("reason", "note"), [("", ""), ("too low", "x"), ("other", ""), ("other", "  ")])
def test_without_a_reason_nothing_is_taken_out(office: Office, reason: str, note: str) -> None:
    press(office)
    with pytest.raises(QueueError, match=r"exclusion\.reason"):
        exclude(office, bursts(office)[0], reason=reason, note=note)
    assert opinions(office).open.n == 4


def test_the_other_site_is_neither_shown_nor_touched(office: Office) -> None:
    press(office)
    exclude(office, bursts(office)[0])
    (kept,) = office.rows(RatingExclusion)
    office.site_id = 2
    assert bursts(office) == []
    with pytest.raises(QueueError, match=r"exclusion\.unknown"):
        office.take_turn(lambda turn: restore_burst(turn, exclusion_id=kept.id, note="not mine"))


def test_the_page_shows_a_burst_without_its_score_and_takes_it_out(lobby: Lobby) -> None:
    press(lobby.office, score=2)
    dao = lobby.person(DAO)
    text = dao.page("/ratings?lang=en").get_data(as_text=True)
    assert "Lobby kiosk" in text
    assert "4 in a row, all with the same answer" in text
    form = dict(re.findall(r'name="(source|first|last)" value="([^"]+)"', text))
    headers = {"X-CSRF-Token": dao.headers["X-CSRF-Token"]}
    sent = dao.client.post(
        "/ratings/exclude", data={**form, "reason": "test", "note": "<b>mine</b>"}, headers=headers
    )
    assert (sent.status_code, sent.headers["Location"]) == (303, "/ratings")
    text = dao.page("/ratings?lang=en").get_data(as_text=True)
    assert "4 not counted: A test of the device, by Dao Kingsai" in text
    assert "&lt;b&gt;mine&lt;/b&gt;" in text
    assert 'data-test="no-bursts"' in text
    (kept,) = lobby.office.rows(RatingExclusion)
    assert kept.actor == f"staff:{DAO.id}"
    back = dao.client.post(
        "/ratings/restore", data={"exclusion": kept.id, "note": "a class"}, headers=headers
    )
    assert back.status_code == 303
    assert "Counted again by Dao Kingsai" in dao.page("/ratings?lang=en").get_data(as_text=True)


@pytest.mark.parametrize(
    ("person", "sees", "may"),
    [(ANA, 403, 403), (BEN, 403, 403), (CHO, 200, 403), (DAO, 200, 404), (EVE, 200, 404)],
)
def test_clerks_see_nothing_and_an_executive_only_looks(
    lobby: Lobby, person: Person, sees: int, may: int
) -> None:
    press(lobby.office)
    browser = lobby.person(person)
    shown = browser.page("/ratings")
    assert shown.status_code == sees
    assert ("/ratings/exclude" in shown.get_data(as_text=True)) == (may == 404)
    headers = {"X-CSRF-Token": browser.headers["X-CSRF-Token"]}
    data = {"source": "device:1", "first": "1", "last": "1", "reason": "burst"}
    assert browser.client.post("/ratings/exclude", data=data, headers=headers).status_code == may
    for field in ("999", "0", "x", str(2**80)):
        answer = browser.client.post(
            "/ratings/restore", data={"exclusion": field, "note": "n"}, headers=headers
        )
        assert answer.status_code == may
    assert lobby.office.rows(RatingExclusion) == []


def test_a_stranger_is_asked_to_sign_in_and_a_form_without_its_token_is_refused(lobby: Lobby) -> None:
    assert lobby.visitor().page("/ratings").status_code == 302
    assert lobby.person(DAO).client.post("/ratings/exclude", data={}).status_code == 403


@pytest.mark.parametrize("language", ["th", "ms", "en"])
def test_the_page_speaks_three_languages(lobby: Lobby, language: str) -> None:
    press(lobby.office)
    text = lobby.person(DAO).page(f"/ratings?lang={language}").get_data(as_text=True)
    assert f'<html lang="{language}">' in text
    assert "integrity." not in text


def test_what_was_answered_today_is_seen_tomorrow(office: Office) -> None:
    office.rate(score=1)
    assert figures(office, TODAY, TODAY).ratings.both.n == 0
    assert opinions(office).both.n == 1


@pytest.mark.parametrize("n", [1, 4, 5])
def test_the_page_of_figures_hides_what_fewer_than_five_said(lobby: Lobby, n: int) -> None:
    office = lobby.office
    office.ana.open()
    for _ in range(n):
        number = office.issue()
        office.ana.serve_next("T1")
        office.rate(number, score=2)
    office.clock.advance(days=1)
    text = lobby.person(DAO).page(f"/figures?day={TODAY}&lang=en").get_data(as_text=True)
    assert ("40.00" in text) == (n == 5)  # 20 × 2
    assert ("small n" in text) == (n < 5)
    assert (f"{n} (100.00%)" in text) == (n == 5)
