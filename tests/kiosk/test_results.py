"""Public results: from published reports alone, small groups hidden everywhere, and the same wherever one looks."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from io import StringIO
from typing import Any

import pypdfium2 as pdfium
import pytest
from pyzbar import pyzbar

from counter.evidence.publishing import approve_report, draft_report, publish_report
from shared.evidence.public import make_headline, make_results
from shared.evidence.reports import StoredDocument, freeze, read_reports
from shared.evidence.vault import Vault
from shared.store.models import Rating
from tests.cast import CHO, DAO, EVE, OFFICE
from tests.lobby import Lobby

HALF, YEAR = "/results/2570/half", "/results/2570/annual"


@pytest.fixture(autouse=True)
def threads(lobby: Lobby) -> None:
    """Slow work runs on another thread, as on a server."""
    lobby.work_on_threads()


def rate(lobby: Lobby, day: str, *scores: int, department: int = 1, verified: bool = True) -> None:
    """Write ratings of a day."""
    with lobby.deps.engine.begin() as conn:
        for score in scores:
            conn.execute(
                Rating.__table__.insert().values(  # type: ignore[attr-defined]
                    site_id=OFFICE, day=day, at=1_800_000_000, score=score, reasons=[], language="th",
                    verified=verified, source="kiosk", source_id="kiosk:1", origin="live",
                    department_id=department,
                )
            )  # fmt: skip


def publish(
    lobby: Lobby, kind: str = "half", *, measure: int = 0, documents: tuple[StoredDocument, ...] = ()
) -> None:
    """Take a report all the way."""
    office = lobby.office
    office.clock.show("2027-10-05 09:00" if kind == "annual" else "2027-04-05 09:00")
    with lobby.deps.engine.connect() as conn:
        frozen = freeze(
            conn, OFFICE, year_be=2570, kind=kind, measure=measure, now=office.clock(),  # type: ignore[arg-type]
            reporter=lobby.deps.reporter,
        )  # fmt: skip
    office.take_turn(lambda turn: draft_report(turn, frozen=frozen, reason="นับใหม่", by="Dao"))
    with lobby.deps.engine.connect() as conn:
        report = read_reports(conn, OFFICE, 2570, kind, measure)[0]  # type: ignore[arg-type]
    seen: dict[str, Any] = {"report_id": report.id, "digest": report.digest}
    office.take_turn(lambda turn: approve_report(turn, by="Cho", **seen))
    office.take_turn(lambda turn: publish_report(turn, documents=documents, looked=True, by="Eve", **seen))


def body(lobby: Lobby, path: str) -> str:
    answer = lobby.visitor().page(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_before_anything_is_published_the_page_says_so(lobby: Lobby) -> None:
    assert 'data-test="none"' in body(lobby, "/results?lang=en")
    for path in (
        HALF,
        f"{HALF}/poster",
        f"{HALF}/data.json",
        f"{HALF}/qr.svg",
        "/results/2570/monthly",
        f"{HALF}/documents/1",
    ):
        assert lobby.visitor().page(path).status_code == 404


def test_a_draft_and_an_approved_report_are_not_public(lobby: Lobby) -> None:
    rate(lobby, "2027-01-12", *[5] * 9)
    lobby.office.clock.show("2027-04-05 09:00")
    with lobby.deps.engine.connect() as conn:
        frozen = freeze(
            conn, OFFICE, year_be=2570, kind="half", measure=0, now=lobby.office.clock(),
            reporter=lobby.deps.reporter,
        )  # fmt: skip
    lobby.office.take_turn(lambda turn: draft_report(turn, frozen=frozen, reason="", by="Dao"))
    assert lobby.visitor().page(HALF).status_code == 404
    lobby.office.by_hand("UPDATE report SET state = 'approved'")
    assert lobby.visitor().page(HALF).status_code == 404


@pytest.mark.parametrize("language", ["th", "ms", "en"])
def test_anybody_sees_what_was_published_in_three_languages(lobby: Lobby, language: str) -> None:
    rate(lobby, "2027-01-12", *[5] * 12, *[4] * 7, *[3] * 6)
    rate(lobby, "2027-01-12", 1, 1, verified=False)
    publish(lobby)
    page = body(lobby, f"{HALF}?lang={language}")
    assert "<b>84.80</b> %" in page  # (12·5 + 7·4 + 6·3) / 25 · 20
    assert "48.00%" in page
    assert "style=" not in page
    assert "results." not in page.replace("results.css", "")
    assert "|" not in page.partition("<main")[2].partition("</main>")[0]
    assert lobby.visitor().page("/results").headers["Location"] == HALF
    assert "84.80" in body(lobby, f"{HALF}/poster?lang={language}")
    assert lobby.visitor().page(f"{HALF}/qr.svg").mimetype == "image/svg+xml"


def test_the_same_numbers_stand_in_page_json_and_csv(lobby: Lobby) -> None:
    rate(lobby, "2027-01-12", *[5] * 12, *[4] * 7)
    rate(lobby, "2027-02-12", *[4] * 8, department=2)
    publish(lobby)
    data = lobby.visitor().client.get(f"{HALF}/data.json").get_json()
    table = list(
        csv.reader(
            StringIO(lobby.visitor().client.get(f"{HALF}/data.csv").get_data(as_text=True).lstrip("\ufeff"))
        )
    )
    assert (data["n"], data["percent"]) == (27, "88.89")  # (12·5 + 15·4) / 27 · 20
    assert table[1] == ["all", "", "", "0", "27", "88.89"]
    rows = {row[1]: row[3:] for row in table if row[0] == "department"}
    assert rows == {"finance": ["0", "19", "92.63"], "clerk": ["0", "8", "80.00"]}
    assert {row["code"]: row["percent"] for row in data["departments"]} == {
        "finance": "92.63",
        "clerk": "80.00",
    }
    assert len([row for row in table if row[0] == "month"]) == 6


def test_a_small_department_is_hidden_with_the_one_that_would_give_it_away(lobby: Lobby) -> None:
    rate(lobby, "2027-01-12", *[5] * 20)
    rate(lobby, "2027-02-12", 1, 2, 1, department=2)
    publish(lobby)
    data = lobby.visitor().client.get(f"{HALF}/data.json").get_json()
    assert {row["code"]: (row["n"], row["percent"]) for row in data["departments"]} == {
        "finance": (20, None), "clerk": (3, None),
    }  # fmt: skip
    assert data["percent"] is not None
    page = body(lobby, f"{HALF}?lang=en")
    assert 'data-test="hidden"' in page
    assert page.count("Not shown") >= 2
    levels = {row["level"]: row["n"] for row in data["levels"]}
    assert levels[2] is levels[1] is None


def test_so_few_answers_that_nothing_may_be_said(lobby: Lobby) -> None:
    rate(lobby, "2027-01-12", 5, 5, 1)
    publish(lobby)
    page = body(lobby, f"{HALF}?lang=en")
    assert 'data-test="few"' in page
    assert 'data-test="level-5"' not in page
    data = lobby.visitor().client.get(f"{HALF}/data.json").get_json()
    assert (data["n"], data["percent"], data["mean"], data["band"]) == (3, None, None, None)
    assert [row["n"] for row in data["levels"]] == [None] * 5


def test_the_year_hides_what_its_difference_to_the_half_year_would_show(lobby: Lobby) -> None:
    rate(lobby, "2027-01-12", *[5] * 20)
    rate(lobby, "2027-02-12", *[4] * 10, department=2)
    publish(lobby)
    assert [row["percent"] for row in lobby.visitor().client.get(f"{HALF}/data.json").get_json()["departments"]] == [
        "100.00", "80.00",
    ]  # fmt: skip
    rate(lobby, "2027-06-12", *[5] * 30)
    rate(lobby, "2027-06-12", 1, 1, department=2)
    publish(lobby, "annual")
    data = lobby.visitor().client.get(f"{YEAR}/data.json").get_json()
    assert {row["code"]: row["percent"] for row in data["departments"]} == {"finance": None, "clerk": None}
    assert data["percent"] is not None


def test_a_correction_says_why_and_takes_the_place(lobby: Lobby) -> None:
    rate(lobby, "2027-01-12", *[5] * 20)
    publish(lobby)
    assert 'data-test="corrected"' not in body(lobby, HALF)
    rate(lobby, "2027-01-13", *[1] * 20)
    publish(lobby)
    page = body(lobby, HALF)
    assert "นับใหม่" in page
    assert "<b>60.00</b> %" in page


def test_documents_of_the_public_are_given_byte_for_byte_and_others_stay_inside(lobby: Lobby) -> None:
    vault = Vault(lobby.folder)
    made = tuple(
        StoredDocument(0, f"report.{form}", form, vault.keep(form.encode()), len(form))
        for form in ("pdf", "docx", "xlsx")
    )
    publish(lobby, documents=made)
    assert lobby.visitor().client.get(f"{HALF}/documents/1").data == b"pdf"
    assert lobby.visitor().page(f"{HALF}/documents/2").status_code == 404
    page = body(lobby, HALF)
    assert f"{HALF}/documents/3" in page
    assert f"{HALF}/documents/2" not in page


def test_the_headline_is_what_the_page_says_or_nothing(lobby: Lobby) -> None:
    rate(lobby, "2027-01-12", *[5] * 20)
    publish(lobby)
    with lobby.deps.engine.connect() as conn:
        (report,) = read_reports(conn, OFFICE, 2570, "half", 0)
    results = make_results(report.frozen, version=1, reason="", published_at=0, digest="")
    assert make_headline(results) == {"year_be": 2570, "round": "half", "percent": "100.00", "n": 20}
    few = dict(report.frozen)
    few["figures"] = {**few["figures"], "ratings": {**few["figures"]["ratings"]}}
    few["figures"]["ratings"]["verified"] = {**few["figures"]["ratings"]["verified"], "n": 4}
    few["figures"]["departments"] = []
    assert make_headline(make_results(few, version=1, reason="", published_at=0, digest="")) is None


def test_published_documents_lead_to_the_public_page_by_the_address_phones_use(lobby: Lobby) -> None:
    rate(lobby, "2027-01-12", *[5] * 9)
    lobby.office.clock.show("2027-04-05 09:00")
    known = replace(lobby.deps.settings, base_url="http://queue.tonsai.go.th")
    lobby.app.extensions["tonsai"] = replace(lobby.deps, settings=known)
    page = "/evidence/2570/rounds/half"
    for person, step, more in ((DAO, "draft", {}), (CHO, "approve", {}), (EVE, "publish", {"looked": "1"})):
        with lobby.deps.engine.connect() as conn:
            found = read_reports(conn, OFFICE, 2570, "half", 0)
        seen = {"report": str(found[0].id), "digest": found[0].digest} if found else {}
        browser = lobby.person(person)
        sent = browser.client.post(
            f"{page}/{step}", data={"measure": "0", **seen, **more},
            headers={**browser.headers, "Accept": "text/html"},
        )  # fmt: skip
        assert sent.status_code == 302, step
    offered = re.search(r'href="(/results/2570/half/documents/\d+)"', body(lobby, f"{HALF}?lang=en"))
    assert offered is not None
    pdf = pdfium.PdfDocument(lobby.visitor().page(offered[1]).data)
    read = pyzbar.decode(pdf[0].render(scale=3).to_pil().convert("L"))
    assert [code.data.decode() for code in read] == ["http://queue.tonsai.go.th/results/2570/half"]
