"""The service day: the clock guard, and the change of day by date.

A new day begins with the first turn after midnight in Bangkok, whatever was switched off in between. Nobody is
deleted: those still waiting are recorded as abandoned, numbering starts at 1 because the day is another.
"""

from __future__ import annotations

from sqlalchemy import bindparam, delete, insert, select, update

from shared.clock import RELEASED, epoch, moment
from shared.domain.errors import QueueError
from shared.domain.hours import clock_behind, service_day
from shared.domain.tickets import State, label
from shared.store.models import Counter, KeySeen, Leg, LineDay, Ticket
from shared.store.prepared import Prepared
from shared.store.turn import Turn

KEEP_KEYS_S = 2 * 86_400
_ENDING = {
    State.WAITING: State.ABANDONED,
    State.CALLED: State.NO_SHOW,
    State.HELD: State.NO_SHOW,
    State.SERVING: State.FINISHED,
}
"""What the end of a day makes of a ticket. A service nobody finished counts as served, without a service time."""
_LINE_DAY = Prepared(
    select(LineDay.streak, LineDay.closed).where(
        LineDay.site_id == bindparam("site"),
        LineDay.day == bindparam("day"),
        LineDay.group_id == bindparam("group"),
    )
)


def enter_day(turn: Turn) -> str:
    """Return the service day of the turn, changing the day first when the date has changed.

    Refuses with `clock.behind` when the clock stands before the newest entry or before the program's release.
    Simulated turns may lie in the past; they neither move nor obey the live clock.
    """
    day = service_day(turn.now).isoformat()
    if turn.origin != "live":
        if not turn.head.simulated:
            turn.head.simulated = turn.origin == "simulated"
        if turn.head.day is not None and day <= turn.head.day:
            return day
    else:
        newest = moment(turn.head.at) if turn.head.at else None
        if clock_behind(turn.now, newest=newest, released=RELEASED) or (
            turn.head.day is not None and day < turn.head.day
        ):
            raise QueueError("clock.behind")
    if turn.head.day != day:
        end_past_day(turn)
        turn.head.day = day
        turn.record("day.opened", day=day)
        turn.conn.execute(
            delete(KeySeen).where(KeySeen.site_id == turn.site_id, KeySeen.at < turn.seconds - KEEP_KEYS_S)
        )
    return day


def end_past_day(turn: Turn) -> bool:
    """Close the open day if its date has passed; return whether it was closed."""
    if turn.head.day is None or turn.head.day >= service_day(turn.now).isoformat():
        return False
    close_day(turn, turn.head.day)
    turn.day_ended(turn)
    return True


def close_day(turn: Turn, day: str) -> None:
    """Close a day: nobody is left waiting, called, held or being served, and every counter is closed."""
    left: dict[str, int] = {}
    open_states = [state.value for state in _ENDING]
    rows = turn.conn.execute(
        select(Ticket.id, Ticket.prefix, Ticket.number, Ticket.state)
        .where(Ticket.site_id == turn.site_id, Ticket.day == day, Ticket.state.in_(open_states))
        .order_by(Ticket.id)
    ).all()
    for row in rows:
        after = _ENDING[State(row.state)]
        values: dict[str, object] = {
            "state": after.value,
            "state_since": turn.seconds,
            "reason": "day_closed",
        }
        if after is State.ABANDONED:
            values["left_at"] = turn.seconds
            turn.record("ticket.abandoned", day=day, ticket=label(row.prefix, row.number))
        turn.conn.execute(update(Ticket).where(Ticket.id == row.id).values(values))
        left[after.value] = left.get(after.value, 0) + 1
    turn.conn.execute(
        update(Leg)
        .where(Leg.site_id == turn.site_id, Leg.day == day, Leg.outcome.is_(None))
        .values(outcome="closed", ended_at=turn.seconds)
    )
    turn.conn.execute(
        update(Counter)
        .where(Counter.site_id == turn.site_id, Counter.state != "closed")
        .values(state="closed", reason=None, since=turn.seconds, staff_id=None, seat=None)
    )
    turn.record("day.closed", day=day, **left)
    if turn.head.day == day:
        turn.head.day = None


def line_day(turn: Turn, day: str, group_id: int) -> tuple[int, bool]:
    """Return (streak, closed by staff) of a group's line today."""
    row = _LINE_DAY.first(turn.conn, {"site": turn.site_id, "day": day, "group": group_id})
    return (row[0], bool(row[1])) if row else (0, False)


def set_line_day(turn: Turn, day: str, group_id: int, **values: object) -> None:
    """Write the streak or the closing of a group's line today."""
    key = {"site_id": turn.site_id, "day": day, "group_id": group_id}
    changed = turn.conn.execute(
        update(LineDay)
        .where(LineDay.site_id == turn.site_id, LineDay.day == day, LineDay.group_id == group_id)
        .values(values)
    )
    if changed.rowcount == 0:
        turn.conn.execute(insert(LineDay).values({"streak": 0, "closed": False, **key, **values}))


def day_of(seconds: int) -> str:
    """Return the service day of a stored moment."""
    return service_day(moment(seconds)).isoformat()


def seconds_since(turn: Turn, then: int) -> int:
    """Return the seconds between a stored moment and the turn, never below zero."""
    return max(0, epoch(turn.now) - then)
