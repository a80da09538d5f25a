"""What a unit typed in afterwards comes with its journal, what it took back does not."""

from __future__ import annotations

from datetime import date

import pytest

from counter.late.actions import withdraw_late, write_late
from counter.late.reading import Row
from shared.domain.errors import QueueError
from shared.store.models import OutreachTicket, Ticket
from tests.clockwork import Clock
from tests.office import Office
from tests.outreach.units import hand_in, receive, work

DAY = date(2027, 1, 12)


def write(unit: Office, *rows: Row) -> int:
    return int(unit.take_turn(lambda turn: write_late(turn, day=DAY, rows=rows))["list"])


def take_back(unit: Office, number: int) -> None:
    unit.take_turn(lambda turn: withdraw_late(turn, list_id=number, reason="wrong day"))


def test_a_list_that_the_unit_took_back_does_not_come_and_one_that_was_handed_in_stays(
    office: Office, clock: Clock, unit: Office, unit_clock: Clock
) -> None:
    work(unit, unit_clock)
    unit_clock.show("2027-01-13 09:00")
    take_back(unit, write(unit, Row("tax", "7"), Row("tax", "8")))
    kept = write(unit, Row("tax", "9"))
    clock.show("2027-01-13 10:00")
    receive(office, hand_in(unit))
    assert len(office.rows(OutreachTicket)) == len(unit.rows(Ticket))
    assert [t.language for t in office.rows(Ticket)].count("") == 1
    with pytest.raises(QueueError) as caught:
        take_back(unit, kept)
    assert caught.value.code == "late.handed_in"
