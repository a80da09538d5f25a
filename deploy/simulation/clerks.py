"""A clerk at a counter: calls, waits for somebody to come, serves, finishes, and goes to lunch."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from counter import actions
from counter.actions import Target
from counter.seats import Worker
from deploy.simulation.shifts import Shift
from shared.store.turn import Answer

if TYPE_CHECKING:
    from deploy.simulation.hall import Action, Hall, Visit

REACTION_S = 8
RECALL_AFTER_S = 34
TRIES = 3
LAST_MINUTES_S = 20 * 60
"""So long after closing the counters work off their lines; then everybody goes home."""
TALK_S = 70
"""After so long it shows that somebody needs copies, or belongs to another counter."""
CORRECTED_AFTER_S = 4


class Clerk:
    """One counter and who works there."""

    def __init__(self, hall: Hall, number: int, worker: Worker) -> None:
        self.hall = hall
        self.number = number
        self.worker = worker
        self.groups: tuple[str, ...] = ()
        self.state = "closed"
        self.visit: Visit | None = None
        self.is_idle = False
        self.busy_since_s = 0
        self._next_shift: Shift | None = None

    @property
    def is_there(self) -> bool:
        """True when the counter is open."""
        return self.state == "open"

    @property
    def busy_with(self) -> str | None:
        """The group of the person at the counter."""
        return self.visit.group if self.visit is not None else None

    def take_shift(self, shift: Shift, now: int) -> None:
        """Open, pause or close; with somebody at the counter only when they are done."""
        if self.visit is not None and shift.what != "open":
            self._next_shift = shift
            return
        self._next_shift = None
        if shift.what == "close" and self.state == "open" and now < self.hall.closes_s + LAST_MINUTES_S:
            self._next_shift = shift  # the line is worked off first
            self.look_up(now)
            return
        self._change(shift, now)

    def _change(self, shift: Shift, now: int) -> None:
        self._next_shift, self.is_idle = None, False
        if shift.what == "open":
            if self._do(now, partial(actions.open_counter, groups=list(shift.groups))) is not None:
                self.state, self.groups = "open", shift.groups
                self.look_up(now)
        elif shift.what == "pause":
            if (
                self.state == "open"
                and self._do(now, partial(actions.pause, reason=shift.reason)) is not None
            ):
                self.state = "paused"
        elif self.state != "closed" and self._do(now, actions.close) is not None:
            self.state = "closed"

    def look_up(self, now: int) -> None:
        """See after a moment who is next."""
        self.is_idle = False
        self.hall.agenda.add(now + REACTION_S, self.call_next)

    def call_next(self, now: int) -> None:
        """Call whoever is next; first those who have a reason to be called out of order."""
        if self.visit is not None or self.state != "open":
            return
        waiting = self._next_shift
        if waiting is not None and (waiting.what == "pause" or now >= self.hall.closes_s + LAST_MINUTES_S):
            self._change(waiting, now)
            return
        entry = self._somebody_to_choose()
        if entry is not None:
            visit, reason = entry
            answer = self._do(now, partial(actions.call_chosen, ticket=visit.number, reason=reason))
        else:
            answer = self._do(now, actions.call_next)
        self._called(answer, now)

    def _somebody_to_choose(self) -> tuple[Visit, str] | None:
        for group in self.groups:
            line = self.hall.to_call.get(group)
            if line:
                return line.pop(0)
        return None

    def _called(self, answer: Answer | None, now: int) -> None:
        if answer is None:
            self._recover(now)
            return
        ticket: dict[str, Any] | None = answer["ticket"]
        if ticket is None:
            self.is_idle = True
            if self._next_shift is not None:
                self._change(self._next_shift, now)
            return
        visit = self.hall.visits.get(ticket["number"]) or self.hall.meet_stranger(ticket, now)
        self.hall.leave_line(visit)
        visit.state = "called"
        if visit.first_called_s is None:
            visit.first_called_s = now
        self.visit, self.busy_since_s = visit, now
        self.hall.outlook.called(visit.plan.priority, visit.group)
        self._await(visit, now, tries=1)

    def _recover(self, now: int) -> None:
        """Somebody else has been at this counter: clear what they left, or open again; leave it to them if
        they stay."""
        if self.hall.refusal == "counter.has_ticket":
            self._do(now, partial(actions.finish, service=None))
            self._free(now, REACTION_S)
        elif self.hall.refusal in ("counter.closed", "counter.paused"):
            self._change(Shift(now, self.number, "open", self.groups), now)
        else:
            self.is_idle = True

    def _await(self, visit: Visit, now: int, *, tries: int) -> None:
        """Wait for somebody to come: call again, and after the last call give up."""
        walk = visit.plan.walk_s if visit.plan.walk_s is not None else REACTION_S
        left = walk - (tries - 1) * RECALL_AFTER_S
        if visit.comes and left < RECALL_AFTER_S:
            self.hall.agenda.add(now + max(1, left), partial(self._begin, visit))
        elif tries < TRIES:
            self.hall.agenda.add(now + RECALL_AFTER_S, partial(self._recall, visit, tries))
        else:
            self.hall.agenda.add(now + RECALL_AFTER_S, partial(self._give_up, visit))

    def _recall(self, visit: Visit, tries: int, now: int) -> None:
        if self.visit is not visit:
            return
        self._do(now, actions.recall)
        self._await(visit, now, tries=tries + 1)

    def _give_up(self, visit: Visit, now: int) -> None:
        if self.visit is not visit:
            return
        self._do(now, actions.no_show)
        visit.state = "no_show"
        if visit.plan.returns_s is not None:
            self.hall.agenda.add(now + visit.plan.returns_s, partial(self.hall.come_back, visit))
        self._free(now, REACTION_S)

    def _begin(self, visit: Visit, now: int) -> None:
        if self.visit is not visit:
            return
        plan = visit.plan
        if plan.start_pressed:
            self._do(now, actions.start)
        add = self.hall.agenda.add
        if plan.other_group is not None and not visit.moved:
            add(now + TALK_S, partial(self._send_on, visit, plan.other_group))
        elif plan.fetches_s is not None and not visit.fetched:
            visit.had_s = min(TALK_S, plan.service_s // 2)
            add(now + visit.had_s, partial(self._send_for_copies, visit, plan.fetches_s))
        else:
            add(now + max(20, plan.service_s - visit.had_s), partial(self._finish, visit))

    def _send_on(self, visit: Visit, group: str, now: int) -> None:
        if self.visit is not visit:
            return
        visit.moved = True
        others = [c for c in self.hall.clerks.values() if c is not self and c.is_there and group in c.groups]
        to = others[0] if others and visit.plan.to_counter else None
        target = Target(counter=to.number) if to is not None else Target(group=group)
        answer = self._do(now, partial(actions.transfer, target=target))
        if answer is not None:
            self.hall.wait_again(visit, answer["ticket"]["group"], now)
            if to is not None and to.is_idle:
                to.look_up(now)
        self._free(now, visit.plan.pace_s)

    def _send_for_copies(self, visit: Visit, away_s: int, now: int) -> None:
        if self.visit is not visit:
            return
        visit.fetched = True
        if self._do(now, partial(actions.hold, reason="copies")) is not None:
            visit.state = "held"
            self.hall.agenda.add(now + away_s, partial(self.hall.come_back, visit))
        self._free(now, visit.plan.pace_s)

    def _finish(self, visit: Visit, now: int) -> None:
        if self.visit is not visit:
            return
        plan = visit.plan
        done = self._do(now, partial(actions.finish, service=plan.alternative or plan.service or None))
        visit.state = "gone"
        if done is not None:
            self.hall.outlook.served(visit.group, now + plan.pace_s - self.busy_since_s)
            self.hall.answers.give_later(visit, now)
            if plan.alternative is not None:
                self.hall.agenda.add(now + CORRECTED_AFTER_S, partial(self._correct, plan.service))
        self._free(now, plan.pace_s)

    def _correct(self, service: str, now: int) -> None:
        self._do(now, partial(actions.correct, service=service))

    def put_in_line(self, visit: Visit, now: int) -> bool:
        """Put a no-show back, or let a held ticket wait again; say whether that was possible."""
        action = actions.resume if visit.state == "held" else actions.put_back
        return self._do(now, partial(action, ticket=visit.number)) is not None

    def _free(self, now: int, pace_s: int) -> None:
        self.visit, self.is_idle = None, False
        self.hall.agenda.add(now + pace_s, self.call_next)

    def _do(self, now: int, action: Any) -> Answer | None:
        full: Action = partial(action, counter=self.number, who=self.worker)
        return self.hall.do(now, f"simulator:counter:{self.number}", full)
