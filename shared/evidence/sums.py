"""Daily sums: a past day is counted once, when it is closed, and kept; a month that is over is added up from its days.

`FigureSums` rows hold them, the triggers beside that table forget them. Every row that is there is true, so reading
needs no check but whether it was counted by the office's present hours (`mark`); whatever is missing is read from the
tickets and ratings themselves. Only the whole office's real records are kept: a department has a fullest moment of its
own, which no sum gives. `check_sums` counts everything again and compares.
"""

from __future__ import annotations

import hashlib
import logging
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

import orjson
from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, or_, select
from sqlalchemy.exc import OperationalError

from shared.domain.hours import Hours, is_working_day, service_day
from shared.evidence.packed import FORM, Pile, Plain, lighten, pack, plain_of, unpack
from shared.evidence.periods import days_period, month_period
from shared.evidence.reading import Reading
from shared.evidence.satisfaction import Ratings, read_ratings
from shared.evidence.selection import Scope, Selection, select_rows
from shared.evidence.shelf import Shelf
from shared.store.models import FigureSums, Rating, Ticket
from shared.store.turn import Turn

log = logging.getLogger("tonsai.evidence")
AT_THE_DAY_S_END = 4
"""Days counted in a closing turn: yesterday and a long week-end. A day of 2,000 tickets takes some 30 ms."""
LOOKED_BACK = 35
"""Days that a closing turn looks at; older ones are a matter of the daily chores."""
_LONG = func.length(FigureSums.span)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some days in a row and what was kept of them, None where they have to be read."""

    first: date
    last: date
    span: str | None


def are_kept(selection: Selection) -> bool:
    """Say whether sums are kept of such a selection: the whole office, real records."""
    return selection.scope == Scope() and not selection.simulated


def read_days(
    conn: Connection, selection: Selection, shelf: Shelf, *, light: bool = False
) -> tuple[Reading, Ratings]:
    """Return what a selection counted, from its sums where there are some. Its units' durations are not in `light`."""
    pieces = list(_cut(conn, selection, light=light))
    if not any(piece.span for piece in pieces):
        return shelf.read(conn, selection), read_ratings(conn, selection)
    column = FigureSums.light if light else FigureSums.whole
    spans = [piece.span for piece in pieces if piece.span is not None]
    of_site = FigureSums.site_id == selection.site_id
    rows = conn.execute(select(FigureSums.span, column).where(of_site, FigureSums.span.in_(spans)))
    kept = {span: packed or b"" for span, packed in rows}
    pile = Pile()
    for piece in pieces:
        if piece.span is not None:
            pile.add(unpack(kept[piece.span]))
        else:
            counted = _count(conn, selection, piece, shelf)
            pile.add(lighten(counted) if light else counted)
    return pile.reading, pile.rated


def keep_sums(
    turn: Turn, *, most: int, looked_back: int | None = None, until: date | None = None
) -> list[date]:
    """Count up to so many past days and months that have no sums, the newest first; return their first days.

    In a turn, so that nothing changes between the counting and the writing. `looked_back`: of so many days alone;
    `until`: only days up to this one, for going on where the last turn ended.
    """
    today = service_day(turn.now)
    oldest = _oldest(turn.conn, turn.site_id)
    if oldest is None or oldest >= today:
        return []
    first = oldest.replace(day=1)
    if looked_back is not None:
        first = max(first, today - timedelta(days=looked_back))
    whole = _select(turn.conn, turn.site_id, first, today - timedelta(days=1), now=turn.now)
    marks = _read_marks(turn.conn, whole)
    done: list[date] = []
    for begin, end in islice(_missing(whole, marks, min(until or today, whole.period.last)), most):
        part = replace(whole, period=days_period(begin, end))
        span, mark = _write(turn.conn, part, _new_sum(turn.conn, part))
        marks[span] = mark
        done.append(begin)
    return done


