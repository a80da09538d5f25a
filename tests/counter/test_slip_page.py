"""The office changes its slip on a page: seen before it is saved, tried before it prints, and the old one goes on."""

from __future__ import annotations

import base64
import html
import re
from typing import Any

import pytest

from counter.settings.places import read_value
from kiosk.actions import Paper
from shared.domain.printing import read_paper
from shared.paper.slips import SHIPPED, draw
from shared.press.slips import draw_job, make_slip
from shared.store.print_jobs import Job
from tests.cast import ANA, CHO, DAO, EVE
from tests.counter.test_settings import code_of, form_of, save
from tests.lobby import Browser, Lobby
from tests.paper.test_slips import CODE, NUMBER
from tests.press.machines import BASE, KIOSK, Machine, worker_of

PAGE = "/settings/printers/slip"
OURS = NUMBER + CODE
JAWI = "سلامت داتڠ"


def fields_of(browser: Browser, **changed: str) -> dict[str, str]:
    """Return what the page's form would send, with some fields changed; an empty text unticks a box."""
    text = browser.page(PAGE).get_data(as_text=True)
    form = form_of(browser, PAGE)
    source = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", text, re.DOTALL)
    assert source is not None
    form["template"] = html.unescape(source[1])
    form |= changed
    return {name: value for name, value in form.items() if value or name not in ("rule", "logo")}


def send(browser: Browser, **changed: str) -> Any:
    """Press a key of the page."""
    return save(browser, PAGE, fields_of(browser, **changed))


def fault_of(answer: Any) -> tuple[str, str] | None:
    """Return code and line of a template's mistake as the page says it."""
    found = re.search(r'data-test="fault" data-code="(\w+)" data-line="(\d*)"', answer.get_data(as_text=True))
    return (found[1], found[2]) if found else None


def kept(lobby: Lobby) -> dict[str, Any]:
    """Return what the settings say of the slip."""
    with lobby.office.engine.connect() as conn:
        return read_value(conn, lobby.office.site_id, "settings:slip")


def next_job(lobby: Lobby) -> Job:
    """Take a number and return the job of its slip."""
    set_up = lobby.office.snapshot().config.settings
    if not read_paper(set_up).printers:
        lobby.office.set(
            paper={**set_up.get("paper", {}), "printers": {str(KIOSK): {"way": "network", "address": "p"}}}
        )
    lobby.office.issue("A", paper=Paper(KIOSK, BASE))
    machine = Machine()
    worker_of(lobby.office, machine).look()
    return machine.jobs[-1]


def test_a_template_of_the_office_is_tried_saved_and_printed_with_until_it_is_reset(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    answer = send(eve, template=OURS)
    assert answer.headers.get("Location") == f"{PAGE}?done=saved", fault_of(answer)
    assert kept(lobby)["paper.template"] == OURS
    job = next_job(lobby)
    slip = make_slip(job)
    assert slip is not None
    assert draw_job(job, 576) == draw(slip, 576, OURS) != draw(slip, 576)
    assert send(eve, wish="reset").headers["Location"] == f"{PAGE}?done=saved"
    assert kept(lobby)["paper.template"] is None
    assert draw_job(next_job(lobby), 576).height == draw(slip, 576).height
    assert [fact["subject"] for _, fact in lobby.office.facts("settings.changed") if "subject" in fact] == [
        "settings:slip"
    ] * 2


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (OURS + "#s.nothing", ("wrong", "7")),
        (OURS + '#read("/etc/passwd")', ("reaches_out", "7")),
        (NUMBER, ("no_code", "")),
        (CODE.replace("#if", NUMBER.replace("190pt", "90pt") + "#if"), ("small_number", "")),
    ],
)
def test_a_template_with_a_mistake_is_named_by_line_and_reason_and_the_old_one_goes_on(
    lobby: Lobby, source: str, fault: tuple[str, str]
) -> None:
    eve = lobby.person(EVE)
    answer = send(eve, template=source)
    assert (answer.status_code, fault_of(answer)) == (422, fault)
    text = answer.get_data(as_text=True)
    assert 'class="fault-reason"' in text
    assert "#set page" in text, "what was typed is still there"
    assert kept(lobby)["paper.template"] is None
    assert lobby.office.facts("settings.changed") == []


def test_a_slip_longer_than_eighty_millimetres_is_saved_with_a_warning(lobby: Lobby) -> None:
    answer = send(lobby.person(EVE), template=OURS + "#v(400pt)")
    where = answer.headers["Location"]
    assert re.fullmatch(rf"{PAGE}\?done=long&mm=(8|9|1\d)\d", where), where
    text = lobby.person(EVE).page(where).get_data(as_text=True)
    assert 'data-done="long"' in text
    assert where.rpartition("=")[2] + " " in text


