"""What an office says of its reports: chairs, target, the EIT's window, who signs when, words of the memo."""

from __future__ import annotations

from typing import Any

import pytest

from counter.evidence.entries import NewEntry, add_entry
from shared.evidence.report.memo import make_memo, official_words, unknown_places
from shared.evidence.report.results import results_of
from shared.evidence.report.speech import Speech
from shared.evidence.report.tables import tables_of
from shared.evidence.reports import freeze
from shared.web.languages import Languages
from tests.cast import CHO, EVE, OFFICE
from tests.counter.test_settings import code_of, save, value_of
from tests.kiosk.test_results import rate
from tests.lobby import Browser, Lobby

PAGE = "/settings/report"
PLACES = {
    "year": "๒๕๖๙", "round": "รอบประจำปี", "days": "", "office": "เทศบาลตำบลต้นไทร", "measure": "", "date": "",
    "partial": "",
}  # fmt: skip


def form_of(eve: Browser, **typed: str) -> dict[str, str]:
    """Return a form with everything empty but what was typed."""
    text = eve.page(PAGE).get_data(as_text=True)
    seen = text.partition('name="seen" value="')[2].partition('"')[0]
    token = eve.headers["X-CSRF-Token"]
    return {"csrf_token": token, "seen": seen, "wish": "save"} | {
        f"report_{name}": value for name, value in typed.items()
    }


def signer(row: int, role: str, name: str, position: str, first: str = "", last: str = "") -> dict[str, str]:
    parts = {"role": role, "name": name, "position": position, "first": first, "last": last}
    return {f"signers_{row}_{part}": value for part, value in parts.items()}


def frozen_of(lobby: Lobby, measure: int) -> dict[str, Any]:
    with lobby.deps.engine.connect() as conn:
        return freeze(
            conn, OFFICE, year_be=2570, kind="half", measure=measure, now=lobby.office.clock(),
            reporter=lobby.deps.reporter,
        )  # fmt: skip


