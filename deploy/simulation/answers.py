"""What people say afterwards: ratings from finished tickets, ratings without one, and second thoughts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from deploy.simulation.visitors import OpenRating, RatingPlan, score_of
from kiosk import actions
from kiosk.actions import Opinion
from shared.store.turn import Answer, Turn

if TYPE_CHECKING:
    from deploy.simulation.hall import Hall, Visit

AMENDED_AFTER_S = 7
_REASONS = ("long_wait", "unclear_steps", "many_documents", "facilities")
CONTENT = 4
"""From this score on nobody is asked for a reason."""


class Answers:
    """Gives the ratings of a day."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall

    def give_later(self, visit: Visit, now: int) -> None:
        """Let somebody who was served rate, if that is in the plan."""
        plan = visit.plan.rating
        if plan is not None:
            self._hall.agenda.add(now + plan.after_s, partial(self._give, visit, plan))

    def _give(self, visit: Visit, plan: RatingPlan, now: int) -> None:
        waited = (visit.first_called_s or visit.issued_s) - visit.issued_s
        score = score_of(plan.mood, waited)
        dimensions = {name: _near(score, place, plan.mood) for place, name in enumerate(plan.dimensions)}
        reason = _REASONS[int(plan.mood * 100) % len(_REASONS)]
        reasons = [reason] if plan.reason and score < CONTENT else []
        first = (
            Opinion(score=score)
            if plan.amended
            else Opinion(score=score, answers=dimensions, reasons=reasons)
        )
        source_id = f"simulator:{plan.source}" if plan.source != "phone" else f"simulator:{visit.number}"
        rate = partial(
            actions.rate, opinion=first, source=plan.source, source_id=source_id,
            language=visit.plan.language, token=visit.token,
        )  # fmt: skip
        answer = self._hall.do(now, "simulator:visitor", rate)
        if answer is not None and plan.amended and (dimensions or reasons):
            more = partial(
                actions.amend_rating, rating_id=answer["id"], opinion=Opinion(answers=dimensions, reasons=reasons),
                source_id=source_id, token=visit.token,
            )  # fmt: skip
            self._hall.agenda.add(now + AMENDED_AFTER_S, partial(self._amend, more))

    def _amend(self, more: Callable[[Turn], Answer], now: int) -> None:
        self._hall.do(now, "simulator:visitor", more)

    def give_open(self, rating: OpenRating, now: int) -> None:
        """Give a rating without a ticket."""
        rate = partial(
            actions.rate, opinion=Opinion(score=score_of(rating.mood, 0)), source="kiosk",
            source_id="simulator:open", language="th", group=rating.group,
        )  # fmt: skip
        self._hall.do(now, "simulator:visitor", rate)


def _near(score: int, place: int, mood: float) -> int:
    """Return a dimension's answer: the overall one, one less now and then."""
    return max(1, score - (1 if int(mood * 1000) % 7 == place else 0))
