"""The rule of order through a day on which tickets come, are called, put back, held and moved at random."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from shared.domain.ordering import (
    PriorityRule,
    Waiting,
    call_order,
    head,
    next_streak,
    next_ticket,
    place_behind,
)
from shared.domain.tickets import State, TicketClass, check_move

GROUPS = (1, 2, 3)
COUNTERS = {1: frozenset({1}), 2: frozenset({1, 2}), 3: frozenset({2, 3})}
RULE = PriorityRule(ratio=2)


@dataclass
class Person:
    """A ticket and what it has seen since it stands in its present line."""

    issued: int
    group: int
    klass: TicketClass
    place: tuple[int, int]
    state: State = State.WAITING
    counter: int | None = None
    allowance: int = 0
    """Normal tickets of the group that could let a later priority ticket pass, so far."""
    overtaken: int = 0
    seen: list[State] = field(default_factory=lambda: [State.WAITING])

    def waiting(self) -> Waiting:
        return Waiting(self.issued, self.group, self.klass, self.place)


class Day(RuleBasedStateMachine):
    """A day at three counters that share groups."""

    def __init__(self) -> None:
        super().__init__()
        self.seq = 0
        self.people: dict[int, Person] = {}
        self.streaks = dict.fromkeys(GROUPS, 0)

    def _line(self, group: int) -> list[Waiting]:
        line = [p.waiting() for p in self.people.values() if p.state is State.WAITING and p.group == group]
        return sorted(line, key=lambda w: w.place)

    def _in(self, *states: State) -> list[Person]:
        return [p for p in self.people.values() if p.state in states]

    def _move(self, person: Person, state: State) -> None:
        check_move(person.state, state)
        person.state = state
        person.seen.append(state)

    def _join(self, person: Person, group: int, place: tuple[int, int]) -> None:
        self._move(person, State.WAITING)
        person.group, person.place, person.counter = group, place, None
        person.allowance, person.overtaken = self.streaks[group], 0

    @rule(group=st.sampled_from(GROUPS), klass=st.sampled_from(TicketClass))
    def issue(self, group: int, klass: TicketClass) -> None:
        self.seq += 1
        self.people[self.seq] = Person(self.seq, group, klass, (self.seq, 0), allowance=self.streaks[group])

    @rule(counter=st.sampled_from(sorted(COUNTERS)))
    def call_next(self, counter: int) -> None:
        if any(p.counter == counter for p in self._in(State.CALLED, State.SERVING)):
            return
        lines = {group: self._line(group) for group in COUNTERS[counter]}
        called = next_ticket(lines, self.streaks, RULE)
        if called is None:
            assert not any(lines.values())
            return
        line = lines[called.group_id]
        assert called == head(line, self.streaks[called.group_id], RULE)
        assert called == call_order(line, self.streaks[called.group_id], RULE)[0]
        assert called.place == min(w.place for w in line if w.klass is called.klass)
        if called.klass is TicketClass.NORMAL:
            assert not [w for w in line if w.klass is TicketClass.PRIORITY and w.place < called.place]
        self._count_overtaking(called, line)
        person = self.people[called.ticket_id]
        self.streaks[person.group] = next_streak(called, self.streaks[person.group])
        self._move(person, State.CALLED)
        person.counter = counter

    def _count_overtaking(self, called: Waiting, line: list[Waiting]) -> None:
        for waiting in line:
            if waiting.klass is TicketClass.NORMAL and waiting != called:
                person = self.people[waiting.ticket_id]
                if called.klass is TicketClass.NORMAL:
                    person.allowance += 1
                elif called.place > waiting.place:
                    person.overtaken += 1

    @precondition(lambda self: self._in(State.CALLED))
    @rule(data=st.data(), state=st.sampled_from([State.SERVING, State.NO_SHOW, State.HELD]))
    def come_to_the_counter_or_not(self, data: st.DataObject, state: State) -> None:
        self._move(data.draw(st.sampled_from(self._in(State.CALLED))), state)

    @precondition(lambda self: self._in(State.SERVING))
    @rule(data=st.data(), state=st.sampled_from([State.FINISHED, State.HELD]))
    def end_service(self, data: st.DataObject, state: State) -> None:
        self._move(data.draw(st.sampled_from(self._in(State.SERVING))), state)

    @precondition(lambda self: self._in(State.NO_SHOW))
    @rule(data=st.data())
    def put_back(self, data: st.DataObject) -> None:
        person = data.draw(st.sampled_from(self._in(State.NO_SHOW)))
        self.seq += 1
        line = self._line(person.group)
        place = place_behind(
            line, self.streaks[person.group], RULE, klass=person.klass, count=2, own_seq=self.seq
        )
        assert place not in [w.place for w in line]
        self._join(person, person.group, place)

    @precondition(lambda self: self._in(State.HELD))
    @rule(data=st.data())
    def resume(self, data: st.DataObject) -> None:
        person = data.draw(st.sampled_from(self._in(State.HELD)))
        self._join(person, person.group, person.place)

    @precondition(lambda self: self._in(State.CALLED, State.SERVING))
    @rule(data=st.data(), group=st.sampled_from(GROUPS))
    def transfer(self, data: st.DataObject, group: int) -> None:
        person = data.draw(st.sampled_from(self._in(State.CALLED, State.SERVING)))
        self._join(person, group, (person.issued, 0))

    @precondition(lambda self: self._in(State.WAITING))
    @rule(data=st.data(), state=st.sampled_from([State.CANCELLED]))
    def give_up(self, data: st.DataObject, state: State) -> None:
        self._move(data.draw(st.sampled_from(self._in(State.WAITING))), state)

    @invariant()
    def everybody_who_waits_will_be_called_exactly_once(self) -> None:
        for group in GROUPS:
            line = self._line(group)
            order = call_order(line, self.streaks[group], RULE)
            assert sorted(w.ticket_id for w in order) == sorted(w.ticket_id for w in line)

    @invariant()
    def nobody_has_two_places_and_no_place_has_two(self) -> None:
        for group in GROUPS:
            places = [w.place for w in self._line(group)]
            assert len(set(places)) == len(places)

    @invariant()
    def nobody_was_overtaken_more_than_the_rule_allows(self) -> None:
        for person in self._in(State.WAITING):
            assert person.overtaken <= person.allowance // RULE.ratio


TestDay = Day.TestCase
TestDay.settings = settings(max_examples=120, stateful_step_count=60, derandomize=True, deadline=None)
