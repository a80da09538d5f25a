"""An administrator sets up printers on a page: checked, in force at once, journalled, undone, tried."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import insert, update

from counter.settings.places import read_value
from shared.clock import epoch
from shared.domain.printing import PrinterConfig, wrong_parts
from shared.press.machines import PaperMachine
from shared.press.room import PrintRoom
from shared.store.models import Device, PrinterNow, PrintJob
from shared.store.turn import Answer, Turn
from shared.web.access import hashed
from tests.cast import ANA, CHO, DAO, EVE
from tests.counter.test_settings import code_of, form_of, save
from tests.lobby import Browser, Lobby
from tests.office import Office
from tests.paper.emulator import Emulator
from tests.press.machines import KIOSK, Machine, bench_of, set_printer, worker_of

LIST, FORM = "/settings/printers", f"/settings/printers/{KIOSK}"
NETWORK = {"way": "network", "host": "printer.test", "port": "9100", "width": "576", "model": ""}


def add_agent(office: Office) -> int:
    """Pair a print agent; return its id."""
    found: list[int] = []

    def act(turn: Turn) -> Answer:
        values = {"kind": "agent", "name": "Agent at the door", "token_hash": hashed("agent"), "settings": {}}
        row = insert(Device).values(site_id=turn.site_id, paired_at=epoch(turn.now), **values)
        found.append(turn.conn.execute(row.returning(Device.id)).scalar_one())
        return {}

    office.take_turn(act)
    return found[-1]


def printer_of(office: Office) -> dict[str, Any]:
    """Return how the lobby kiosk prints."""
    with office.engine.connect() as conn:
        return read_value(conn, office.site_id, f"printer:{KIOSK}")


def set_up(browser: Browser, **fields: str) -> Any:
    """Save the kiosk's form with these fields."""
    form = form_of(browser, FORM)
    return save(browser, FORM, {k: form[k] for k in ("csrf_token", "seen")}, **{**NETWORK, **fields})


def wrong_in(answer: Any) -> list[str]:
    """Return the fields that a page says are wrong."""
    return re.findall(r'data-test="wrong-([a-z_]+)"', answer.get_data(as_text=True))


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"host": "192.168.1.50", "port": ""}, {"way": "network", "address": "192.168.1.50:9100"}),
        ({"port": "๙๑๐๑", "width": "384"}, {"address": "printer.test:9101", "width": 384}),
        ({"model": "TM-T20II"}, {"model": "TM-T20II"}),
        ({"way": "usb", "usb": "04B8:0E15"}, {"way": "usb", "address": "04b8:0e15"}),
        (
            {"way": "serial", "serial": "/dev/ttyUSB0", "baud": "9600"},
            {"way": "serial", "address": "/dev/ttyUSB0", "baud": 9600},
        ),
        ({"way": "file", "file": "/dev/usb/lp0"}, {"way": "file", "address": "/dev/usb/lp0"}),
        ({"way": "browser", "width": "384"}, {"way": "browser", "address": "", "width": 384}),
        ({"way": "none"}, {"way": "none", "address": ""}),
    ],
)
def test_every_way_of_printing_is_saved_as_the_print_room_reads_it(
    lobby: Lobby, fields: dict[str, str], kept: dict[str, Any]
) -> None:
    eve = lobby.person(EVE)
    set_up(eve, host="before.test")
    answer = set_up(eve, **fields)
    assert answer.headers.get("Location") == f"{LIST}?done=saved", wrong_in(answer)
    found = printer_of(lobby.office)
    assert {name: found[name] for name in kept} == kept
    assert wrong_parts(PrinterConfig(**found)) == ()
    assert [fact["subject"] for _, fact in lobby.office.facts("settings.changed")][-1] == f"printer:{KIOSK}"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"way": "telepathy"}, ["way"]),
        ({"host": ""}, ["host"]),
        ({"host": "http://printer"}, ["host"]),
        ({"host": "printer test"}, ["host"]),
        ({"port": "0"}, ["port"]),
        ({"port": "65536"}, ["port"]),
        ({"port": "nine"}, ["port"]),
        ({"host": "", "port": "x", "width": "577"}, ["host", "port", "width"]),
        ({"model": "TM-T88V"}, ["model"]),
        ({"model": "unheard-of"}, ["model"]),
        ({"way": "usb", "usb": "04b8-0e15"}, ["usb"]),
        ({"way": "usb", "usb": ""}, ["usb"]),
        ({"way": "serial", "serial": "COM1", "baud": "9600"}, ["serial"]),
        ({"way": "serial", "serial": "/dev/ttyS0", "baud": "300"}, ["baud"]),
        ({"way": "file", "file": "/etc/passwd"}, ["file"]),
        ({"way": "file", "file": "/dev/../etc/passwd"}, ["file"]),
        ({"way": "agent", "agent": ""}, ["agent"]),
        ({"way": "agent", "agent": "2"}, ["agent"]),
        ({"way": "browser", "width": ""}, ["width"]),
    ],
)
def test_each_field_that_cannot_be_has_its_sentence_and_nothing_is_written(
    lobby: Lobby, fields: dict[str, str], wrong: list[str]
) -> None:
    eve = lobby.person(EVE)
    answer = set_up(eve, **fields)
    assert (answer.status_code, code_of(answer), wrong_in(answer)) == (422, "request.invalid", wrong)
    assert printer_of(lobby.office)["way"] == "none"
    assert lobby.office.facts("settings.changed") == []


