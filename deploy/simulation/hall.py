"""The hall: people of a plan come, take numbers, wait, give up or come back; clerks are in `clerks.py`.

Everything goes through the real actions of the faces. Nothing here is left to chance, that is all in the
plan; who is called next is for the queue's own rule to say. The hall only knows what people in it see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from counter import actions as desk_actions
from counter.seats import Worker
from deploy.simulation.agenda import Agenda
from deploy.simulation.answers import Answers
from deploy.simulation.clerks import Clerk
from deploy.simulation.outlook import Outlook
from deploy.simulation.shifts import Shift
from deploy.simulation.visitors import STRANGER, DayPlan, Visitor
from kiosk import actions as visitor_actions
from shared.domain.errors import QueueError
from shared.store.turn import Answer, Turn

HELP_COMES_AFTER_S = 90

Action = Callable[[Turn], Answer]
Act = Callable[[int, str, Action], Answer]
"""Does an action at a second of the day, in somebody's name; raises QueueError when it is refused."""


@dataclass(slots=True)
class Visit:
    """A person in the hall: the plan, the number, and what has become of it."""

    plan: Visitor
    number: str
    token: str
    group: str
    issued_s: int
    state: Literal["waiting", "called", "held", "no_show", "gone"] = "waiting"
    first_called_s: int | None = None
    had_s: int = 0
    """Seconds of service had in earlier legs."""
    comes: bool = True
    fetched: bool = False
    moved: bool = False


class Hall:
    """One day being played: call `play`, or take the events of `agenda` one by one."""

    def __init__(
        self,
        plan: DayPlan,
        shifts: Sequence[Shift],
        *,
        act: Act,
        workers: Mapping[int, Worker],
        closes_s: int,
        outlook: Outlook,
        refused: Callable[[QueueError], None],
    ) -> None:
        """`workers` sit at the counters; `refused` hears of every action that was refused."""
        self.agenda = Agenda()
        self.closes_s = closes_s
        self.outlook = outlook
        self.visits: dict[str, Visit] = {}
        self.to_call: dict[str, list[tuple[Visit, str]]] = {}
        """Per group: people whom a clerk will call out of order, with the reason."""
        self.refusal: str | None = None
        self._act = act
        self._refused = refused
        self.answers = Answers(self)
        self.clerks = {number: Clerk(self, number, worker) for number, worker in sorted(workers.items())}
        self._schedule(plan, shifts)

    def play(self) -> None:
        """Let the whole day happen."""
        while (event := self.agenda.pop()) is not None:
            second, happen = event
            happen(second)

    def do(self, second: int, actor: str, action: Action) -> Answer | None:
        """Do an action; None when it was refused, and then `refusal` has the code."""
        try:
            self.refusal = None
            return self._act(second, actor, action)
        except QueueError as error:
            self.refusal = error.code
            self._refused(error)
            return None

    def _schedule(self, plan: DayPlan, shifts: Sequence[Shift]) -> None:
        add = self.agenda.add
        for visitor in plan.visitors:
            add(visitor.arrives_s, partial(self._arrive, visitor))
        for shift in shifts:
            add(shift.at_s, partial(self.clerks[shift.counter].take_shift, shift))
        for rating in plan.open_ratings:
            add(rating.at_s, partial(self.answers.give_open, rating))
        for second in plan.helps_s:
            self._later(second, "simulator:kiosk", partial(visitor_actions.ask_help, device="simulator"))
            self._later(second + HELP_COMES_AFTER_S, "simulator:supervisor", desk_actions.answer_help)
        if plan.closed_group is not None:
            group, begins, ends = plan.closed_group
            for second, closed in ((begins, True), (ends, False)):
                close = partial(desk_actions.set_group_closed, group=group, closed=closed)
                self._later(second, "simulator:supervisor", close)

    def _later(self, second: int, actor: str, action: Action) -> None:
        self.agenda.add(second, lambda now: (self.do(now, actor, action), None)[1])

    def _arrive(self, visitor: Visitor, now: int) -> None:
        promise = self.outlook.promise(visitor.group, visitor.priority, now, self.clerks.values())
        issue = partial(
            visitor_actions.issue_ticket,
            group=visitor.group,
            priority=visitor.priority,
            language=visitor.language,
            promise=promise,
        )
        answer = self.do(now, "simulator:kiosk", issue)
        if answer is None:
            return  # no tickets now: they go home
        visit = Visit(visitor, answer["number"], answer["token"], visitor.group, now)
        visit.comes = visitor.walk_s is not None
        self.visits[visit.number] = visit
        self.outlook.joined(visit.number, visitor.group, visitor.priority, answer["seq"])
        if visitor.urgent:
            self.to_call.setdefault(visitor.group, []).append((visit, "urgent"))
        if visitor.gives_up_s is not None:
            self.agenda.add(now + visitor.gives_up_s, partial(self._give_up, visit))
        self.wake(visit.group, now)

    def _give_up(self, visit: Visit, now: int) -> None:
        if visit.state != "waiting" or visit.first_called_s is not None:
            return
        cancel = partial(visitor_actions.cancel_ticket, token=visit.token)
        if self.do(now, "simulator:visitor", cancel) is not None:
            self.leave_line(visit)
            visit.state = "gone"

    def leave_line(self, visit: Visit) -> None:
        """Take somebody out of the line as the hall sees it."""
        self.outlook.left(visit.number)
        line = self.to_call.get(visit.group, [])
        line[:] = [entry for entry in line if entry[0] is not visit]

    def wait_again(self, visit: Visit, group: str, now: int) -> None:
        """Let somebody stand in a line again."""
        visit.state, visit.group = "waiting", group
        self.outlook.joined(visit.number, group, visit.plan.priority, None)
        self.wake(group, now)

    def come_back(self, visit: Visit, now: int) -> None:
        """A no-show comes to the hall after all, or somebody brings the copies: a clerk who is there
        helps."""
        clerk = next((c for c in self.clerks.values() if c.is_there and visit.group in c.groups), None)
        clerk = clerk or next((c for c in self.clerks.values() if c.is_there), None)
        if clerk is None:
            return  # everybody has gone home: the day ends without them
        visit.comes = True
        if visit.state == "held" and visit.plan.returns_to_clerk:
            self.to_call.setdefault(visit.group, []).append((visit, "returned"))
            self.wake(visit.group, now)
        elif clerk.put_in_line(visit, now):
            self.wait_again(visit, visit.group, now)

    def meet_stranger(self, ticket: Mapping[str, Any], now: int) -> Visit:
        """Return a visit for somebody who took a number by other hands than ours: they come and are
        served."""
        plan = replace(STRANGER, group=ticket["group"], priority=ticket["klass"] == "priority")
        visit = Visit(plan, ticket["number"], "", ticket["group"], now, comes=True)
        self.visits[visit.number] = visit
        return visit

    def wake(self, group: str, now: int) -> None:
        """Let a clerk without anybody, who serves `group`, look up."""
        for clerk in self.clerks.values():
            if clerk.is_idle and clerk.is_there and group in clerk.groups:
                clerk.look_up(now)
                return
