"""The database's own guards: what hand-written SQL cannot do either."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from shared.store.engine import open_engine, writing
from shared.store.models import Ticket
from tests.office import Office

COPY = """INSERT INTO ticket ({columns}) SELECT {values} FROM ticket WHERE id = 1"""


def copy_ticket(office: Office, **changes: str) -> None:
    """Insert a copy of A001 with some columns replaced by SQL expressions."""
    names = [c.name for c in Ticket.__table__.columns if c.name != "id"]
    values = {**{name: name for name in names}, **changes}
    office.by_hand(COPY.format(columns=", ".join(names), values=", ".join(values[n] for n in names)))


def test_a_number_cannot_be_given_twice_on_a_day(office: Office) -> None:
    office.issue("A")
    place = r"ticket\.site_id, ticket\.day, ticket\.prefix, ticket\.number|one_number_a_day"
    with pytest.raises(IntegrityError, match=place):
        copy_ticket(office, token="'another'")
    copy_ticket(office, token="'another'", day="'2027-01-13'")
    copy_ticket(office, token="'a third'", prefix="'B'")


def test_a_token_cannot_belong_to_two_tickets(office: Office) -> None:
    office.issue("A")
    with pytest.raises(IntegrityError, match=r"ticket\.token|ticket_token"):
        copy_ticket(office, number="2")


@pytest.mark.parametrize("state", ["called", "serving"])
def test_a_second_ticket_cannot_stand_at_a_counter(office: Office, state: str) -> None:
    office.issue("A")
    other = office.issue("A")
    office.ana.open()
    office.ana.call_next()
    with pytest.raises(IntegrityError, match=r"ticket\.counter_id|one_ticket_per_counter"):
        office.by_hand("UPDATE ticket SET state = :state, counter_id = 1 WHERE number = 2", state=state)
    assert office.state(other) == "waiting"


def test_any_number_of_finished_tickets_may_name_a_counter(office: Office) -> None:
    office.ana.open()
    for _ in range(3):
        office.issue("A")
        office.ana.serve_next()
    assert [row.counter_id for row in office.rows(Ticket)] == [1, 1, 1]


def test_a_journal_number_cannot_be_used_twice(office: Office) -> None:
    with pytest.raises(IntegrityError, match=r"journal\.site_id, journal\.seq|journal_pkey"):
        office.by_hand("INSERT INTO journal SELECT * FROM journal WHERE site_id = 1")


def test_a_ticket_cannot_be_rated_twice(office: Office) -> None:
    number = office.issue("A")
    office.ana.open()
    office.ana.serve_next()
    office.rate(number)
    columns = "site_id, day, at, score, reasons, language, verified, source, source_id, origin, ticket_id"
    with pytest.raises(IntegrityError, match=r"rating\.ticket_id|one_rating_a_ticket"):
        office.by_hand(f"INSERT INTO rating ({columns}) SELECT {columns} FROM rating")  # noqa: S608 - our own names


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_outside_one_to_five_cannot_be_kept(office: Office, score: int) -> None:
    office.rate()
    with pytest.raises(IntegrityError, match="score_range"):
        office.by_hand("UPDATE rating SET score = :score", score=score)


def test_a_number_below_one_cannot_be_kept(office: Office) -> None:
    office.issue("A")
    with pytest.raises(IntegrityError, match="number_positive"):
        office.by_hand("UPDATE ticket SET number = 0")


def test_a_ticket_of_no_group_cannot_be_kept(office: Office) -> None:
    office.issue("A")
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        office.by_hand("UPDATE ticket SET group_id = 99")


@pytest.mark.sqlite
def test_the_file_is_kept_so_that_nothing_acknowledged_is_lost(office: Office) -> None:
    with office.engine.connect() as conn:
        kept = {
            name: conn.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert kept == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_two_programs_that_count_at_once_lose_no_update(tmp_path: Path) -> None:
    """With the driver's default mode, 240 "successful" transactions once left a counter at 62."""
    url = f"sqlite:///{tmp_path / 'count.db'}"
    first = open_engine(url)
    with writing(first.connect()) as conn, conn.begin():
        conn.execute(text("CREATE TABLE tally (n INTEGER)"))
        conn.execute(text("INSERT INTO tally VALUES (0)"))

    def count() -> None:
        engine = open_engine(url)
        with writing(engine.connect()) as conn:
            for _ in range(40):
                with conn.begin():
                    n = conn.execute(text("SELECT n FROM tally")).scalar_one()
                    conn.execute(text("UPDATE tally SET n = :n"), {"n": n + 1})
        engine.dispose()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with first.connect() as conn:
        assert conn.execute(text("SELECT n FROM tally")).scalar_one() == 160
    first.dispose()


def test_a_reader_sees_one_moment_while_others_write(office: Office) -> None:
    with office.engine.connect() as reader, reader.begin():
        before = reader.execute(text("SELECT count(*) FROM ticket")).scalar_one()
        office.issue("A")
        assert reader.execute(text("SELECT count(*) FROM ticket")).scalar_one() == before == 0
    assert len(office.rows(Ticket)) == 1


@pytest.mark.sqlite
def test_a_whole_backup_can_be_taken_while_people_are_served(office: Office, tmp_path: Path) -> None:
    office.issue("A")
    target = sqlite3.connect(tmp_path / "backup.db")
    source = sqlite3.connect(tmp_path / "tonsai.db")
    source.backup(target)
    assert target.execute("SELECT count(*) FROM ticket").fetchone() == (1,)
    source.close()
    target.close()
