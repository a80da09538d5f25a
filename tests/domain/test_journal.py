"""The chain of hashes: a known value, and that no change of any record stays hidden."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.journal import GENESIS, KINDS, Entry, Stored, canonical, chain_hash, first_broken

AT = "2026-04-07T03:42:00Z"


def make_chain(bodies: list[str], *, site: str = "main") -> list[Stored]:
    rows: list[Stored] = []
    prev = GENESIS
    for seq, body in enumerate(bodies, 1):
        digest = chain_hash(site, seq, "ticket.called", AT, body, prev)
        rows.append(Stored(seq, "ticket.called", AT, body, prev, digest))
        prev = digest
    return rows


def make_entry(**data: object) -> Entry:
    return Entry("ticket.called", datetime(2026, 4, 7, 3, 42, tzinfo=UTC), "staff:5", data)


def test_the_body_is_canonical_json_with_thai_as_it_is() -> None:
    body = canonical(make_entry(number="A012", counter=3, name="ต้นไทร"))

    assert body == '{"actor":"staff:5","data":{"counter":3,"name":"ต้นไทร","number":"A012"}}'


def test_the_order_in_which_data_were_given_does_not_matter() -> None:
    assert canonical(make_entry(a=1, b=2)) == canonical(make_entry(b=2, a=1))


def test_the_hash_is_sha256_of_the_lines_joined() -> None:
    text = "main\n1\nticket.called\n2026-04-07T03:42:00Z\n{}\n" + "0" * 64

    assert (
        chain_hash("main", 1, "ticket.called", AT, "{}", GENESIS) == hashlib.sha256(text.encode()).hexdigest()
    )


def test_a_kind_that_is_not_in_the_list_cannot_be_recorded() -> None:
    with pytest.raises(ValueError, match=r"ticket\.teleported"):
        Entry("ticket.teleported", datetime(2026, 4, 7, tzinfo=UTC), "system", {})


def test_a_time_without_a_zone_cannot_be_recorded() -> None:
    with pytest.raises(ValueError, match="aware"):
        Entry("day.opened", datetime(2026, 4, 7), "system", {})  # noqa: DTZ001 - that is what is refused


def test_every_kind_says_what_it_means_in_the_past() -> None:
    assert all("." in kind and meaning for kind, meaning in KINDS.items())
    assert {"ticket.issued", "ticket.called", "ticket.called_chosen", "rating.given"} <= KINDS.keys()


def test_an_untouched_chain_holds() -> None:
    assert first_broken("main", make_chain(["{}", '{"a":1}', "{}"])) is None
    assert first_broken("main", []) is None


def test_a_chain_of_another_site_does_not_hold() -> None:
    assert first_broken("branch", make_chain(["{}"])) == (1, "changed")


chains = st.lists(st.sampled_from(["{}", '{"a":1}', '{"b":2}']), min_size=2, max_size=8).map(make_chain)
changes = st.sampled_from(["kind", "at", "body", "hash", "prev_hash"])


@given(chains, st.data(), changes)
def test_changing_any_field_of_any_record_shows(rows: list[Stored], data: st.DataObject, name: str) -> None:
    index = data.draw(st.integers(0, len(rows) - 1))
    row = rows[index]
    changed = {
        "kind": replace(row, kind="ticket.started"),
        "at": replace(row, at="2026-04-07T03:42:01Z"),
        "body": replace(row, body=row.body + " "),
        "hash": replace(row, hash="f" * 64),
        "prev_hash": replace(row, prev_hash="f" * 64),
    }[name]

    broken = first_broken("main", [*rows[:index], changed, *rows[index + 1 :]])

    assert broken is not None
    assert broken[0] == row.seq


@given(chains, st.data())
def test_taking_out_a_record_before_the_last_shows_at_its_place(
    rows: list[Stored], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(rows) - 2))

    assert first_broken("main", rows[:index] + rows[index + 1 :]) == (index + 1, "missing")


@given(chains, st.data())
def test_changing_a_record_with_a_hash_made_anew_shows_at_the_next(
    rows: list[Stored], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(rows) - 2))
    row = rows[index]
    digest = chain_hash("main", row.seq, row.kind, row.at, "forged", row.prev_hash)
    forged = replace(row, body="forged", hash=digest)

    assert first_broken("main", [*rows[:index], forged, *rows[index + 1 :]]) == (
        row.seq + 1,
        "not linked to the entry before",
    )
