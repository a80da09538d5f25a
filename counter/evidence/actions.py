"""What people do to the measures, each in one turn. Entries of the binder are in `entries.py`."""

from __future__ import annotations

from sqlalchemy import select

from shared.domain.errors import QueueError
from shared.evidence.measures import MeasureText, begin_year, change_measure
from shared.store.models import Evidence
from shared.store.turn import Answer, Turn


def start_year(turn: Turn, *, year_be: int) -> Answer:
    """Write the measures of a year down as its own, copied from the year before."""
    begin_year(turn, year_be)
    return {"seq": turn.head.seq}


def save_measure(turn: Turn, *, year_be: int, text: MeasureText, version: int, by: str) -> Answer:
    """Change what a measure says; a step that has evidence cannot go (`measure.step_used`)."""
    before = begin_year(turn, year_be)[text.number - 1]
    gone = {step.id for step in before.steps} - {step.id for step in text.steps}
    used = turn.conn.execute(
        select(Evidence.step).where(Evidence.measure_id == before.id, Evidence.step.in_(gone)).limit(1)
    ).scalar()
    if used is not None:
        place = [step.id for step in before.steps].index(used) + 1
        raise QueueError("measure.step_used", step=place)
    changed, seq = change_measure(turn, year_be, text, version=version, by=by)
    return {"seq": seq, "version": changed.version}
