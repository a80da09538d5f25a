"""Any story at all: random presses at several counters on a real file, and what must hold after each of them.

The machine looks into the database only to compare. It keeps what a person in the hall could know – who was given
which number, who was called where, who waits for whom – and judges fairness by that alone.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shared.domain.hours import service_day
from shared.store.models import JournalRow, Ticket
from tests.clockwork import Clock
from tests.databases import Databases
from tests.office import Console, Office, open_office
from tests.postgres import examples
from tests.refusals import refused

COUNTERS = st.integers(1, 3)
SERVED = {1: "AB", 2: "B", 3: "ABC"}
RATIO = 2
"""Of the office: one priority ticket after every two normal ones."""


@dataclass
class Visitor:
    """Somebody of today, as the hall knows them. `fresh`: has never been called, so only the rule decides."""

    number: str
    order: int
    group: str
    priority: bool
    state: str = "waiting"
    only: int | None = None
    fresh: bool = True


class Story(RuleBasedStateMachine):
    """Three counters, three groups, and everything a visitor or a clerk can do."""

    databases: Databases
    template: Path

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        folder = Path(self._open.enter_context(TemporaryDirectory()))
        database = self.databases.lend(self.template, folder / "tonsai.db")
        self._open.callback(self.databases.give_back, database)
        self.clock = Clock()
        self.office: Office = self._open.enter_context(open_office(database, self.clock))
        self.office.set(always_open=True)
        self.visitors: dict[str, Visitor] = {}
        self.at: dict[int, Visitor] = {}
        self.normals_in_turn = dict.fromkeys("ABC", 0)
        seats = {1: self.office.ana, 2: self.office.ben, 3: self.office.program}
        self.consoles = {number: console.open(*SERVED[number]) for number, console in seats.items()}

    def teardown(self) -> None:
        try:
            result = self.office.verify()
            assert (result.fault, result.entries) == (None, len(self.office.rows(JournalRow, site_id=1)))
        finally:
            self._open.close()

    @rule(arrivals=st.lists(st.tuples(st.sampled_from("AABBBC"), st.booleans()), min_size=1, max_size=5))
    def take_numbers(self, arrivals: list[tuple[str, bool]]) -> None:
        for group, priority in arrivals:
            number = self.office.issue(group, priority=priority)
            assert number == f"{group}{sum(n[0] == group for n in self.visitors) + 1:03d}"
            self.visitors[number] = Visitor(number, len(self.visitors), group, priority)

    @precondition(lambda self: self.those("waiting"))
    @rule(data=st.data())
    def give_up(self, data: st.DataObject) -> None:
        visitor = self.one_of(data, "waiting")
        self.office.cancel(visitor.number)
        visitor.state = "cancelled"

    @rule(counter=COUNTERS)
    def call_the_next(self, counter: int) -> None:
        if counter in self.at:
            with refused("counter.has_ticket", ticket=self.at[counter].number):
                self.consoles[counter].call_next()
            return
        number = self.consoles[counter].call_next()
        able = [v for v in self.those("waiting") if v.group in SERVED[counter] and v.only in (None, counter)]
        assert (number is None) == (able == [])
        if number is not None:
            visitor = self.visitors[number]
            assert visitor in able
            self.judge(visitor)
            self.called(counter, visitor)

    @rule(counter=COUNTERS, times=st.integers(1, 4))
    def serve_some(self, counter: int, times: int) -> None:
        for _ in range(times):
            if counter not in self.at:
                self.call_the_next(counter)
            if counter in self.at:
                visitor = self.at.pop(counter)
                visitor.state = self.consoles[counter].finish(None)["state"]

    @precondition(lambda self: self.those("waiting", "held"))
    @rule(counter=COUNTERS, data=st.data())
    def call_a_chosen_one(self, counter: int, data: st.DataObject) -> None:
        visitor = self.one_of(data, "waiting", "held")
        if counter in self.at:
            with refused("counter.has_ticket"):
                self.consoles[counter].call_chosen(visitor.number)
        else:
            self.consoles[counter].call_chosen(visitor.number)
            self.called(counter, visitor)

    @precondition(lambda self: self.at)
    @rule(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        _, visitor, console = self.somebody_served(data)
        if visitor.state == "serving":
            with refused("ticket.wrong_state", state="serving", wanted="called"):
                console.start()
        else:
            console.start()
            visitor.state = "serving"

    @precondition(lambda self: self.at)
    @rule(data=st.data(), ending=st.sampled_from(["finish", "no_show", "hold", "to B", "to counter 3"]))
    def end(self, data: st.DataObject, ending: str) -> None:
        counter, visitor, console = self.somebody_served(data)
        if ending == "no_show" and visitor.state == "serving":
            with refused("ticket.wrong_state", state="serving", wanted="called"):
                console.no_show()
            return
        if ending == "to counter 3" and counter == 3:
            with refused("request.invalid", field="counter"):
                console.transfer(counter=3)
            return
        if ending == "to B":
            visitor.state, visitor.group = console.transfer(group="B")["state"], "B"
        elif ending == "to counter 3":
            visitor.state, visitor.only = console.transfer(counter=3)["state"], 3
        else:
            visitor.state = getattr(console, ending)(*([None] if ending == "finish" else []))["state"]
        del self.at[counter]

    @precondition(lambda self: self.those("no_show"))
    @rule(counter=COUNTERS, data=st.data())
    def put_back(self, counter: int, data: st.DataObject) -> None:
        visitor = self.one_of(data, "no_show")
        visitor.state = self.consoles[counter].put_back(visitor.number)["state"]

    @precondition(lambda self: self.those("held"))
    @rule(counter=COUNTERS, data=st.data())
    def resume(self, counter: int, data: st.DataObject) -> None:
        visitor = self.one_of(data, "held")
        visitor.state = self.consoles[counter].resume(visitor.number)["state"]

    @rule(counter=COUNTERS)
    def close_and_open(self, counter: int) -> None:
        if counter in self.at:
            with refused("counter.has_ticket"):
                self.consoles[counter].close()
            return
        self.consoles[counter].close()
        self.consoles[counter].open(*SERVED[counter])
        for visitor in self.those("waiting"):
            visitor.only = None if visitor.only == counter else visitor.only

    @rule(seconds=st.integers(1, 900))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(seconds=min(seconds, self.seconds_to_midnight()))

    @rule()
    def the_day_changes(self) -> None:
        before = self.office.rows(Ticket)
        self.clock.advance(seconds=self.seconds_to_midnight() + 1, hours=8)
        for number, console in self.consoles.items():
            console.open(*SERVED[number])
        after = self.office.rows(Ticket)
        assert [row.id for row in after] == [row.id for row in before]
        assert {row.state for row in after} <= {"finished", "cancelled", "abandoned", "no_show"}
        self.visitors, self.at, self.normals_in_turn = {}, {}, dict.fromkeys("ABC", 0)

    @invariant()
    def nobody_is_lost_and_nobody_is_in_two_places(self) -> None:
        today = service_day(self.clock()).isoformat()
        rows = {f"{r.prefix}{r.number:03d}": r for r in self.office.rows(Ticket) if r.day == today}
        assert {n: row.state for n, row in rows.items()} == {n: v.state for n, v in self.visitors.items()}
        here = {n: row.counter_id for n, row in rows.items() if row.state in ("called", "serving")}
        assert here == {visitor.number: counter for counter, visitor in self.at.items()}

    @invariant()
    def the_screens_agree(self) -> None:
        board = self.office.snapshot().board
        shown = {c.number: c.ticket for c in board.counters if c.ticket}
        assert shown == {counter: visitor.number for counter, visitor in self.at.items()}
        assert board.waiting == len(self.those("waiting"))

    def judge(self, chosen: Visitor) -> None:
        """Nobody who has only waited is overtaken beyond the published rule by somebody who has only waited."""
        if not chosen.fresh:
            return  # who was called before comes back at a place the rule gives: tests/counter/test_coming_back.py
        for other in self.those("waiting"):
            if other.group == chosen.group and other.fresh and other.order < chosen.order:
                overtaking = f"{chosen.number} overtook {other.number}"
                assert chosen.priority, overtaking
                assert not other.priority, overtaking
                assert self.normals_in_turn[chosen.group] >= RATIO, overtaking

    def called(self, counter: int, visitor: Visitor) -> None:
        """Note a call, by rule or by choice."""
        self.at[counter] = visitor
        visitor.state, visitor.only, visitor.fresh = "called", None, False
        before = self.normals_in_turn[visitor.group]
        self.normals_in_turn[visitor.group] = 0 if visitor.priority else before + 1

    def those(self, *states: str) -> list[Visitor]:
        """Those who stand so, in the order of issue."""
        return [v for v in self.visitors.values() if v.state in states]

    def one_of(self, data: st.DataObject, *states: str) -> Visitor:
        """Somebody who stands so."""
        return data.draw(st.sampled_from(self.those(*states)))

    def somebody_served(self, data: st.DataObject) -> tuple[int, Visitor, Console]:
        """A counter with a visitor."""
        counter = data.draw(st.sampled_from(sorted(self.at)))
        return counter, self.at[counter], self.consoles[counter]

    def seconds_to_midnight(self) -> int:
        """Seconds until one before midnight in Bangkok."""
        return 86_399 - (int(self.clock().timestamp()) + 7 * 3600) % 86_400


def test_in_any_story_nobody_is_lost_doubled_or_overtaken_and_the_journal_verifies(
    template: Path, databases: Databases
) -> None:
    class HereAndNow(Story):
        pass

    HereAndNow.databases, HereAndNow.template = databases, template
    # Without shrinking: every step is a commit, and a story of thirty steps can be read.
    run_state_machine_as_test(
        HereAndNow,
        settings=settings(max_examples=examples(18), stateful_step_count=28, phases=[Phase.generate]),
    )
