"""The first run as pages: step by step, back without loss, one office or none, and no stranger takes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from deploy.database import upgrade
from deploy.opening import making
from deploy.opening.door import make_code
from deploy.opening.draft import catalogue_of, first_draft, read_draft
from shared.evidence.periods import days_period
from shared.evidence.reading import read_tickets
from shared.evidence.selection import select_rows
from shared.store.models import Group, JournalRow, PrintJob, Site, Staff, Ticket
from shared.web.access import hashed
from shared.web.devices import add_device
from tests.clockwork import Clock
from tests.counter.test_settings import HTML, code_of, form_of
from tests.databases import Databases
from tests.lobby import Browser, Lobby, open_lobby
from tests.postgres import url_of

AWAY = {"environ_base": {"REMOTE_ADDR": "192.168.1.77"}, "base_url": "http://192.168.1.5:8080"}
NAME = {"office_name_th": "เทศบาลตำบลทดสอบ", "office_name_ms": "Majlis Ujian", "office_name_en": "Test Town"}
ADMIN = {"name": "Eve", "username": "eve", "password": "under-the-banyan", "again": "under-the-banyan"}


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Path:
    """A migrated database without any office, made once."""
    path = databases.new(tmp_path_factory.mktemp("empty") / "tonsai.db")
    upgrade(url_of(path))
    return path


@pytest.fixture
def bare(empty: Path, tmp_path: Path, clock: Clock, databases: Databases) -> Iterator[Lobby]:
    """The application on an installation without an office."""
    path = databases.lend(empty, tmp_path / "tonsai.db")
    with open_lobby(path, clock) as opened:
        yield opened
    databases.give_back(path)


def filled(browser: Browser, step: str) -> dict[str, list[str]]:
    """Return what the form of a step would send as it stands."""
    text = browser.page(f"/setup/{step}").get_data(as_text=True)
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", text):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            found.setdefault(name[1], []).append(value[1] if value else "")
    for name_, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r"<option[^>]* selected[^>]*>([^<]*)<", options)
        value = re.search(r'<option value="([^"]*)"[^>]* selected', options)
        found[name_] = [value[1] if value else chosen[1] if chosen else ""]
    return found


def answer(browser: Browser, step: str, **changed: object) -> TestResponse:
    """Send a step's form with some answers changed."""
    return browser.client.post(f"/setup/{step}", data={**filled(browser, step), **changed}, headers=HTML)


def go_through(browser: Browser) -> TestResponse:
    """Answer every step and make the office."""
    assert answer(browser, "office", **NAME).status_code == 303
    for step in ("services", "counters", "hours", "rules"):
        assert answer(browser, step).status_code == 303, step
    return answer(browser, "administrator", **ADMIN)


def count(lobby: Lobby, model: type) -> int:
    """Return how many rows there are."""
    with lobby.office.engine.connect() as conn:
        return conn.execute(select(func.count()).select_from(model)).scalar_one()


def test_without_an_office_every_page_leads_to_the_first_run(bare: Lobby) -> None:
    for path in ("/", "/kiosk", "/display", "/sign-in", "/overview", "/settings/hours"):
        assert bare.visitor().page(path).headers.get("Location") == "/setup", path
    assert bare.visitor().page("/setup").headers["Location"] == "/setup/office"


def test_the_defaults_and_a_name_are_an_office_that_gives_tickets(bare: Lobby) -> None:
    eve = bare.visitor()
    made = go_through(eve)
    assert made.headers.get("Location") == "/settings/start", made.get_data(as_text=True)[-900:]
    assert (count(bare, Site), count(bare, Staff)) == (1, 1)
    assert eve.page("/settings/start").status_code == 200
    assert [kind for kind, _ in bare.office.facts()] == ["site.created"]
    assert bare.office.issue("A") == "A001"
    assert not (bare.folder / "setup.json").exists()
    for path in ("/setup", "/setup/office"):
        assert bare.visitor().page(path).status_code == 404
    assert eve.client.post("/setup/administrator", data=ADMIN, headers=HTML).status_code in (403, 404)


