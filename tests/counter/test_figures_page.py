"""The page of figures: what is asked for, who may look, and the same numbers in three languages."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from counter.figure_links import read_choice
from counter.figures import figures_context
from shared.domain.errors import QueueError
from shared.evidence.figures import Figures, make_figures
from shared.evidence.periods import day_period, present_round, round_period
from shared.evidence.selection import Scope
from shared.store.engine import writing
from shared.web.languages import LANGUAGES, Languages
from tests.cast import ANA, CHO
from tests.clockwork import bangkok
from tests.evidence.april import APRIL, write_april
from tests.evidence.town import NOW, Towns
from tests.lobby import Lobby

WORDS = Languages()


@pytest.fixture(scope="module")
def april(towns: Towns, tmp_path_factory: pytest.TempPathFactory) -> tuple[Figures, Figures]:
    """The figures of the small April, without and with its simulated ticket."""
    with (
        towns.lend(tmp_path_factory.mktemp("april")) as town,
        writing(town.engine.connect()) as conn,
        conn.begin(),
    ):
        write_april(town, conn)
        real, mixed = (
            make_figures(conn, town.site_id, APRIL, now=NOW, simulated=simulated)
            for simulated in (False, True)
        )
    return real, mixed


def context(figures: Figures, language: str = "th") -> dict[str, Any]:
    return figures_context(figures, language=language, words=WORDS, now=NOW)


def test_the_present_round_is_six_months_until_march_then_the_year() -> None:
    assert present_round(bangkok("2027-03-31 23:59")) == round_period(2570, "half")
    assert present_round(bangkok("2027-04-01 00:01")) == round_period(2570, "annual")
    assert present_round(bangkok("2027-10-01 00:01")) == round_period(2571, "half")
    assert read_choice({}, now=NOW).period == round_period(2570, "half")


def test_a_query_string_chooses_period_scope_and_kind_of_records() -> None:
    choice = read_choice(
        {"day": "2026-04-07", "department": "finance", "group": "", "simulated": "1"}, now=NOW
    )
    assert choice.period == day_period(date(2026, 4, 7))
    assert choice.scope == Scope(department="finance")
    assert choice.simulated is True
    assert read_choice({"year": "2569", "round": "half"}, now=NOW).period == round_period(2569, "half")
    assert read_choice({}, now=NOW).simulated is False
    assert read_choice({}, now=NOW, demo=True).simulated is True
    assert read_choice({"simulated": "0"}, now=NOW, demo=True).simulated is False


@pytest.mark.parametrize(
    "asked",
    [{"day": "7/4/69"}, {"month": "2026-13"}, {"year": "69"}, {"day": "2026-04-07", "month": "2026-04"}],
)
def test_a_period_that_cannot_be_read_is_refused(asked: dict[str, str]) -> None:
    with pytest.raises(QueueError) as refused:
        read_choice(asked, now=NOW)
    assert refused.value.code == "request.invalid"


def test_the_headline_says_the_four_figures_with_what_belongs_to_them(april: tuple[Figures, Figures]) -> None:
    cards = context(april[0])["headline"]
    assert [(card["number"], card["unit"]) for card in cards] == [
        ("84.00", "%"),
        ("7", "คน"),
        ("9", "นาที"),
        ("77.78", "%"),
    ]
    assert cards[0]["lines"] == ["x̄ 4.20 · S.D. 0.84 · ระดับมาก", "ตอบ 5 คน · อัตราตอบ 71.43%"]
    assert cards[0]["care"] == "ผู้ตอบน้อยกว่า 30 คน ใช้อ้างอิงอย่างระมัดระวัง"
    assert cards[3]["lines"] == ["เรียก 9 ใบ", "เรียกข้ามลำดับ 2 ครั้ง ไม่มีเหตุผล 1 ครั้ง"]


def test_the_note_under_the_levels_names_the_band_and_its_bounds(april: tuple[Figures, Figures]) -> None:
    assert context(april[0], "en")["levels"]["notes"] == [
        "Percent answering 4 or 5: 80.00 · Band A: 3.41–4.20 = Satisfied",
        "Percents need not sum to 100.00",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_all_words_and_the_same_numbers(
    april: tuple[Figures, Figures], language: str
) -> None:
    shown = context(april[1], language)
    assert [card["number"] for card in shown["headline"]] == [
        card["number"] for card in context(april[1])["headline"]
    ]
    rows = [row for table in ("departments", "groups", "services") for row in shown.pop(table)]
    said = repr(
        [{k: v for k, v in shown.items() if k != "figures"}, [(r["name"], r["standard"]) for r in rows]]
    )
    assert "%(" not in said
    assert "report." not in said
    if language != "th":
        assert re.search("[ก-๙]", said.replace("ไทย", "")) is None


def test_simulated_records_are_told_of_and_can_be_shown_or_left_out(april: tuple[Figures, Figures]) -> None:
    real, mixed = context(april[0]), context(april[1])
    assert any("ไม่รวมข้อมูลจำลอง บัตร 1 ใบ" in note for note in real["notes"])
    assert "simulated=1" in real["choices"]["simulated"]["link"]
    assert "simulated=0" in mixed["choices"]["simulated"]["link"]
    assert "รวมข้อมูลนำเข้า 1 ใบ" in real["notes"]


def test_links_keep_what_was_chosen_and_change_one_thing(april: tuple[Figures, Figures]) -> None:
    choices = context(april[0], "ms")["choices"]
    assert choices["rounds"][0]["link"] == "/figures?lang=ms&simulated=0&year=2569&round=half"
    finance = next(c for c in choices["departments"] if c["name"] == "Bahagian Kewangan")
    assert finance["link"] == "/figures?lang=ms&department=finance&simulated=0&month=2026-04"
    assert [c["chosen"] for c in choices["months"]].index(
        True
    ) == 6  # April is the seventh month of the fiscal year
    assert choices["json"] == "/api/v1/figures?from=2026-04-01&to=2026-04-30"


def test_an_executive_sees_the_page_a_clerk_does_not_and_a_stranger_signs_in(lobby: Lobby) -> None:
    seen = lobby.person(CHO).page("/figures?year=2569&round=half&lang=en")
    assert seen.status_code == 200
    body = seen.get_data(as_text=True)
    assert "Executive summary" in body
    assert 'data-test="empty"' in body
    assert "style=" not in body
    assert lobby.person(ANA).page("/figures").status_code == 403
    stranger = lobby.visitor().page("/figures?month=2026-04")
    assert (stranger.status_code, stranger.headers["Location"].split("?")[0]) == (302, "/sign-in")


@pytest.mark.parametrize("query", ["month=April", "department=police", "year=1"])
def test_what_cannot_be_shown_is_a_kind_page_not_a_crash(lobby: Lobby, query: str) -> None:
    assert 400 <= lobby.person(CHO).page(f"/figures?{query}").status_code < 500


def test_no_script_is_needed_and_every_panel_of_simulated_figures_says_so(lobby: Lobby) -> None:
    body = lobby.person(CHO).page("/figures?day=2026-04-07&simulated=1").get_data(as_text=True)
    assert body.count('class="fig-mark"') == body.count('class="card fig-')
    plain = lobby.person(CHO).page("/figures?day=2026-04-07&simulated=0").get_data(as_text=True)
    assert "fig-mark" not in plain
    assert Path("counter/static/counter/figures.js").name in plain


def test_a_program_reads_the_headline_of_a_round_as_the_figures_have_it(lobby: Lobby) -> None:
    executive = lobby.person(CHO).client
    headline = executive.get("/api/v1/figures/headline?year=2570&round=half").get_json()
    figures = executive.get("/api/v1/figures?year=2570&round=half").get_json()
    assert {name: headline[name] for name in ("outcomes", "waits", "ratings", "months", "days")} == {
        name: figures[name] for name in ("outcomes", "waits", "ratings", "months", "days")
    }
    assert (
        executive.get("/api/v1/figures/headline?department=finance").get_json()["code"] == "request.invalid"
    )
    assert lobby.person(ANA).client.get("/api/v1/figures/headline").status_code == 403
