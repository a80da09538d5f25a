"""The nine measures: the document's own words, changed by people, carried forward, with their history."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from shared.domain.errors import QueueError
from shared.evidence.measures import (
    MeasureText,
    begin_year,
    change_measure,
    document_measures,
    read_history,
    read_measure,
    read_measures,
)
from shared.store.models import JournalRow, Measure
from tests.cast import ANA, CHO, DAO, EVE, OFFICE, Person
from tests.lobby import Lobby
from tests.office import Office

YEAR = 2570


def measures(office: Office, year: int = YEAR) -> tuple[MeasureText, ...]:
    with office.engine.connect() as conn:
        return read_measures(conn, OFFICE, year)


def form_of(measure: MeasureText, **changes: str) -> dict[str, str]:
    """Return what the page would send for a measure."""
    return {
        "version": str(measure.version), "title": measure.title, "result_title": measure.result_title,
        "responsible": "\n".join(measure.responsible), "monitoring": measure.monitoring,
        "cycle": measure.cycle, "success": "\n".join(measure.success), "oit": measure.oit, "step-new": "",
        **{f"step-{step.id}": step.text for step in measure.steps}, **changes,
    }  # fmt: skip


def post(lobby: Lobby, person: Person, path: str, form: dict[str, Any]) -> Any:
    browser = lobby.person(person)
    return browser.client.post(path, data=form, headers={**browser.headers, "Accept": "text/html"})


def test_the_cycles_steps_and_slips_are_those_of_the_document() -> None:
    found = document_measures()
    assert [m.number for m in found] == list(range(1, 10))
    assert [m.number for m in found if m.cycle == "half"] == [1, 3, 4, 9]
    assert [len(m.steps) for m in found] == [3, 2, 1, 2, 2, 1, 8, 1, 2]
    assert [len(m.success) for m in found] == [2, 2, 2, 2, 2, 2, 2, 3, 2]
    assert found[6].steps[4].text == "มีการบริการนอกเวลาราชการ"
    assert found[3].responsible == ("ทุกส่วนราชการ",)
    assert found[7].responsible == ("กองคลัง",)
    assert found[4].title.startswith("ประกาศย่องชมเชย")
    assert found[4].result_title.startswith("ประกาศยกย่องชมเชย")
    assert "อบต." in found[5].title
    assert found[5].result_title.count("เทศบาลตำบลต้นไทร") == 1
    assert "(EIT)" in found[0].result_title
    assert {m.oit for m in found} == {""}
    assert {m.monitoring for m in found if m.cycle == "half"} == {
        "รายงานความก้าวหน้าและสรุปผลให้ผู้บริหารทราบรอบ ๖ เดือน และประจำปี"
    }


def test_a_measure_is_due_by_its_cycle() -> None:
    due = [m.number for m in document_measures() if m.is_due("half")]
    assert due == [1, 3, 4, 9]
    assert all(m.is_due("annual") for m in document_measures())


def test_a_year_nobody_touched_has_the_words_of_the_year_before_without_oit_numbers(office: Office) -> None:
    assert [m.version for m in measures(office)] == [0] * 9
    first = measures(office)[0]
    office.take_turn(lambda turn: _change(turn, first, title="ใหม่", oit="O26"))
    assert (measures(office)[0].title, measures(office)[0].oit) == ("ใหม่", "O26")
    assert measures(office)[1].version == 1
    later = measures(office, YEAR + 1)[0]
    assert (later.title, later.oit, later.version) == ("ใหม่", "", 0)
    assert measures(office, YEAR - 1)[0].title == first.title
    office.take_turn(lambda turn: {"n": len(begin_year(turn, YEAR + 1))})
    own = measures(office, YEAR + 1)[0]
    office.take_turn(lambda turn: _change(turn, measures(office)[0], title="เปลี่ยนภายหลัง"))
    assert measures(office, YEAR + 1)[0] == own
    assert len(office.rows(Measure)) == 18


def test_every_change_is_in_the_history_and_in_the_journal(office: Office) -> None:
    first = measures(office)[0]
    office.take_turn(lambda turn: _change(turn, first, title="หนึ่ง"), actor="staff:5")
    office.take_turn(lambda turn: _change(turn, measures(office)[0], title="สอง"), actor="staff:5")
    with office.engine.connect() as conn:
        history = read_history(conn, measures(office)[0].id)
    assert [(c.version, c.text.title, c.by) for c in history] == [(2, "หนึ่ง", "Eve"), (1, first.title, "Eve")]
    told = [json.loads(r.body) for r in office.rows(JournalRow) if r.kind == "measure.changed"]
    assert told[-1]["data"] == {
        "year": YEAR, "measure": 1, "before": {"title": "หนึ่ง"}, "after": {"title": "สอง"}
    }  # fmt: skip
    assert office.verify().fault is None


def test_two_people_who_change_one_measure_do_not_overwrite_each_other(office: Office) -> None:
    first = measures(office)[0]
    office.take_turn(lambda turn: _change(turn, first, title="หนึ่ง"))
    with pytest.raises(QueueError) as refused:
        office.take_turn(lambda turn: _change(turn, first, title="สอง"))
    assert refused.value.code == "measure.changed"
    assert measures(office)[0].title == "หนึ่ง"


def test_saving_what_is_there_changes_nothing(office: Office) -> None:
    first = measures(office)[0]
    office.take_turn(lambda turn: _change(turn, first))
    assert [m.version for m in measures(office)] == [1] * 9


def _change(turn: Any, measure: MeasureText, **changes: Any) -> dict[str, Any]:
    changed, _ = change_measure(turn, YEAR, replace(measure, **changes), version=measure.version, by="Eve")
    return {"version": changed.version}


@pytest.mark.parametrize("language", ["th", "ms", "en"])
def test_the_year_shows_all_nine_in_every_language(lobby: Lobby, language: str) -> None:
    body = lobby.person(ANA).page(f"/evidence/{YEAR}?lang={language}").get_data(as_text=True)
    assert body.count('data-test="measure-') == 9
    assert "จุดคัดกรอง" not in body
    assert ("2570" if language == "th" else "2027") in body
    assert "style=" not in body


def test_an_administrator_changes_steps_and_nobody_else_does(lobby: Lobby) -> None:
    path = f"/evidence/{YEAR}/7/words"
    measure = document_measures()[6]
    form = form_of(measure, **{"step-2": "", "step-new": "ที่จอดรถ\nทางลาด", "oit": "O26", "title": "<b>ใหม่"})
    assert [post(lobby, who, path, form).status_code for who in (ANA, CHO, DAO)] == [403] * 3
    assert post(lobby, EVE, path, form).status_code == 302
    with lobby.deps.engine.connect() as conn:
        found = read_measure(conn, OFFICE, YEAR, 7)
    assert [step.id for step in found.steps] == [1, 3, 4, 5, 6, 7, 8, 9, 10]
    assert [step.text for step in found.steps[-2:]] == ["ที่จอดรถ", "ทางลาด"]
    assert (found.oit, found.title) == ("O26", "<b>ใหม่")
    body = lobby.person(EVE).page(f"{path}?lang=en").get_data(as_text=True)
    assert "&lt;b&gt;ใหม่" in body
    assert "Title in the plan before" in body
    assert "มีป้ายบอกทิศทาง" in body


def test_a_refused_form_keeps_what_was_typed(lobby: Lobby) -> None:
    path = f"/evidence/{YEAR}/1/words"
    form = form_of(document_measures()[0], title="", monitoring="ที่พิมพ์ไว้")
    answer = post(lobby, EVE, path, form)
    assert answer.status_code == 422
    assert "ที่พิมพ์ไว้" in answer.get_data(as_text=True)
    stale = form_of(document_measures()[0], version="7")
    assert 'data-code="measure.changed"' in post(lobby, EVE, path, stale).get_data(as_text=True)


@pytest.mark.parametrize(
    "path", ["/evidence/9999", "/evidence/1", "/evidence/2570/0/words", "/evidence/2570/10/words"]
)
def test_what_is_not_there_is_said(lobby: Lobby, path: str) -> None:
    assert lobby.person(EVE).page(path).status_code == 404


def test_the_year_that_runs_is_the_first_seen(lobby: Lobby) -> None:
    assert lobby.person(EVE).page("/evidence").headers["Location"] == "/evidence/2570"
    assert post(lobby, EVE, "/evidence/2571/begin", {}).status_code == 302
    assert len(lobby.office.rows(Measure, year_be=2571)) == 9
