"""Rounds: frozen, approved, published; what was published stays as it was whatever happens afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert
from werkzeug.test import TestResponse

from shared.evidence.reports import StoredReport, find_published, list_published, read_documents, read_reports
from shared.evidence.rounds import digest_of
from shared.live.values import BoardResults
from shared.store.models import JournalRow, Rating, Report
from shared.store.offload import T
from tests.cast import ANA, CHO, DAO, EVE, OFFICE, Person
from tests.lobby import Lobby

YEAR, PAGE = 2570, "/evidence/2570/rounds/half"
OVER = "2027-04-02 09:00"


@pytest.fixture(autouse=True)
def threads(lobby: Lobby) -> None:
    """Slow work runs on another thread, as on a server."""
    lobby.work_on_threads()


def post(lobby: Lobby, person: Person, step: str, **values: str) -> TestResponse:
    browser = lobby.person(person)
    return browser.client.post(
        f"{PAGE}/{step}", data={"measure": "0", **values}, headers={**browser.headers, "Accept": "text/html"}
    )


def code_of(answer: TestResponse) -> str:
    return answer.get_data(as_text=True).partition('data-code="')[2].partition('"')[0]


def versions(lobby: Lobby, measure: int = 0) -> tuple[StoredReport, ...]:
    with lobby.deps.engine.connect() as conn:
        return read_reports(conn, OFFICE, YEAR, "half", measure)


def shown(report: StoredReport) -> dict[str, str]:
    """Return what the page of a report sends with the next step."""
    return {"report": str(report.id), "digest": report.digest}


def serve_two(lobby: Lobby) -> None:
    """Two people are served at counter 1."""
    lobby.office.ana.open()
    for _ in range(2):
        lobby.office.issue("A")
        lobby.office.clock.advance(minutes=3)
        lobby.office.ana.serve_next("T1")


def publish(lobby: Lobby, **reason: str) -> StoredReport:
    lobby.office.clock.show(OVER)
    assert post(lobby, DAO, "draft", **reason).status_code == 302
    assert post(lobby, CHO, "approve", **shown(versions(lobby)[0])).status_code == 302
    assert post(lobby, EVE, "publish", looked="1", **shown(versions(lobby)[0])).status_code == 302
    return versions(lobby)[0]


def test_a_published_report_stays_as_it_was_when_records_texts_and_settings_change(lobby: Lobby) -> None:
    serve_two(lobby)
    before = publish(lobby)
    assert before.frozen["figures"]["outcomes"]["served"] == 2
    lobby.office.by_hand("UPDATE ticket SET state = 'cancelled', finished_at = NULL")
    lobby.office.set(band="B")
    lobby.office.by_hand("UPDATE measure SET title = 'changed'")
    after = versions(lobby)[0].check()
    assert after == before
    page = lobby.person(CHO).page(f"{PAGE}?lang=en").get_data(as_text=True)
    assert 'data-state="published"' in page
    assert before.head_hash in page
    with lobby.deps.engine.connect() as conn:
        assert list_published(conn, OFFICE) == [(YEAR, "half")]
        assert find_published(conn, OFFICE, YEAR, "half") == before


def test_the_frozen_report_names_its_stretch_of_the_journal_and_the_journal_names_the_report(
    lobby: Lobby,
) -> None:
    serve_two(lobby)
    report = publish(lobby)
    journal = report.frozen["journal"]
    rows = lobby.office.rows(JournalRow, site_id=OFFICE)
    assert (journal["head_seq"], journal["head_hash"]) == (report.head_seq, report.head_hash)
    assert next(row.hash for row in rows if row.seq == report.head_seq) == report.head_hash
    inside = [row.seq for row in rows if row.at < "2027-03-31T17:00:00Z"]
    assert (journal["first"], journal["last"]) == (inside[0], inside[-1])
    told = [json.loads(r.body)["data"] for r in rows if r.kind.startswith("report.")]
    assert [t["digest"] for t in told] == [report.digest] * 3 == [digest_of(report.frozen)] * 3
    assert lobby.office.verify().fault is None


def test_a_report_that_was_changed_by_hand_is_not_shown(lobby: Lobby) -> None:
    publish(lobby)
    (report,) = lobby.office.rows(Report)
    changed = json.dumps(report.frozen).replace('"served": 0', '"served": 9')
    assert lobby.office.by_hand("UPDATE report SET frozen = :frozen", frozen=changed) == 1
    assert lobby.person(CHO).page(PAGE).status_code == 500


def test_every_step_belongs_to_its_role(lobby: Lobby) -> None:
    lobby.office.clock.show(OVER)
    assert [post(lobby, who, "draft").status_code for who in (ANA, CHO)] == [403, 403]
    assert post(lobby, DAO, "draft").status_code == 302
    draft = shown(versions(lobby)[0])
    assert [post(lobby, who, "approve", **draft).status_code for who in (ANA, DAO, EVE)] == [403] * 3
    assert post(lobby, CHO, "approve", **draft).status_code == 302
    assert [post(lobby, who, "publish", looked="1", **draft).status_code for who in (ANA, DAO, CHO)] == [
        403
    ] * 3
    assert code_of(post(lobby, EVE, "publish", **draft)) == "report.unlooked"
    assert post(lobby, EVE, "publish", looked="1", **draft).status_code == 302
    (row,) = lobby.office.rows(Report)
    assert (row.made_by, row.approved_by, row.published_by) == (DAO.name, CHO.name, EVE.name)


def test_only_what_was_seen_is_approved_and_only_what_was_approved_is_published(lobby: Lobby) -> None:
    lobby.office.clock.show(OVER)
    post(lobby, DAO, "draft")
    seen = shown(versions(lobby)[0])
    assert code_of(post(lobby, EVE, "publish", looked="1", **seen)) == "report.wrong_state"
    lobby.office.clock.advance(minutes=1)
    post(lobby, DAO, "draft")
    assert code_of(post(lobby, CHO, "approve", **seen)) == "report.changed"
    post(lobby, CHO, "approve", **shown(versions(lobby)[0]))
    lobby.office.clock.advance(minutes=1)
    post(lobby, DAO, "draft")
    assert [(v.version, v.state, v.approved) for v in versions(lobby)] == [(1, "draft", None)]
    assert code_of(post(lobby, CHO, "approve", report="99", digest=seen["digest"])) == "report.unknown"


def test_a_round_is_approved_only_when_its_days_are_over(lobby: Lobby) -> None:
    lobby.office.clock.show("2027-03-31 23:59")
    post(lobby, DAO, "draft")
    assert code_of(post(lobby, CHO, "approve", **shown(versions(lobby)[0]))) == "report.not_over"
    lobby.office.clock.show("2027-04-01 00:00")
    assert post(lobby, CHO, "approve", **shown(versions(lobby)[0])).status_code == 302


def test_a_correction_is_a_new_version_that_says_why_and_leaves_the_old_one(lobby: Lobby) -> None:
    first = publish(lobby)
    assert code_of(post(lobby, DAO, "draft")) == "report.reason"
    second = publish(lobby, reason="นับบัตรซ้ำ")
    assert [(v.version, v.state, v.reason) for v in versions(lobby)] == [
        (2, "published", "นับบัตรซ้ำ"), (1, "published", ""),
    ]  # fmt: skip
    assert versions(lobby)[1] == first
    with lobby.deps.engine.connect() as conn:
        assert find_published(conn, OFFICE, YEAR, "half") == second
    assert "นับบัตรซ้ำ" in lobby.person(CHO).page(PAGE).get_data(as_text=True)


def test_a_report_holds_the_measures_that_are_due_and_their_figures(lobby: Lobby) -> None:
    report = publish(lobby)
    assert [m["number"] for m in report.frozen["measures"]] == [1, 3, 4, 9]
    assert sorted(report.frozen["reports"]) == ["1", "4"]
    assert post(lobby, DAO, "draft", measure="7").status_code == 302
    assert [m["number"] for m in versions(lobby, 7)[0].frozen["measures"]] == [7]


@pytest.mark.parametrize("path", ["/evidence/2570/rounds/monthly", f"{PAGE}?measure=10", f"{PAGE}?measure=x"])
def test_what_is_not_there_is_said(lobby: Lobby, path: str) -> None:
    assert lobby.person(CHO).page(path).status_code == 404


@pytest.mark.parametrize("language", ["th", "ms", "en"])
def test_an_empty_round_is_a_true_page(lobby: Lobby, language: str) -> None:
    lobby.office.clock.show(OVER)
    post(lobby, DAO, "draft")
    body: Any = lobby.person(CHO).page(f"{PAGE}?lang={language}").get_data(as_text=True)
    assert body.count('data-test="question-') == 10
    assert 'data-test="approve"' in body
    assert "style=" not in body


def rate(lobby: Lobby, score: int) -> None:
    """Write a verified rating of January."""
    with lobby.deps.engine.begin() as conn:
        conn.execute(
            insert(Rating).values(
                site_id=OFFICE, day="2027-01-12", at=1_800_000_000, score=score, reasons=[], language="th",
                verified=True, source="kiosk", source_id="kiosk:1", origin="live",
            )
        )  # fmt: skip


def test_the_screens_of_the_hall_get_the_headline_when_it_is_published(lobby: Lobby) -> None:
    assert lobby.office.snapshot().board.results is None
    for score in (5, 5, 5, 4, 4):
        rate(lobby, score)
    publish(lobby)
    board = lobby.office.snapshot().board
    assert board.results == BoardResults(year_be=YEAR, round="half", percent="92.00", n=5)
    lobby.office.by_hand("DELETE FROM rating WHERE score = 4")
    publish(lobby, reason="เหลือสามคน")
    assert lobby.office.snapshot().board.results is None


def test_a_published_report_has_its_documents_byte_for_byte_as_they_were_published(lobby: Lobby) -> None:
    serve_two(lobby)
    publish(lobby)
    with lobby.deps.engine.connect() as conn:
        documents = {document.format: document for document in read_documents(conn, versions(lobby)[0].id)}
    assert {form: document.name for form, document in documents.items()} == {
        form: f"report-2570-half-v1.{form}" for form in documents
    }
    assert set(documents) >= {"pdf", "xlsx", "csv", "json"}
    told = json.loads(
        next(row.body for row in lobby.office.rows(JournalRow) if row.kind == "report.published")
    )
    assert told["data"]["documents"] == {document.name: document.sha256 for document in documents.values()}
    lobby.office.by_hand("UPDATE ticket SET state = 'cancelled', finished_at = NULL")
    for document in documents.values():
        body = lobby.person(CHO).page(f"/evidence/documents/{document.id}").get_data()
        assert hashlib.sha256(body).hexdigest() == document.sha256


def paper(lobby: Lobby, person: Person, form: str, measure: int = 0) -> TestResponse:
    return lobby.person(person).page(f"{PAGE}/report.{form}?measure={measure}")


def test_the_executive_sees_the_very_paper_that_is_to_be_approved(lobby: Lobby) -> None:
    serve_two(lobby)
    lobby.office.clock.show(OVER)
    assert json.loads(paper(lobby, CHO, "json", 4).get_data())["users"] == 2
    post(lobby, DAO, "draft", measure="4")
    lobby.office.by_hand("UPDATE ticket SET state = 'cancelled', finished_at = NULL")
    answer = paper(lobby, CHO, "json", 4)
    assert json.loads(answer.get_data())["users"] == 2
    assert "report-2570-half-m4-draft.json" in answer.headers["Content-Disposition"]
    page = lobby.person(CHO).page(f"{PAGE}?measure=4").get_data(as_text=True)
    assert f"{PAGE}/report.pdf?measure=4" in page
    assert paper(lobby, CHO, "pdf", 4).get_data().startswith(b"%PDF")


def test_drafts_are_for_those_who_may_see_figures_and_only_of_what_there_is(lobby: Lobby) -> None:
    assert [paper(lobby, who, "docx", 2).status_code for who in (ANA, CHO, DAO, EVE)] == [403, 200, 200, 200]
    assert [paper(lobby, CHO, form, 2).status_code for form in ("xlsx", "exe")] == [404, 404]
    page = lobby.person(CHO).page(f"{PAGE}?measure=2").get_data(as_text=True)
    assert 'data-test="paper-docx"' in page
    assert 'data-test="paper-xlsx"' not in page
    assert 'data-test="paper-' not in lobby.person(ANA).page(PAGE).get_data(as_text=True)


def test_reports_are_frozen_and_made_in_another_thread_than_the_requests(lobby: Lobby) -> None:
    def elsewhere(work: Callable[[], T]) -> T:
        with ThreadPoolExecutor(1) as threads:
            return threads.submit(work).result()

    lobby.app.extensions["tonsai"] = replace(lobby.deps, offload=elsewhere)
    assert publish(lobby).state == "published"
    assert paper(lobby, CHO, "docx").status_code == 200