def test_what_is_taken_changed_and_added_is_there(bare: Lobby) -> None:
    eve = bare.visitor()
    answer(eve, "office", **NAME)
    form = filled(eve, "services")
    form = {k: v for k, v in form.items() if k not in ("take_education", "take_licence")}
    own = {"take_own1": "yes", "prefix_own1": "W"}
    own |= {f"name_own1_{code}": f"Water {code}" for code in ("th", "ms", "en")}
    kept = {**form, **own, "name_tax_en": "Taxes", "service": ["T1", "R1"]}
    assert eve.client.post("/setup/services", data=kept, headers=HTML).status_code == 303
    assert "own1" in read_draft(bare.folder)["counters"][0]  # nobody served it: the first counter does
    for step in ("counters", "hours", "rules"):
        answer(eve, step)
    assert answer(eve, "administrator", **ADMIN).status_code == 303
    with bare.office.engine.connect() as conn:
        groups = dict(conn.execute(select(Group.code, Group.name)).all())
    assert set(groups) == {"tax", "registry", "welfare", "building", "general", "own1"}
    assert groups["tax"]["en"] == "Taxes"
    assert bare.office.issue("W") == "W001"


def test_going_back_and_ending_in_the_middle_loses_nothing(bare: Lobby) -> None:
    eve = bare.visitor()
    answer(eve, "office", **NAME)
    answer(eve, "services")
    other = bare.visitor()  # as after a restart: another browser, the same folder
    assert other.page("/setup").headers["Location"] == "/setup/counters"
    assert 'value="Test Town"' in other.page("/setup/office").get_data(as_text=True)
    back = answer(eve, "services", go="back", name_tax_en="Money matters")
    assert back.headers["Location"] == "/setup/office"
    assert 'value="Money matters"' in other.page("/setup/services").get_data(as_text=True)
    assert answer(eve, "services", go="back", prefix_registry="A").headers["Location"] == "/setup/office"
    text = (bare.folder / "setup.json").read_text(encoding="utf-8")
    assert "password" not in text
    assert (bare.folder / "setup.json").stat().st_mode & 0o777 == 0o600
    assert count(bare, Site) == 0
    early = answer(other, "administrator", **ADMIN)
    assert (early.status_code, code_of(early)) == (409, "setup.unfinished")
    (bare.folder / "setup.json").write_text("{broken", encoding="utf-8")
    assert bare.visitor().page("/setup").headers["Location"] == "/setup/office"


def test_a_wrong_answer_is_named_and_what_was_typed_stays(bare: Lobby) -> None:
    eve = bare.visitor()
    empty = answer(eve, "office")
    assert (empty.status_code, code_of(empty)) == (422, "request.invalid")
    answer(eve, "office", **NAME)
    twice = answer(eve, "services", prefix_registry="A")
    assert (twice.status_code, code_of(twice)) == (409, "settings.taken")
    none = {k: v for k, v in filled(eve, "services").items() if not k.startswith("take_")}
    assert code_of(eve.client.post("/setup/services", data=none, headers=HTML)) == "setup.groups"
    answer(eve, "services")
    lonely = {"csrf_token": filled(eve, "counters")["csrf_token"], "counter_1": "tax"}
    assert code_of(eve.client.post("/setup/counters", data=lonely, headers=HTML)) == "setup.counters"
    assert code_of(answer(eve, "hours", hours_lunch_start="06:00")) == "settings.hours"
    for step in ("counters", "hours", "rules"):
        answer(eve, step)
    assert code_of(answer(eve, "administrator", **{**ADMIN, "again": "another-one"})) == "password.differs"
    short = answer(eve, "administrator", **{**ADMIN, "password": "short", "again": "short"})
    assert (short.status_code, code_of(short)) == (422, "request.invalid")
    assert count(bare, Site) == 0