def end_day(turn: Turn) -> None:
    """Keep the sums of the day that a turn has closed. Whatever goes wrong, the new day begins: rows are read then."""
    try:
        with turn.conn.begin_nested():
            keep_sums(turn, most=AT_THE_DAY_S_END, looked_back=LOOKED_BACK)
    except OperationalError:
        raise
    except Exception:
        log.exception("the sums of a day were not kept")


def check_sums(conn: Connection, site_id: int, *, now: datetime) -> tuple[int, list[str]]:
    """Count every kept day and month again from its rows; return how many there are, and the names of wrong ones."""
    today = service_day(now)
    whole = _select(conn, site_id, today, today, now=now)
    spans = (
        conn.execute(select(FigureSums.span).where(FigureSums.site_id == site_id).order_by(FigureSums.span))
        .scalars()
        .all()
    )
    wrong = []
    for span in spans:
        part = replace(whole, period=days_period(*_days_of(span)))
        row = conn.execute(
            select(FigureSums.mark, FigureSums.light, FigureSums.whole).where(
                FigureSums.site_id == site_id, FigureSums.span == span
            )
        ).one()
        if row.mark == counted_by(part.hours, part.period.first, part.period.last):
            counted = _count_day(conn, part)
            if _differs(row.light, lighten(counted)) or (
                row.whole is not None and _differs(row.whole, counted)
            ):
                wrong.append(span)
    return len(spans), wrong


def _differs(packed: bytes, counted: Plain) -> bool:
    try:
        return unpack(packed) != counted
    except (zlib.error, orjson.JSONDecodeError):
        return True


def forget_sums(turn: Turn, spans: list[str]) -> int:
    """Take away what is kept of some days and months; return how many there were."""
    return turn.conn.execute(
        delete(FigureSums).where(FigureSums.site_id == turn.site_id, FigureSums.span.in_(spans))
    ).rowcount


def _cut(conn: Connection, selection: Selection, *, light: bool) -> Iterator[_Piece]:
    """Return the period in pieces, in order: months and days that are kept, runs of days that are not."""
    months = _read_marks(conn, selection, _LONG == 7) if light else {}
    days: dict[str, str] | None = None
    first, last = selection.period.first, selection.period.last
    unkept: date | None = None
    while first <= last:
        end = _month_end(first)
        span = f"{first:%Y-%m}"
        if not (first.day == 1 and end <= last and _is_good(selection, months, span, first, end)):
            end, span = first, first.isoformat()
            if days is None:
                days = _read_marks(conn, selection, _LONG == 10)
            if not _is_good(selection, days, span, first, end):
                unkept = unkept or first
                first += timedelta(days=1)
                continue
        if unkept is not None:
            yield _Piece(unkept, first - timedelta(days=1), None)
            unkept = None
        yield _Piece(first, end, span)
        first = end + timedelta(days=1)
    if unkept is not None:
        yield _Piece(unkept, last, None)


def _is_good(selection: Selection, marks: Mapping[str, str], span: str, first: date, last: date) -> bool:
    return (
        span in marks and marks[span] == counted_by(selection.hours, first, last) and last < selection.today
    )


def _missing(whole: Selection, marks: Mapping[str, str], until: date) -> Iterator[tuple[date, date]]:
    """Return the days that have no sums, and each month that is over and has none but all of its days, newest first.

    `marks` may grow meanwhile: a month comes after its days.
    """
    day = until
    while day >= whole.period.first:
        if not _is_good(whole, marks, day.isoformat(), day, day):
            yield day, day
        if day.day == 1 and _is_whole(whole, marks, day):
            yield day, _month_end(day)
        day -= timedelta(days=1)


def _is_whole(whole: Selection, marks: Mapping[str, str], first: date) -> bool:
    """Say whether a month is over, has no sum, and has those of all its days."""
    end = _month_end(first)
    if end >= whole.today or _is_good(whole, marks, f"{first:%Y-%m}", first, end):
        return False
    days = (first + timedelta(days=n) for n in range(end.day))
    return all(_is_good(whole, marks, day.isoformat(), day, day) for day in days)


