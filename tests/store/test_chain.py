"""The journal's chain in the file: gapless, and whoever changes, removes, adds or cuts off an entry is found out."""

from __future__ import annotations

import json

import pytest

from shared.domain.journal import GENESIS, KINDS, Entry, canonical, chain_hash
from shared.store.journal import Verified
from shared.store.models import JournalRow, Site
from tests.cast import OFFICE
from tests.office import Office

CHANGE = "UPDATE journal SET {} WHERE site_id = 1 AND seq = :seq"


@pytest.fixture
def morning(office: Office) -> Office:
    """Nine entries: the site, the day, four tickets, a counter, a call, a finish."""
    for group in "ABCA":
        office.issue(group)
    office.ana.open()
    office.ana.call_next()
    office.ana.finish()
    assert len(office.facts()) == 9
    return office


def found(office: Office) -> tuple[int | None, str | None]:
    """Return what verifying finds."""
    result = office.verify()
    return result.broken_seq, result.fault


def test_every_entry_is_numbered_and_bound_to_the_one_before(morning: Office) -> None:
    rows = morning.rows(JournalRow, site_id=OFFICE)
    assert [row.seq for row in rows] == list(range(1, 10))
    assert [row.prev_hash for row in rows] == [GENESIS, *(row.hash for row in rows[:-1])]
    for row in rows:
        assert row.hash == chain_hash("office", row.seq, row.kind, row.at, row.body, row.prev_hash)
        assert row.kind in KINDS
        assert row.body == json.dumps(
            json.loads(row.body), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )


def test_a_whole_chain_verifies_to_the_head_that_the_site_names(morning: Office) -> None:
    (site,) = morning.rows(Site, id=OFFICE)
    assert morning.verify() == Verified(entries=9, head=site.head_hash, broken_seq=None, fault=None)
    assert site.head_seq == 9


@pytest.mark.parametrize("seq", [1, 4, 9])
@pytest.mark.parametrize(
    "change",
    [
        "body = body || ' '",
        "kind = 'help.asked'",
        "at = '2027-01-12T03:00:00Z'",
        f"hash = '{GENESIS}'",
    ],
)
def test_a_changed_entry_is_named(morning: Office, seq: int, change: str) -> None:
    assert morning.by_hand(CHANGE.format(change), seq=seq) == 1
    assert found(morning) == (seq, "changed")


def test_a_changed_link_is_named(morning: Office) -> None:
    morning.by_hand(CHANGE.format("prev_hash = hash"), seq=5)
    assert found(morning) == (5, "not linked to the entry before")


def test_an_entry_changed_with_its_own_hash_shows_at_the_next(morning: Office) -> None:
    """Whoever knows the rule can make one entry right again, but not what follows it."""
    row = morning.rows(JournalRow, site_id=OFFICE)[3]
    body = row.body.replace("B001", "B002").replace("C001", "C002")
    assert body != row.body
    forged = chain_hash("office", row.seq, row.kind, row.at, body, row.prev_hash)
    morning.by_hand(
        "UPDATE journal SET body = :body, hash = :hash WHERE site_id = 1 AND seq = 4", body=body, hash=forged
    )
    assert found(morning) == (5, "not linked to the entry before")


@pytest.mark.parametrize("seq", [1, 5])
def test_a_removed_entry_is_named(morning: Office, seq: int) -> None:
    assert morning.by_hand("DELETE FROM journal WHERE site_id = 1 AND seq = :seq", seq=seq) == 1
    assert found(morning) == (seq, "missing")


def test_entries_cut_off_at_the_end_are_named(morning: Office) -> None:
    assert morning.by_hand("DELETE FROM journal WHERE site_id = 1 AND seq >= 8") == 2
    assert found(morning) == (8, "missing at the end")


def test_an_inserted_entry_is_named(morning: Office) -> None:
    morning.by_hand("UPDATE journal SET seq = -seq WHERE site_id = 1 AND seq >= 5")
    morning.by_hand("UPDATE journal SET seq = 1 - seq WHERE site_id = 1 AND seq < 0")
    morning.by_hand(
        "INSERT INTO journal SELECT site_id, 5, kind, at, body, hash, prev_hash FROM journal"
        " WHERE site_id = 1 AND seq = 4"
    )
    assert found(morning)[0] == 5


def test_an_entry_added_behind_the_head_is_named(morning: Office) -> None:
    (site,) = morning.rows(Site, id=OFFICE)
    body = canonical(Entry("help.asked", morning.clock(), "system", {"device": "x"}))
    digest = chain_hash("office", 10, "help.asked", "2027-01-12T02:00:00Z", body, site.head_hash)
    morning.by_hand(
        "INSERT INTO journal VALUES (1, 10, 'help.asked', '2027-01-12T02:00:00Z', :body, :prev, :hash)",
        body=body, prev=site.head_hash, hash=digest,
    )  # fmt: skip
    assert found(morning) == (11, "missing at the end")


def test_a_tampered_head_is_named(morning: Office) -> None:
    morning.by_hand("UPDATE site SET head_hash = :hash WHERE id = 1", hash="f" * 64)
    assert found(morning) == (9, "not the head that the site names")
    morning.by_hand("UPDATE site SET head_seq = 8 WHERE id = 1")
    assert found(morning)[1] is not None


def test_a_chain_written_anew_from_an_entry_on_does_not_fit_the_head(morning: Office) -> None:
    """The head is what a signed paper prints: a chain that is right in itself is still another chain."""
    rows = morning.rows(JournalRow, site_id=OFFICE)
    prev = rows[2].hash
    for row in rows[3:]:
        body = row.body.replace("B001", "B007")
        digest = chain_hash("office", row.seq, row.kind, row.at, body, prev)
        morning.by_hand(
            "UPDATE journal SET body = :body, prev_hash = :prev, hash = :hash WHERE site_id = 1 AND seq = :seq",
            body=body, prev=prev, hash=digest, seq=row.seq,
        )  # fmt: skip
        prev = digest
    assert found(morning) == (9, "not the head that the site names")


def test_the_first_of_several_broken_entries_is_named(morning: Office) -> None:
    for seq in (7, 3, 9):
        morning.by_hand(CHANGE.format("body = body || ' '"), seq=seq)
    assert found(morning) == (3, "changed")


def test_a_broken_chain_of_one_site_says_nothing_about_another(morning: Office) -> None:
    morning.by_hand(CHANGE.format("body = body || ' '"), seq=3)
    morning.site_id = 2
    assert found(morning) == (None, None)


def test_a_kind_that_is_not_in_the_list_cannot_be_recorded(office: Office) -> None:
    with pytest.raises(ValueError, match="unknown journal kind"):
        office.take_turn(lambda turn: {"seq": turn.record("ticket.improved")})
    assert office.verify().entries == 1