def test_what_was_typed_wrong_stays_in_its_field(lobby: Lobby) -> None:
    text = set_up(lobby.person(EVE), host="the printer <b>", port="9").get_data(as_text=True)
    assert re.search(r'name="host"[^>]*value="the printer &lt;b&gt;"', text)


def test_a_printer_is_followed_from_one_address_to_the_next_without_a_restart(lobby: Lobby) -> None:
    """Over TCP, as in a hall: the page saves, the room that runs already prints there."""
    eve, office = lobby.person(EVE), lobby.office
    room = PrintRoom(bench_of(office), office.configs, open_machine=PaperMachine)
    with Emulator() as first, Emulator() as second:
        for printer in (first, second):
            assert set_up(eve, host="127.0.0.1", port=str(printer.port)).status_code == 303
            page = eve.page(LIST).get_data(as_text=True)
            assert f'data-test="state-{KIOSK}" data-state="unknown"' in page, (
                "the old printer's state is forgotten"
            )
            tried = eve.client.post(f"{FORM}/try", data={"csrf_token": form_of(eve, LIST)["csrf_token"]})
            assert tried.headers["Location"] == f"{LIST}?done=tried"
            room.tend()
            room.look()
            page = eve.page(LIST).get_data(as_text=True)
            assert f'data-test="state-{KIOSK}" data-state="ready"' in page
            assert f'data-test="test-{KIOSK}" data-job="printed"' in page
        assert (len(first.slips), len(second.slips)) == (1, 1)
        assert first.slips[0] != second.slips[0], "each test slip says where it was printed"
    room.stop()


def test_the_state_on_the_page_is_the_printers_own(lobby: Lobby) -> None:
    set_printer(lobby.office)
    worker_of(lobby.office, Machine("paper_out")).look()
    for path in (LIST, FORM):
        text = lobby.person(EVE).page(path).get_data(as_text=True)
        assert f'data-test="state-{KIOSK}" data-state="paper_out"' in text
    assert set_up(lobby.person(EVE), host="other.test").status_code == 303
    assert lobby.office.rows(PrinterNow) == []


def test_an_agent_is_chosen_by_name_and_named_beside_its_kiosk(lobby: Lobby) -> None:
    agent = add_agent(lobby.office)
    eve = lobby.person(EVE)
    assert set_up(eve, way="agent", agent=str(agent), width="384").status_code == 303
    assert (printer_of(lobby.office)["agent"], printer_of(lobby.office)["width"]) == (agent, 384)
    text = eve.page(LIST).get_data(as_text=True)
    assert text.count("Agent at the door") == 2

    def shut_out(turn: Turn) -> Answer:
        turn.conn.execute(update(Device).where(Device.id == agent).values(revoked_at=turn.seconds))
        return {}

    lobby.office.take_turn(shut_out)
    assert wrong_in(set_up(eve, way="agent", agent=str(agent))) == ["agent"]