def test_the_picture_is_of_what_was_typed_and_nothing_is_saved(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    saved = eve.page(f"{PAGE}.png?width=384&language=ms")
    assert (saved.status_code, saved.mimetype) == (200, "image/png")
    answer = send(eve, template=OURS, wish="preview", width="384", language="ms")
    assert answer.status_code == 200
    found = re.search(
        r'data-test="picture"[^>]*src="data:image/png;base64,([^"]+)"', answer.get_data(as_text=True)
    )
    assert found is not None
    typed = base64.b64decode(found[1])
    assert typed.startswith(b"\x89PNG")
    assert typed != saved.data
    assert eve.page(f"{PAGE}.png?width=384&language=ms").data == saved.data
    assert eve.page(f"{PAGE}.png?width=1&language=xx").status_code == 200
    broken = send(eve, template="#set page(", wish="preview")
    assert (broken.status_code, (fault_of(broken) or ("", ""))[0]) == (422, "wrong")
    assert lobby.office.facts("settings.changed") == []


def test_rule_jawi_and_their_absence_are_on_the_next_slip(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    answer = send(eve, rule="", jawi=JAWI, office_rule_th="ตามลำดับเท่านั้น")
    assert answer.headers.get("Location") == f"{PAGE}?done=saved", fault_of(answer) or code_of(answer)
    slip = make_slip(next_job(lobby))
    assert slip is not None
    assert (slip.rule, slip.jawi) == ("", JAWI)
    assert eve.get("/board").data["office"]["rule"]["th"] == "ตามลำดับเท่านั้น", "one rule, on paper and screens"
    send(eve, rule="yes", jawi="")
    slip = make_slip(next_job(lobby))
    assert slip is not None
    assert (slip.rule, slip.jawi) == ("ตามลำดับเท่านั้น", None)


@pytest.mark.parametrize("jawi", ["selamat datang", "สวัสดี", "سلامت datang", "123", JAWI * 13])
def test_jawi_is_jawi(lobby: Lobby, jawi: str) -> None:
    answer = send(lobby.person(EVE), jawi=jawi)
    assert answer.status_code == 422
    assert 'data-test="wrong-jawi"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("source", ["", "   ", "x" * 30_001, "a\0b"])
def test_no_template_and_too_much_of_one_are_refused(lobby: Lobby, source: str) -> None:
    answer = send(lobby.person(EVE), template=source)
    assert answer.status_code == 422
    assert 'data-test="wrong-template"' in answer.get_data(as_text=True)


def test_saving_what_is_there_writes_nothing_whatever_line_ends_a_browser_sends(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    answer = send(eve, template=SHIPPED.replace("\n", "\r\n"))
    assert answer.headers["Location"] == f"{PAGE}?done=same"
    assert lobby.office.facts("settings.changed") == []


def test_the_second_administrator_is_told_and_the_first_one_s_slip_prints(lobby: Lobby) -> None:
    first, second = lobby.person(EVE), lobby.person(EVE, "other")
    theirs = fields_of(second, jawi=JAWI)
    assert send(first, rule="").status_code == 303
    refused = save(second, PAGE, theirs)
    assert refused.status_code == 409
    assert 'data-test="now-paper_jawi"' in refused.get_data(as_text=True)
    assert (kept(lobby)["paper.rule"], kept(lobby)["paper.jawi"]) == (False, None)


@pytest.mark.parametrize("person", [ANA, CHO, DAO])
def test_nobody_else_sees_or_changes_the_slip(lobby: Lobby, person: Any) -> None:
    form = fields_of(lobby.person(EVE), template=OURS)
    stranger = lobby.person(person)
    assert stranger.page(PAGE).status_code == 403
    assert stranger.page(f"{PAGE}.png").status_code == 403
    form["csrf_token"] = stranger.headers["X-CSRF-Token"]
    assert save(stranger, PAGE, form).status_code == 403


def test_setting_up_a_printer_leaves_the_slip_alone(lobby: Lobby) -> None:
    assert send(lobby.person(EVE), jawi=JAWI).status_code == 303
    path = f"/settings/printers/{KIOSK}"
    eve = lobby.person(EVE)
    saved = save(
        eve, path, form_of(eve, path), way="network", host="p.test", port="9100", width="576", model=""
    )
    assert saved.status_code == 303
    assert kept(lobby)["paper.jawi"] == JAWI