def test_a_stranger_in_the_network_needs_the_code(bare: Lobby) -> None:
    code, stranger = make_code(bare.folder), bare.visitor()
    assert 'data-test="code"' in stranger.client.get("/setup", headers=HTML, **AWAY).get_data(as_text=True)
    assert stranger.client.get("/setup/office", headers=HTML, **AWAY).headers["Location"] == "/setup"
    text = stranger.client.get("/setup", headers=HTML, **AWAY).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', text)
    assert token is not None
    form = {"csrf_token": token[1]}
    refused = stranger.client.post("/setup/office", data={**form, **NAME}, headers=HTML, **AWAY)
    assert refused.status_code == 403
    wrong = stranger.client.post("/setup", data={**form, "code": "AAAA-BBBB-CCCC"}, headers=HTML, **AWAY)
    assert (wrong.status_code, code_of(wrong)) == (403, "setup.code")
    right = stranger.client.post("/setup", data={**form, "code": code.lower()}, headers=HTML, **AWAY)
    assert right.status_code == 303
    assert stranger.client.get("/setup/office", headers=HTML, **AWAY).status_code == 200
    make_code(bare.folder)  # a new start: the code of the last one is worth nothing
    assert stranger.client.get("/setup/office", headers=HTML, **AWAY).headers["Location"] == "/setup"


@pytest.mark.parametrize(
    "came",
    [
        {"headers": {**HTML, "X-Forwarded-For": "127.0.0.1"}},
        {"headers": HTML, "base_url": "http://192.168.1.5"},
        {"headers": HTML, "environ_base": {"REMOTE_ADDR": "10.0.0.9"}},
    ],
)
def test_only_who_sits_at_the_machine_needs_none(bare: Lobby, came: dict[str, object]) -> None:
    answered = bare.visitor().client.get("/setup/office", **came)
    assert answered.headers["Location"] == "/setup"


def test_the_code_and_its_file_belong_to_the_owner(tmp_path: Path) -> None:
    code = make_code(tmp_path)
    kept = (tmp_path / "setup.code").read_text(encoding="utf-8")
    assert code.replace("-", "") not in kept
    assert (tmp_path / "setup.code").stat().st_mode & 0o777 == 0o600


def test_of_two_who_finish_at_once_one_makes_the_office(bare: Lobby) -> None:
    first, second = bare.visitor(), bare.visitor()
    answer(first, "office", **NAME)
    for step in ("services", "counters", "hours", "rules"):
        answer(first, step)
    late = filled(second, "administrator")
    assert answer(first, "administrator", **ADMIN).status_code == 303
    refused = second.client.post("/setup/administrator", data={**late, **ADMIN}, headers=HTML)
    assert refused.status_code == 404
    assert (count(bare, Site), count(bare, Staff)) == (1, 1)


def test_a_test_ticket_goes_through_the_chain_and_is_counted_nowhere(bare: Lobby, clock: Clock) -> None:
    eve = bare.visitor()
    clock.show("2027-01-12 20:00")  # the evening before the office opens
    go_through(eve)
    token = {"csrf_token": form_of(eve, "/settings/start")["csrf_token"]}
    assert eve.client.post("/settings/start/test", data=token, headers=HTML).status_code == 303
    assert 'data-test="trial-number"' in eve.page("/settings/start").get_data(as_text=True)
    done = eve.client.post("/settings/start/test", data={**token, "wish": "end"}, headers=HTML)
    assert done.status_code == 303
    assert 'data-test="trial-done"' in eve.page("/settings/start").get_data(as_text=True)
    (row,) = bare.office.rows(Ticket)
    assert (row.origin, row.state) == ("test", "finished")
    assert bare.office.snapshot().desk.counters[0].state == "closed"
    day = date(2027, 1, 12)
    with bare.office.engine.connect() as conn:
        chosen = select_rows(conn, bare.office.site_id, days_period(day, day), now=clock())
        assert read_tickets(conn, chosen).origins == {}


def test_a_test_never_calls_a_visitor(bare: Lobby) -> None:
    eve = bare.visitor()
    go_through(eve)
    first = first_draft()["counters"][0][0]
    bare.office.issue(first)
    token = {"csrf_token": form_of(eve, "/settings/start")["csrf_token"]}
    busy = eve.client.post("/settings/start/test", data=token, headers=HTML)
    assert (busy.status_code, code_of(busy)) == (409, "setup.busy")
    assert len(bare.office.rows(Ticket)) == 1