def _count(conn: Connection, selection: Selection, piece: _Piece, shelf: Shelf) -> Plain:
    part = replace(selection, period=days_period(piece.first, piece.last))
    return plain_of(shelf.read(conn, part), read_ratings(conn, part))


def _new_sum(conn: Connection, part: Selection) -> Plain:
    if part.period.first != part.period.last:
        return _add_up(conn, part)
    is_empty = not conn.execute(
        select(or_(*(exists().where(part.in_period(model.site_id, model.day)) for model in (Ticket, Rating))))
    ).scalar_one()
    pile = Pile()
    return plain_of(pile.reading, pile.rated) if is_empty else _count_day(conn, part)


def _count_day(conn: Connection, part: Selection) -> Plain:
    return plain_of(Shelf().read(conn, part), read_ratings(conn, part))


def _add_up(conn: Connection, month: Selection) -> Plain:
    """Add up the days of a month, all of which are kept."""
    pile = Pile()
    for packed in conn.execute(
        select(FigureSums.whole)
        .where(month.in_period(FigureSums.site_id, FigureSums.span), FigureSums.whole.is_not(None))
        .order_by(FigureSums.span)
    ).scalars():
        pile.add(unpack(packed or b""))
    return plain_of(pile.reading, pile.rated)


def _write(conn: Connection, part: Selection, plain: Plain) -> tuple[str, str]:
    """Keep the sum of a day or month; return its name and mark."""
    first, last = part.period.first, part.period.last
    is_day = first == last
    span, mark = first.isoformat() if is_day else f"{first:%Y-%m}", counted_by(part.hours, first, last)
    conn.execute(delete(FigureSums).where(FigureSums.site_id == part.site_id, FigureSums.span == span))
    conn.execute(
        insert(FigureSums).values(
            site_id=part.site_id,
            span=span,
            mark=mark,
            light=pack(lighten(plain)),
            whole=pack(plain) if is_day else None,
        )
    )
    return span, mark


def _select(conn: Connection, site_id: int, first: date, last: date, *, now: datetime) -> Selection:
    return select_rows(conn, site_id, days_period(first, last), now=now)


def _read_marks(
    conn: Connection, selection: Selection, only: ColumnElement[bool] | None = None
) -> dict[str, str]:
    """Return the marks of what is kept of a period by its name, months that it only touches among them."""
    first, last = f"{selection.period.first:%Y-%m}", selection.period.last.isoformat()
    chosen = [FigureSums.site_id == selection.site_id, FigureSums.span >= first, FigureSums.span <= last]
    if only is not None:
        chosen.append(only)
    rows = conn.execute(select(FigureSums.span, FigureSums.mark).where(*chosen)).all()
    return {span: mark for span, mark in rows}  # noqa: C416  # rows are no pairs to the type checker


def _oldest(conn: Connection, site_id: int) -> date | None:
    """Return the first day with a ticket or a rating."""
    days = [
        conn.execute(select(func.min(model.day)).where(model.site_id == site_id)).scalar()
        for model in (Ticket, Rating)
    ]
    return min((date.fromisoformat(day) for day in days if day), default=None)


def _days_of(span: str) -> tuple[date, date]:
    if len(span) == len("YYYY-MM"):
        month = month_period(int(span[:4]), int(span[5:]))
        return month.first, month.last
    return date.fromisoformat(span), date.fromisoformat(span)


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def counted_by(hours: Hours, first: date, last: date) -> str:
    """Return the mark of a sum: a digest of the form of the sums and of the hours that some days had."""
    days = [_plan(hours, first + timedelta(days=n)) for n in range((last - first).days + 1)]
    return hashlib.blake2s(f"{FORM} {';'.join(days)}".encode(), digest_size=16).hexdigest()


def _plan(hours: Hours, day: date) -> str:
    """Return what the count of a day takes from the office's hours. Source: `shared/evidence/days.py: hours_on`."""
    regular = hours.weekly[day.weekday()]
    times = f"{regular.opens}-{regular.closes}" if regular else ""
    return f"{is_working_day(hours, day):d} {times}"
