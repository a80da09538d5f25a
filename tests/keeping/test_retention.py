"""What may not stay goes, everything that counts stays, and the chain holds."""

from __future__ import annotations

from typing import Any

from deploy.chores import House, do_retention, preview_retention
from shared.domain.keeping import Keeping
from shared.evidence.figures import make_figures
from shared.evidence.periods import month_period
from shared.keeping.retention import apply_retention
from shared.store.models import Rating
from tests.cast import MARKET, OFFICE
from tests.clockwork import Clock
from tests.lobby import Lobby
from tests.office import Office


def apply(office: Office, **keeping: Any) -> dict[str, Any]:
    """Let a night's retention happen."""
    return office.take_turn(lambda turn: apply_retention(turn, Keeping(**keeping)))


def figures(office: Office) -> dict[str, Any]:
    """Return every figure of the month, but for the end of the chain they name."""
    with office.engine.connect() as conn:
        found = make_figures(conn, office.site_id, month_period(2027, 1), now=office.clock()).as_json()
    return {name: value for name, value in found.items() if name not in ("seq", "head", "made_at")}


def rated(office: Office) -> None:
    """Serve two visitors; one rates with a comment."""
    ana = office.ana.open("A")
    for _ in range(2):
        office.issue("A")
        ana.serve_next("T1")
    office.rate("A001", 2, opinion={"comment": "รอนาน"})


def test_the_link_goes_after_a_day_and_not_before(office: Office, clock: Clock) -> None:
    rated(office)
    clock.advance(hours=23, minutes=59)
    assert apply(office) == {"links": 0, "comments": 0}
    clock.advance(minutes=1)
    assert apply(office) == {"links": 1, "comments": 0}
    (row,) = office.rows(Rating)
    assert (row.ticket_id, row.verified, row.score, row.comment) == (None, True, 2, "รอนาน")
    assert apply(office) == {"links": 0, "comments": 0}
    assert office.facts("retention.applied") == [("retention.applied", {"links": 1, "comments": 0})]
    assert office.verify().fault is None


def test_comments_go_when_their_days_are_over(office: Office, clock: Clock) -> None:
    rated(office)
    clock.advance(days=29)
    assert apply(office, comment_days=30)["comments"] == 0
    clock.advance(days=1)
    assert apply(office, comment_days=30)["comments"] == 1
    assert office.rows(Rating)[0].comment is None


def test_each_of_several_sites_keeps_comments_as_long_as_it_decided(lobby: Lobby, clock: Clock) -> None:
    office = lobby.office
    for site in (OFFICE, MARKET):
        office.site_id = site
        office.rate(opinion={"comment": "รอนาน"})
    office.set(keeping={"comment_days": 30})
    clock.advance(days=31)
    with office.engine.connect() as conn:
        assert preview_retention(conn, now=clock())["comments"] == 1
    house = House(lobby.deps.settings, office.engine, office.writer, OFFICE)
    assert do_retention(house, now=clock())["comments"] == 1
    assert {rating.site_id: rating.comment for rating in office.rows(Rating)} == {
        OFFICE: "รอนาน",
        MARKET: None,
    }


def test_figures_of_the_past_are_the_same_before_and_after(office: Office, clock: Clock) -> None:
    rated(office)
    clock.advance(days=800)
    before = figures(office)
    assert before["outcomes"]["served"] == 2
    assert before["ratings"]["verified"]["n"] == 1
    assert apply(office) == {"links": 1, "comments": 1}
    assert figures(office) == before


def test_no_entry_says_which_ticket_was_rated_or_what_was_written(office: Office, clock: Clock) -> None:
    rated(office)
    clock.advance(days=2)
    apply(office)
    told = str(office.facts("rating.given", "rating.corrected", "retention.applied"))
    assert "A001" not in told
    assert "รอนาน" not in told
    assert "ticket" not in told


def test_a_rated_ticket_stays_rated_without_its_link(office: Office, clock: Clock) -> None:
    rated(office)
    clock.advance(days=1)
    apply(office)
    assert office.ticket("A001").rated
