"""Changing a rating just given: within its seconds, from where it was given, and never by anybody else."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.actions import HIGHEST_ID, Opinion, amend_rating
from shared.store.models import Rating
from tests.office import Office
from tests.refusals import refused

CORRECT_S, AMEND_S = 10, 600


@pytest.fixture
def served(office: Office) -> str:
    """A finished visitor's number."""
    number = office.issue("A")
    office.ana.open().serve_next()
    return number


def amend(
    office: Office, rating_id: int, source_id: str = "device:1", token: str | None = None, **what: Any
) -> None:
    """Add answers to a rating."""
    office.take_turn(
        lambda turn: amend_rating(
            turn, rating_id=rating_id, opinion=Opinion(**what), source_id=source_id, token=token
        )
    )


def test_within_ten_seconds_a_second_tap_corrects_the_first(office: Office, served: str) -> None:
    first = office.rate(served, 1)
    office.clock.advance(seconds=CORRECT_S)
    again = office.rate(served, 5, opinion={"answers": {"staff": 5}})
    (row,) = office.rows(Rating)
    assert (row.score, row.staff, again) == (5, 5, first)
    assert [kind for kind, _ in office.facts("rating.given", "rating.corrected")] == [
        "rating.given",
        "rating.corrected",
    ]


def test_a_correction_adds_and_does_not_wipe_out(office: Office, served: str) -> None:
    office.rate(served, 2, opinion={"comment": "slow", "answers": {"process": 2}, "reasons": ["long_wait"]})
    office.rate(served, 3, opinion={"answers": {"staff": 5}})
    (row,) = office.rows(Rating)
    assert (row.score, row.comment, row.process, row.staff, row.reasons) == (3, "slow", 2, 5, ["long_wait"])


def test_another_device_does_not_correct_within_ten_seconds_either(office: Office, served: str) -> None:
    office.rate(served, 5, source_id="device:1")
    with refused("rating.done"):
        office.rate(served, 1, source_id="device:3")
    assert [row.score for row in office.rows(Rating)] == [5]


def test_free_answers_may_be_added_for_ten_minutes_from_the_same_device(office: Office) -> None:
    given = office.rate(None, 4)
    office.clock.advance(seconds=AMEND_S)
    amend(office, given["id"], comment="thank you", answers={"facility": 3}, sex="male")
    (row,) = office.rows(Rating)
    assert (row.score, row.comment, row.facility, row.sex) == (4, "thank you", 3, "male")
    office.clock.advance(seconds=1)
    with refused("rating.window_over"):
        amend(office, given["id"], comment="too late")


def test_the_score_itself_may_be_changed_for_ten_seconds_only(office: Office) -> None:
    given = office.rate(None, 4)
    office.clock.advance(seconds=CORRECT_S)
    amend(office, given["id"], score=5)
    office.clock.advance(seconds=1)
    with refused("rating.done"):
        amend(office, given["id"], score=1)
    assert [row.score for row in office.rows(Rating)] == [5]


def test_another_device_adds_nothing(office: Office) -> None:
    given = office.rate(None, 4, source_id="device:1")
    with refused("rating.unknown"):
        amend(office, given["id"], source_id="device:2", comment="not mine")


def test_a_phone_adds_only_with_the_token_it_rated_with(office: Office, served: str) -> None:
    other = office.issue("A")
    office.ana.serve_next()
    given = office.rate(served, 4, source="phone", source_id="phone")
    for token in (None, office.token(other), "nobody-has-this"):
        with refused("rating.unknown"):
            amend(office, given["id"], source_id="phone", token=token, comment="not mine")
    amend(office, given["id"], source_id="phone", token=office.token(served), comment="mine")
    assert [row.comment for row in office.rows(Rating)] == ["mine"]


@pytest.mark.parametrize("rating_id", [0, 2, HIGHEST_ID, HIGHEST_ID + 1, 10**40])
def test_a_rating_that_does_not_exist_is_unknown(office: Office, rating_id: int) -> None:
    office.rate(None, 4)
    with refused("rating.unknown"):
        amend(office, rating_id, comment="x")


def test_a_rating_of_another_site_is_unknown(office: Office) -> None:
    given = office.rate(None, 4)
    office.site_id = 2
    with refused("rating.unknown"):
        amend(office, given["id"], comment="x")


def test_a_correction_that_says_nothing_writes_nothing(office: Office) -> None:
    given = office.rate(None, 4)
    before = office.facts()
    amend(office, given["id"])
    assert office.facts() == before
