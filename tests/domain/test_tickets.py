"""States and moves of a ticket, its number, and the refusals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import QueueError
from shared.domain.tickets import AT_COUNTER, MOVES, OPEN, State, check_move, label

ALLOWED = {
    ("waiting", "called"),
    ("waiting", "cancelled"),
    ("waiting", "abandoned"),
    ("called", "serving"),
    ("called", "no_show"),
    ("called", "held"),
    ("called", "waiting"),
    ("called", "cancelled"),
    ("serving", "finished"),
    ("serving", "held"),
    ("serving", "waiting"),
    ("held", "waiting"),
    ("held", "cancelled"),
    ("held", "no_show"),
    ("no_show", "waiting"),
}
PAIRS = [(before, after) for before in State for after in State]


@pytest.mark.parametrize(("before", "after"), PAIRS, ids=lambda state: state.value)
def test_only_the_moves_of_the_plan_are_allowed(before: State, after: State) -> None:
    if (before.value, after.value) in ALLOWED:
        check_move(before, after)
        return
    with pytest.raises(QueueError) as refused:
        check_move(before, after)
    assert refused.value.code == "ticket.wrong_state"
    assert refused.value.details == {"state": before.value, "wanted": after.value}


def test_nothing_moves_out_of_the_final_states_and_everything_else_is_open_at_day_end() -> None:
    final = {state for state in State if not MOVES[state]}

    assert final == {State.FINISHED, State.CANCELLED, State.ABANDONED}
    assert set(State) - final == OPEN
    assert {State.CALLED, State.SERVING} == AT_COUNTER


@pytest.mark.parametrize(
    ("number", "shown"), [(1, "A001"), (10, "A010"), (12, "A012"), (999, "A999"), (1000, "A1000")]
)
def test_a_number_has_three_digits_and_grows_after_999(number: int, shown: str) -> None:
    assert label("A", number) == shown


@given(st.integers(1, 20_000), st.integers(1, 20_000))
def test_two_numbers_never_look_the_same(one: int, other: int) -> None:
    assert (label("A", one) == label("A", other)) == (one == other)


def test_a_refusal_carries_its_code_and_values() -> None:
    error = QueueError("counter.has_ticket", number="A012", counter=3)

    assert error.code == "counter.has_ticket"
    assert error.details == {"number": "A012", "counter": 3}
    assert str(error) == "counter.has_ticket"