def test_the_first_answers_are_a_catalogue_that_holds() -> None:
    draft = first_draft()
    draft["settings"]["office.name"] = {"th": "ก", "ms": "k", "en": "k"}
    found = catalogue_of(draft)
    assert len(found.services) == 30
    assert {person.username for person in found.staff} == {"counter1"}


def test_a_program_that_dies_in_the_middle_leaves_no_office_and_the_answers_stay(
    bare: Lobby, monkeypatch: pytest.MonkeyPatch
) -> None:
    eve = bare.visitor()
    answer(eve, "office", **NAME)
    for step in ("services", "counters", "hours", "rules"):
        answer(eve, step)
    form = filled(eve, "administrator")
    monkeypatch.setattr(making, "write_head", _die)
    died = eve.client.post("/setup/administrator", data={**form, **ADMIN}, headers=HTML)
    assert died.status_code == 500
    monkeypatch.undo()
    assert (count(bare, Site), count(bare, Staff), count(bare, Group), count(bare, JournalRow)) == (
        0,
        0,
        0,
        0,
    )
    assert 'value="Test Town"' in bare.visitor().page("/setup/office").get_data(as_text=True)
    assert answer(eve, "administrator", **ADMIN).headers.get("Location") == "/settings/start"


def _die(*_: object) -> None:
    raise OSError("no current")


def test_a_sensitive_service_taken_alone_gets_another_beside_it() -> None:
    draft = first_draft()
    draft["settings"]["office.name"] = {"th": "ก", "ms": "k", "en": "k"}
    draft["services"] = ["T1", "R1", "W3", "E1", "H1", "D1", "I1"]
    found = catalogue_of(draft)
    own = [(service.code, service.sensitive) for service in found.services if service.group == "welfare"]
    assert own == [("W3", True), ("welfare-1", False)]


def test_the_languages_are_chosen_in_the_first_step(bare: Lobby) -> None:
    eve = bare.visitor()
    refused = answer(eve, "office", **NAME, languages_beside=["ms"], languages_first="en")
    assert (refused.status_code, code_of(refused)) == (422, "request.invalid")
    chosen = answer(eve, "office", **NAME, languages_beside=["ms"], languages_first="ms")
    assert chosen.status_code == 303
    for step in ("services", "counters", "hours", "rules"):
        answer(eve, step)
    assert answer(eve, "administrator", **ADMIN).status_code == 303
    (site,) = bare.office.rows(Site)
    assert site.settings["languages"] == {"beside": ["ms"], "first": "ms"}


def test_the_printer_of_a_paired_kiosk_is_set_up_and_tried_from_the_list_of_what_is_to_do(
    bare: Lobby,
) -> None:
    eve = bare.visitor()
    go_through(eve)
    assert 'data-test="no-kiosk"' in eve.page("/settings/start").get_data(as_text=True)
    made = bare.office.take_turn(
        lambda turn: {"id": add_device(turn, kind="kiosk", name="Door", token_hash=hashed("door"))}
    )
    device = made["id"]
    text = eve.page("/settings/start").get_data(as_text=True)
    assert f'href="/settings/printers/{device}?from=start"' in text
    token = {"csrf_token": form_of(eve, "/settings/start")["csrf_token"]}
    wish = {**token, "wish": "print", "device": str(device)}
    none = eve.client.post("/settings/start/test", data=wish, headers=HTML)
    assert (none.status_code, code_of(none)) == (409, "slip.no_printer")
    way = f"/settings/printers/{device}?from=start"
    form = {**form_of(eve, way), "way": "file", "file": "/dev/usb/lp0", "width": "576", "model": ""}
    assert eve.client.post(way, data=form, headers=HTML).headers.get("Location") == "/settings/start"
    assert eve.client.post("/settings/start/test", data=wish, headers=HTML).status_code == 303
    (job,) = bare.office.rows(PrintJob)
    assert (job.device_id, job.ticket_id) == (device, None)
    assert f'data-test="test-{device}"' in eve.page("/settings/start").get_data(as_text=True)