def test_what_is_saved_stands_in_the_figures_and_can_be_undone(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    form = form_of(
        eve, chairs="24", target="85", eit_first="2027-01-05", eit_last="2027-03-31", eit_place="หน้าห้องโถง",
        eit_url="https://eit.example.go.th/x", advice_groups="tax", memo_phone="0-7356-3170 ต่อ 101",
        **signer(0, "mayor", "นายสมมติ ใจดี", "นายกเทศมนตรีตำบลต้นไทร"),
    )  # fmt: skip
    assert save(eve, PAGE, form).headers["Location"] == f"{PAGE}?done=saved"
    assert (
        save(eve, PAGE, {**form_of(eve), **{k: v for k, v in form.items() if "report" in k}})
        .headers["Location"]
        .endswith("done=same")
    )
    comfort, opinion = frozen_of(lobby, 7)["reports"]["7"], frozen_of(lobby, 1)["reports"]["1"]
    assert comfort["chairs"] == 24
    assert opinion["target"] == {"percent": 85, "reached": None}
    said = results_of(opinion, Speech(Languages()))[1][-1]
    assert "5 มกราคม – 31 มีนาคม 2570" in said
    assert said.endswith("หน้าห้องโถง https://eit.example.go.th/x")
    official = frozen_of(lobby, 2)["official"]
    assert (official["phone"], official["signers"][0]["name"]) == ("0-7356-3170 ต่อ 101", "นายสมมติ ใจดี")
    page = eve.page("/settings/changes?lang=en").get_data(as_text=True)
    assert "นายสมมติ ใจดี" in page
    seq = page.partition('data-test="change-')[2].partition('"')[0]
    eve.client.post(f"/settings/changes/{seq}/undo", headers={**eve.headers, "Accept": "text/html"})
    assert value_of(lobby.office, "settings:report")["report.chairs"] is None
    assert frozen_of(lobby, 2)["official"]["signers"] == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"chairs": "many"}, "report_chairs"),
        ({"target": "101"}, "report_target"),
        ({"advice_groups": "nobody"}, "report_advice_groups"),
        ({"eit_first": "2027-01-05"}, "report_eit_last"),
        ({"eit_first": "2027-01-05", "eit_last": "2027-01-04"}, "report_eit_last"),
        ({"eit_first": "05/01/2570", "eit_last": "2027-01-04"}, "report_eit_first"),
        ({"eit_url": "javascript:alert(1)"}, "report_eit_url"),
        ({"memo_proposal": "ตาม {secret} นั้น"}, "report_memo_proposal"),
        ({"memo_subject": "ประจำปี {year"}, "report_memo_subject"),
        ({"memo_background": "ก" * 2001}, "report_memo_background"),
        (signer(0, "king", "ก", "ข"), "report_signers"),
        (signer(0, "mayor", "ก", ""), "report_signers"),
        (signer(0, "mayor", "ก", "ข", "2027-02-01", "2027-01-01"), "report_signers"),
        (signer(3, "mayor", "ก", "ข", "yesterday"), "report_signers"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_field_and_changes_nothing(
    lobby: Lobby, typed: dict[str, str], field: str
) -> None:
    before = value_of(lobby.office, "settings:report")
    eve = lobby.person(EVE)
    answer = save(eve, PAGE, form_of(eve, **typed))
    assert (answer.status_code, code_of(answer)) == (422, "request.invalid")
    said = Languages().text(f"settings.field.{field}", "th")
    assert said in answer.get_data(as_text=True).partition('role="alert"')[2].partition("</p>")[0]
    assert value_of(lobby.office, "settings:report") == before


@pytest.mark.parametrize(
    ("day", "name", "position"),
    [
        ("2026-09-30", "(นายคนแรก สมมติ)", "ปลัดเทศบาลตำบลต้นไทร"),
        ("2026-10-01", "(นางรักษา แทน)", "รองปลัดเทศบาล รักษาราชการแทน"),
        ("2026-10-31", "(นางรักษา แทน)", "รองปลัดเทศบาล รักษาราชการแทน"),
        ("2026-11-01", "(นายคนแรก สมมติ)", "ปลัดเทศบาลตำบลต้นไทร"),
        ("2027-01-01", "(นายคนใหม่ สมมติ)", "ปลัดเทศบาลตำบลต้นไทร"),
        ("2020-01-01", "(..............................................)", "ปลัดเทศบาลตำบลต้นไทร"),
    ],
)
def test_the_memo_is_signed_by_who_holds_or_acts_for_the_office_on_its_day(
    day: str, name: str, position: str
) -> None:
    rows = [
        ("นายคนแรก สมมติ", "ปลัด{office}", "2024-10-01", "2026-12-31"),
        ("นางรักษา แทน", "รองปลัดเทศบาล รักษาราชการแทน", "2026-10-01", "2026-10-31"),
        ("นายคนใหม่ สมมติ", "ปลัด{office}", "2027-01-01", None),
    ]
    signers = [
        {"role": "clerk", "name": n, "position": p, "first": first, "last": last}
        for n, p, first, last in rows
    ]
    memo = make_memo(official_words({"report": {"signers": signers}}), PLACES, day=day)
    found = memo["opinions"][0]
    assert (found["name"], found["position"], found["label"]) == (name, position, "ความเห็นปลัดเทศบาล")
    assert memo["opinions"][1]["position"] == "นายกเทศมนตรีตำบลต้นไทร"


def test_an_empty_word_is_the_official_forms_and_another_replaces_it() -> None:
    words = official_words({"report": {"memo": {"unit": "กองคลัง", "closing": ""}}})
    assert (words["unit"], words["closing"]) == ("กองคลัง", official_words({})["closing"])


def test_only_places_that_are_filled_may_stand_in_braces() -> None:
    assert unknown_places("{year} {round} {days} {office} {unit} {head} {measure} {date}") == []
    assert unknown_places("{x} } {year") == ["{x}", "}", "{year"]


def told(lobby: Lobby, kind: str, day: str, round_: str, measure: int = 1, *, whole: bool = False) -> None:
    """Write down that the results of a round were reported or published."""
    new = NewEntry(
        year_be=2570, measure=measure, step=2, kind=kind, round=round_, whole=whole, day=day, text="เสนอ",  # type: ignore[arg-type]
        figures=(), reference="นธ 6901/12", url="", department=None,
    )  # fmt: skip
    lobby.office.take_turn(lambda turn: add_entry(turn, new=new, files=(), by="Dao"))


def test_the_figures_of_satisfaction_say_when_they_were_reported_and_published(lobby: Lobby) -> None:
    lobby.office.clock.show("2027-05-02 09:00")
    told(lobby, "published", "2027-04-20", "half", whole=True)
    told(lobby, "reported", "2027-04-05", "half")
    told(lobby, "reported", "2027-04-06", "annual")
    told(lobby, "reported", "2027-04-07", "half", measure=4)
    value = frozen_of(lobby, 1)["reports"]["1"]
    assert [(row["kind"], row["day"]) for row in value["told"]] == [
        ("reported", "2027-04-05"), ("published", "2027-04-20"),
    ]  # fmt: skip
    sheet = next(t for t in tables_of(value, Speech(Languages())) if t.name == "told")
    assert [row[1:] for row in sheet.rows] == [
        ("5 เม.ย. 70", "เสนอ นธ 6901/12"), ("20 เม.ย. 70", "เสนอ นธ 6901/12"),
    ]  # fmt: skip


def test_programs_get_of_few_answers_only_their_number(lobby: Lobby) -> None:
    rate(lobby, "2027-01-12", 5, 5, 1)
    rate(lobby, "2027-02-12", *[4] * 6, department=2)
    lobby.office.clock.show("2027-04-02 09:00")
    answer = lobby.person(CHO).client.get("/api/v1/figures?year=2570&round=half").get_json()
    found = {row["code"]: row["rating"] for row in answer["departments"] if row["rating"]["n"]}
    assert [(r["n"], r["mean"]["value"], len(r["levels"])) for r in found.values()] == [
        (3, None, 0),
        (6, 4.0, 5),
    ]
    assert answer["ratings"]["verified"]["mean"]["value"] == 3.89  # 35 ÷ 9