def test_the_second_administrator_sees_what_the_first_saved_and_loses_nothing(lobby: Lobby) -> None:
    first, second = lobby.person(EVE), lobby.person(EVE, "other")
    theirs = form_of(second, FORM)
    assert set_up(first, host="mine.test").status_code == 303
    refused = save(second, FORM, theirs, **{**NETWORK, "host": "theirs.test"})
    assert (refused.status_code, code_of(refused)) == (409, "settings.conflict")
    text = refused.get_data(as_text=True)
    assert "mine.test" in text
    assert 'value="theirs.test"' in text
    assert printer_of(lobby.office)["address"] == "mine.test:9100"


def test_a_change_of_a_printer_is_among_the_changes_by_its_kiosk_and_is_undone(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    set_up(eve, host="one.test")
    set_up(eve, host="two.test")
    page = eve.page("/settings/changes").get_data(as_text=True)
    assert "Lobby kiosk" in page
    assert "one.test:9100" in page
    seq = (re.search(r'data-test="undo-(\d+)"', page) or ["", ""])[1]
    undone = save(eve, f"/settings/changes/{seq}/undo", form_of(eve, "/settings/changes"))
    assert undone.headers["Location"].endswith("done=undone")
    assert printer_of(lobby.office)["address"] == "one.test:9100"


def test_saving_the_same_again_writes_nothing(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    set_up(eve)
    before = len(lobby.office.facts())
    assert set_up(eve).headers["Location"] == f"{LIST}?done=same"
    assert len(lobby.office.facts()) == before


@pytest.mark.parametrize("late_s", ["29", "601", "", "soon"])
def test_a_time_that_loses_slips_or_leaves_them_lying_is_refused(lobby: Lobby, late_s: str) -> None:
    eve = lobby.person(EVE)
    answer = save(eve, LIST, form_of(eve, LIST), late_s=late_s)
    assert (answer.status_code, wrong_in(answer)) == (422, ["late_s"])


def test_the_time_after_which_a_slip_is_too_late_holds_for_every_printer(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    set_up(eve)
    assert save(eve, LIST, form_of(eve, LIST), late_s="๖๐").headers["Location"] == f"{LIST}?done=late"
    assert lobby.office.snapshot().config.settings["paper"]["late_s"] == 60
    assert printer_of(lobby.office)["address"] == "printer.test:9100"


def test_only_a_printer_that_is_there_can_be_tried(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    token = {"csrf_token": form_of(eve, FORM)["csrf_token"]}
    refused = save(eve, f"{FORM}/try", token)
    assert (refused.status_code, code_of(refused)) == (409, "slip.no_printer")
    set_up(eve, way="browser")
    assert save(eve, f"{FORM}/try", token).status_code == 409
    assert lobby.office.rows(PrintJob) == []


@pytest.mark.parametrize("device", [2, 3, 999])
def test_only_a_kiosk_has_a_printer(lobby: Lobby, device: int) -> None:
    eve = lobby.person(EVE)
    path = f"{LIST}/{device}"
    assert eve.page(path).status_code == 404
    assert save(eve, path, form_of(eve, FORM), **NETWORK).status_code == 404


@pytest.mark.parametrize("person", [ANA, CHO, DAO])
def test_nobody_else_sets_up_a_printer(lobby: Lobby, person: Any) -> None:
    form = form_of(lobby.person(EVE), FORM)
    stranger = lobby.person(person)
    form["csrf_token"] = stranger.headers["X-CSRF-Token"]
    for path in (LIST, FORM, f"{FORM}/try"):
        assert save(stranger, path, form, **NETWORK).status_code == 403, path
    assert 'data-test="set-up-printers"' not in lobby.person(DAO).page("/slips").get_data(as_text=True)
    assert 'data-test="set-up-printers"' in lobby.person(EVE).page("/slips").get_data(as_text=True)
