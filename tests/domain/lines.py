"""Lines of waiting people for the tests of order and of estimates."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from shared.domain.ordering import PriorityRule, Waiting
from shared.domain.tickets import TicketClass

N = TicketClass.NORMAL
P = TicketClass.PRIORITY

TWO_THEN_ONE = PriorityRule(ratio=2)

rules = st.builds(PriorityRule, ratio=st.integers(1, 4))
streaks = st.integers(0, 6)
classes = st.lists(st.sampled_from([N, N, P]), max_size=24)


def make_line(
    klasses: Sequence[TicketClass], *, group: int = 1, first: int = 1, step: int = 1
) -> list[Waiting]:
    """Return a line in order of place; the ticket's id is its place."""
    return [
        Waiting(ticket_id=first + step * i, group_id=group, klass=klass, place=(first + step * i, 0))
        for i, klass in enumerate(klasses)
    ]


def ids(line: Sequence[Waiting]) -> list[int]:
    """Return who is in the line, by ticket id."""
    return [waiting.ticket_id for waiting in line]


@st.composite
def halls(draw: st.DrawFn, *, groups: int = 3, most: int = 24) -> dict[int, list[Waiting]]:
    """Return the lines of several groups, with places in one order of issue."""
    lines: dict[int, list[Waiting]] = {group: [] for group in range(1, groups + 1)}
    came = draw(st.lists(st.tuples(st.integers(1, groups), st.sampled_from([N, N, P])), max_size=most))
    for place, (group, klass) in enumerate(came, 1):
        lines[group].append(Waiting(place, group, klass, (place, 0)))
    return lines
