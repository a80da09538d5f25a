"""The journal as pages: what is found, how it is said, who may see it, its proof and its table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from counter.journal.forms import CHAPTERS, kinds_of, read_choice
from counter.journal.proof import prove
from counter.late.actions import write_late
from counter.late.reading import Row
from shared.domain.cells import plain_cell
from shared.domain.errors import QueueError
from shared.domain.journal import KINDS
from shared.store.chronicle import find_entries
from shared.store.turn import Answer, Turn
from shared.web.languages import LANGUAGES
from tests.cast import ANA, CHO, DAO, EVE
from tests.clockwork import Clock
from tests.lobby import Browser, Lobby
from tests.office import Office
from tests.postgres import ON_POSTGRES


def entries(text: str) -> list[tuple[str, str]]:
    """Return (kind, sentence) of every entry a page shows."""
    rows = re.findall(r'data-kind="([\w.]+)"(.*?)</summary>', text, re.DOTALL)
    return [(kind, re.sub(r"<[^>]+>", "", row.rpartition("<summary>")[2]).strip()) for kind, row in rows]


def look(browser: Browser, query: str = "", language: str = "en") -> str:
    """Open the page of the journal."""
    browser.client.set_cookie("tonsai_lang", language)
    answer = browser.page(f"/journal{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def kinds(browser: Browser, query: str) -> list[str]:
    """Return the kinds that a page shows, newest first."""
    return [kind for kind, _ in entries(look(browser, query))]


@pytest.fixture
def busy(lobby: Lobby) -> Lobby:
    """A morning: A001 served, A002 passed over for A003, A003 no-show."""
    office = lobby.office
    for _ in range(3):
        office.issue("A")
    ana = office.ana.open("A")
    ana.serve_next("T1")
    ana.call_chosen("A003", "urgent")
    ana.no_show()
    return lobby


def test_a_ticket_has_its_story(busy: Lobby) -> None:
    found = kinds(busy.person(DAO), "?ticket=a3")
    assert found == ["ticket.no_show", "ticket.called_chosen", "ticket.issued"]
    assert kinds(busy.person(DAO), "?ticket=A002") == [
        "ticket.called_chosen",
        "ticket.issued",
    ]  # it was passed over


def test_a_call_out_of_order_says_its_reason_and_who_was_passed_over(busy: Lobby) -> None:
    ((kind, said),) = entries(look(busy.person(DAO), "?about=order"))
    assert kind == "ticket.called_chosen"
    assert said == "A003 was called to counter 1 out of order: Urgent · passed over A002"


def test_a_counter_has_its_entries_and_no_others(busy: Lobby) -> None:
    busy.office.ben.open()
    assert kinds(busy.person(DAO), "?counter=2") == ["counter.opened"]
    assert "counter.opened" in kinds(busy.person(DAO), "?counter=1")
    assert "ticket.issued" not in kinds(busy.person(DAO), "?counter=1")


def test_days_are_those_of_the_office_and_not_of_the_chain(lobby: Lobby, clock: Clock) -> None:
    """Between midnight and the first ticket entries stand in the stretch of the day before."""
    dao = lobby.person(DAO)
    lobby.office.issue("A")
    clock.show("2027-01-13 08:00")
    lobby.office.take_turn(lambda turn: {"seq": turn.record("staff.signed_in", staff=1)})
    clock.show("2027-01-13 09:00")
    lobby.office.issue("B")
    assert kinds(dao, "?from=2027-01-12&to=2027-01-12")[:2] == ["ticket.issued", "day.opened"]


def test_a_past_that_was_played_later_is_found_on_its_days(office: Office, clock: Clock) -> None:
    office.issue("A")
    live = clock.now
    clock.show("2027-01-05 10:00")
    office.issue("B", origin="simulated")
    clock.now = live
    office.issue("A")
    with office.engine.connect() as conn:
        for day, numbers in (("2027-01-05", {"B001"}), ("2027-01-12", {"A001", "A002"})):
            choice = read_choice({"from": day, "about": "tickets"}, today=clock.now.date())
            found = find_entries(conn, office.site_id, choice.wanted, limit=50)
            assert {entry.data["ticket"] for entry in found} == numbers


def test_many_entries_come_page_by_page_without_a_gap(lobby: Lobby) -> None:
    for _ in range(130):
        lobby.office.issue("A")
    dao = lobby.person(DAO)
    first = look(dao, "?about=tickets")
    (older,) = re.findall(r'href="([^"]+)" data-test="older"', first)
    second = look(dao, older.replace("&amp;", "&").removeprefix("/journal"))
    told = [said for _, said in entries(first) + entries(second)]
    assert len(entries(first)) == 100
    assert [re.findall(r"A\d{3}", said)[0] for said in told] == [f"A{n:03d}" for n in range(130, 0, -1)]
    assert 'data-test="older"' not in second


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_can_be_said_whatever_it_carries(lobby: Lobby, language: str) -> None:
    def all_kinds(turn: Turn) -> Answer:
        for kind in KINDS:
            turn.record(kind)
        return {}

    lobby.office.take_turn(all_kinds)
    shown = dict(entries(look(lobby.person(DAO), "", language)))
    assert set(KINDS) <= set(shown)
    for kind in KINDS:
        assert "%(" not in shown[kind]
        assert kind not in shown[kind]


def test_names_of_staff_are_for_those_who_lead_them(lobby: Lobby) -> None:
    lobby.office.ana.open("A")
    assert ANA.name in look(lobby.person(DAO))
    assert ANA.name not in look(lobby.person(CHO))


def test_clerks_and_strangers_do_not_read_it(busy: Lobby) -> None:
    for path in ("/journal", "/journal/journal.csv"):
        assert busy.person(ANA).page(path).status_code == 403
        assert busy.visitor().page(path).status_code == 302
        assert busy.device("kiosk").page(path).status_code == 302


def test_what_is_written_is_never_markup_or_a_pattern(lobby: Lobby) -> None:
    lobby.office.take_turn(
        lambda turn: {"seq": turn.record("device.paired", name="<b>Bold</b> %(x)s", device=1)}
    )
    text = look(lobby.person(DAO))
    assert "<b>Bold" not in text
    assert "&lt;b&gt;Bold&lt;/b&gt; %(x)s" in text
    assert kinds(lobby.person(DAO), "?ticket=%25") == kinds(lobby.person(DAO), "")


@pytest.mark.parametrize(
    "query",
    [
        "?from=yesterday&to=2027-02-30",
        "?counter=x&before=-1",
        "?about=nothing&ticket=%27%3B--",
        "?before=" + "9" * 30,
    ],
)
def test_an_address_that_makes_no_sense_shows_today(lobby: Lobby, query: str) -> None:
    lobby.office.issue("A")
    assert kinds(lobby.person(DAO), query)[:2] == ["ticket.issued", "day.opened"]


def test_every_kind_is_in_one_chapter_and_only_one() -> None:
    names = [name for name in CHAPTERS if name not in ("all", "order")]
    told = [kind for name in names for kind in kinds_of(name)]
    assert sorted(told) == sorted(KINDS)


def test_the_chain_is_verified_from_the_page(busy: Lobby) -> None:
    dao = busy.person(DAO)
    headers = {"Accept": "text/html", **dao.headers}
    dao.client.set_cookie("tonsai_lang", "en")
    good = dao.client.post("/journal/verify", headers=headers).get_data(as_text=True)
    found = busy.office.verify()
    assert f"The chain holds: {found.entries} entries checked at 09:00" in good.replace("09.00", "09:00")
    assert found.head in good
    busy.office.by_hand(
        "UPDATE journal SET body = replace(body, 'A002', 'A009') WHERE site_id = 1 AND seq = 4"
    )
    bad = dao.client.post("/journal/verify", headers=headers).get_data(as_text=True)
    assert 'data-broken="4"' in bad
    assert (
        dao.client.post("/journal/verify", headers={"Accept": "text/html"}).status_code == 403
    )  # no CSRF token


def test_a_long_chain_is_walked_for_so_long_and_the_answer_says_how_far(office: Office) -> None:
    def many(turn: Turn) -> Answer:
        for _ in range(2500):
            turn.record("help.asked", device="device:1")
        return {}

    office.take_turn(many)
    with office.engine.connect() as conn:
        part = prove(conn, office.site_id, at_most_s=0, timer=iter(range(10_000)).__next__)
        assert (part.checked, part.is_whole, part.broken) == (1000, False, None)
        whole = prove(conn, office.site_id)
        assert (whole.is_whole, whole.broken, whole.entries) == (True, None, office.verify().entries)


def test_an_end_that_was_cut_off_is_found(office: Office) -> None:
    office.issue("A")
    office.by_hand(
        "DELETE FROM journal WHERE site_id = 1 AND seq = (SELECT MAX(seq) FROM journal WHERE site_id = 1)"
    )
    with office.engine.connect() as conn:
        assert prove(conn, office.site_id).broken == office.verify().broken_seq


def test_two_pages_do_not_walk_at_once(office: Office) -> None:
    with office.engine.connect() as conn:

        def again() -> float:
            with pytest.raises(QueueError, match=r"journal\.busy"):
                prove(conn, office.site_id)
            return 0.0

        prove(conn, office.site_id, timer=again)
        assert prove(conn, office.site_id).broken is None


def test_the_table_has_what_the_page_has_and_no_formula(lobby: Lobby) -> None:
    lobby.office.issue("A")
    lobby.office.take_turn(
        lambda turn: {"seq": turn.record("device.paired", name="=1+1", device=1)}, actor="device:77"
    )
    answer = lobby.person(EVE).page("/journal/journal.csv?about=all")
    assert answer.content_type == "text/csv; charset=utf-8"
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    found = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["kind"] for row in found][-3:] == ["day.opened", "ticket.issued", "device.paired"]
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in found for cell in row.values())


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "\uff1d1"])
def test_no_cell_begins_a_formula(text: str) -> None:
    assert plain_cell(text) == f"'{text}"
    assert plain_cell(f"a{text}") == f"a{text}"


def test_a_look_at_one_kind_uses_the_index(office: Office) -> None:
    explain = "EXPLAIN" if ON_POSTGRES else "EXPLAIN QUERY PLAN"
    with office.engine.connect() as conn:
        if ON_POSTGRES:
            conn.exec_driver_sql("SET LOCAL enable_seqscan = off")  # a table of three rows needs no index
        plan = conn.exec_driver_sql(
            " ".join(
                (explain, "SELECT seq FROM journal WHERE site_id = 1 AND kind = 'day.opened' ORDER BY seq")
            )
        ).all()
    assert "journal_kind" in str(plan)


def test_the_pages_work_where_long_work_has_a_thread_of_its_own(busy: Lobby) -> None:
    """As under the server: there is no request on that thread."""

    def apart(work: Callable[[], Any]) -> Any:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(work).result()

    busy.app.extensions["tonsai"] = replace(busy.deps, offload=apart)
    dao = busy.person(DAO)
    assert kinds(dao, "?about=order") == ["ticket.called_chosen"]
    assert dao.page("/journal/journal.csv").status_code == 200
    proof = dao.client.post("/journal/verify", headers={"Accept": "text/html", **dao.headers})
    assert 'data-broken=""' in proof.get_data(as_text=True)


@pytest.mark.parametrize(("card", "found"), [("ชั่วคราว 17", 1), ("18", 1), ("19", 0), ("A001", 0)])
def test_a_card_handed_out_by_hand_is_found_as_it_was_written_in(lobby: Lobby, card: str, found: int) -> None:
    rows = (Row("tax", "ชั่วคราว 17"), Row("tax", "18"))
    lobby.office.take_turn(lambda turn: write_late(turn, day=date(2027, 1, 11), rows=rows))
    said = ("tickets.written_late", "บันทึกย้อนหลัง 2 รายการ ที่ให้บริการด้วยมือ วันที่ 2027-01-11")
    assert entries(look(lobby.person(DAO), f"?ticket={card}", "th")) == [said] * found
