"""What is published of few is their number: in every table, and also where it could be worked out by subtracting."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import update

from shared.domain.disclosure import can_work_out
from shared.evidence.periods import month_period
from shared.evidence.report.desk import Desk
from shared.evidence.report.documents import make_documents
from shared.evidence.report.paper import Stamp
from shared.evidence.report.speech import Speech
from shared.evidence.report.tables import tables_of
from shared.evidence.satisfaction import Answers
from shared.evidence.selection import Scope, select_rows
from shared.evidence.veil import choose_rows, choose_units, hide_few, veiled
from shared.store.engine import writing
from shared.store.models import Service
from tests.evidence.report.conftest import made
from tests.evidence.report.test_pdf import PUBLISHED, frozen_of
from tests.evidence.town import NOW, Town


def rate(town: Town, service: str, *scores: int, day: str = "2026-02-03", **what: Any) -> None:
    with writing(town.engine.connect()) as conn, conn.begin():
        for score in scores:
            town.rating(conn, day, "10:00", score, service=service, **what)


def means(value: dict[str, Any], kind: str) -> dict[str, str]:
    return {row["code"]: row["rating"]["mean"]["text"] for row in value["units"][kind] if row["rating"]["n"]}


def wholes(value: dict[str, Any], kind: str) -> list[tuple[Any, ...]]:
    """Return users and ratings of each unit, whichever of the two a measure has."""
    return [
        (row["code"], row.get("users"), row.get("outcomes"), row.get("rating"))
        for row in value["units"][kind]
    ]


def test_a_small_service_is_hidden_with_all_it_could_be_worked_out_from(town: Town) -> None:
    rate(town, "T1", *[5] * 9)
    rate(town, "T2", 1, 1)
    rate(town, "R1", *[4] * 20)
    value = made(town, 1)
    assert means(value, "services") == {"T1": "5.00", "T2": "1.00", "R1": "4.00"}  # 9 · 5, 2 · 1, 20 · 4
    shown = veiled(value)
    # T2 is few; tax = T1 + T2 has 11 and T1 alone has 9: the smaller, T1, goes with it; R1 and the rest stay
    assert means(shown, "services") == {"T1": "–", "T2": "–", "R1": "4.00"}
    assert means(shown, "groups") == {"tax": "4.27", "registry": "4.00"}  # 47 ÷ 11
    assert {row["code"]: row["rating"]["n"] for row in shown["units"]["services"] if row["rating"]["n"]} == {
        "T1": 9, "T2": 2, "R1": 20,
    }  # fmt: skip
    assert shown["veiled"] is True
    assert veiled(made(town, 7))["veiled"] is False


def test_few_open_ratings_are_hidden_and_so_is_the_line_of_both_together(town: Town) -> None:
    rate(town, "T1", *[5] * 9)
    rate(town, "T1", 1, 1, verified=False)
    shown = veiled(made(town, 1))["ratings"]
    assert {name: shown[name]["mean"]["text"] for name in shown} == {
        "verified": "5.00",
        "open": "–",
        "both": "–",
    }


def test_a_small_month_hides_the_smallest_other_month(town: Town) -> None:
    rate(town, "T1", *[5] * 9)
    rate(town, "T1", *[4] * 7, day="2026-03-03")
    rate(town, "T1", 1, day="2026-01-06")
    shown = {row["month"]: row["rating"]["mean"]["text"] for row in veiled(made(town, 1))["months"]}
    assert {m: text for m, text in shown.items() if m in ("2026-01", "2026-02", "2026-03")} == {
        "2026-01": "–", "2026-02": "5.00", "2026-03": "–",
    }  # fmt: skip


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
def test_a_published_document_has_no_mean_of_few_and_a_draft_has_it(
    town: Town, thai: Speech, tmp_path: Any, form: Any
) -> None:
    rate(town, "T1", *[5] * 20)
    rate(town, "T2", 2, 1, 1)  # 4 ÷ 3 = 1.33
    frozen = frozen_of(town, thai, tmp_path, measure=1)

    def text(stamp: Stamp) -> str:
        (document,) = make_documents(frozen, stamp, (form,), thai, Desk(tmp_path))
        if form != "xlsx":
            return document.body.decode("utf-8-sig")
        book = load_workbook(io.BytesIO(document.body))
        return json.dumps(
            [[c.value for c in row] for sheet in book for row in sheet.iter_rows()], default=str
        )

    assert "1.33" in text(Stamp())
    assert "1.33" not in text(PUBLISHED)


def test_the_tables_and_sentences_of_few_say_their_number_and_why(
    town: Town, thai: Speech, tmp_path: Any
) -> None:
    rate(town, "T1", 5, 5, 1)
    frozen = frozen_of(town, thai, tmp_path, measure=1)
    (body,) = make_documents(frozen, PUBLISHED, ("json",), thai, Desk(tmp_path))
    value = json.loads(body.body)
    why = thai.say("document.note.few", few=5)
    assert why in value["notes"]
    levels = next(t for t in tables_of(value, thai) if t.name == "levels")
    assert [row[1] for row in levels.rows] == [None] * 5
    assert levels.total is not None
    assert levels.total[1:3] == (3, None)
    for document in make_documents(frozen, PUBLISHED, ("pdf", "docx"), thai, Desk(tmp_path)):
        assert len(document.body) > 10_000


UNITS = {
    "departments": {1: "d1", 2: "d2"},
    "groups": {1: "g1", 2: "g2", 3: "g3"},
    "services": {1: "s1", 2: "s2", 3: "s3"},
}
counted = st.dictionaries(
    st.tuples(st.integers(1, 2), st.integers(1, 3), st.sampled_from([None, 1, 2, 3])),
    st.integers(1, 12),
    max_size=9,
)


@settings(max_examples=60, deadline=None)
@given(counts=counted, opened=st.integers(0, 12))
def test_no_group_of_few_can_be_worked_out_from_what_is_shown(
    counts: dict[tuple[int, int, int | None], int], opened: int
) -> None:
    answers = [Answers("2026-02", d, g, s, True, 4, n) for (d, g, s), n in counts.items()]
    hidden = choose_units(answers, opened, UNITS)
    cells = list(counts)
    everybody = set(range(len(cells)))
    strata = {"verified": everybody, "open": {len(cells)}, "both": everybody | {len(cells)}}
    shown = [frozenset(c) for name, c in strata.items() if name not in hidden.get("strata", [])]
    for place, (kind, units) in enumerate(UNITS.items()):
        shown += [
            frozenset(n for n, cell in enumerate(cells) if cell[place] == id_)
            for id_, code in units.items()
            if code not in hidden.get(kind, [])
        ]
    assert not can_work_out([*counts.values(), opened], shown)


def test_rows_that_add_up_to_a_shown_whole_hide_no_single_one() -> None:
    assert choose_rows([("a", 9), ("b", 2), ("c", 7)]) == ["b", "c"]
    assert choose_rows([("a", 9), ("b", 8)]) == []
    assert choose_rows([("first_half", 3), ("second_half", 90)]) == ["first_half", "second_half"]


def test_staff_see_of_few_only_their_number_wherever_it_stands(town: Town) -> None:
    rate(town, "T1", 5, 5, 1)
    value = hide_few({"rows": [made(town, 1)["headline"]]})["rows"][0]
    assert (value["n"], value["mean"]["value"], value["levels"]) == (3, None, [])


@pytest.mark.parametrize("measure", [1, 4])
def test_a_sensitive_service_has_no_row_in_any_document_and_its_tickets_stay_in_the_whole(
    town: Town, thai: Speech, tmp_path: Path, measure: int
) -> None:
    rate(town, "T1", *[5] * 9)
    rate(town, "T2", *[1] * 7)
    with writing(town.engine.connect()) as conn, conn.begin():
        town.ticket(conn, "2026-02-03", "tax", "09:00", called="09:10", started="09:10", finished="09:14",
                    state="finished", service_id=town.services["T2"])  # fmt: skip
    before = made(town, measure)
    with writing(town.engine.connect()) as conn, conn.begin():
        conn.execute(
            update(Service).where(Service.code == "T2").values(
                sensitive=True, name=dict.fromkeys(("th", "ms", "en"), "SECRETNAME")
            )
        )  # fmt: skip
    after = made(town, measure)
    assert "T2" in [row["code"] for row in before["units"]["services"]]
    assert "T2" not in json.dumps(after)
    assert "T2" not in [row["code"] for row in after["units"]["services"]]
    for kind in ("groups", "departments"):
        assert wholes(after, kind) == wholes(before, kind)
    frozen = frozen_of(town, thai, tmp_path, measure=measure)
    for stamp in (Stamp(), PUBLISHED):
        for document in make_documents(frozen, stamp, ("json", "csv"), thai, Desk(tmp_path)):
            assert b"SECRETNAME" not in document.body
    with town.engine.connect() as conn, pytest.raises(ValueError, match="T2"):
        select_rows(conn, town.site_id, month_period(2026, 2), now=NOW, scope=Scope(service="T2"))
