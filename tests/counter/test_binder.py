"""The binder: entries and files of a measure, what a round lacks, who may do what, and nothing that is lost."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from shared.evidence.binder import Entry, read_entries
from shared.evidence.checklist import answer_questions, list_lacks
from shared.evidence.measures import read_measures
from shared.store.models import Evidence, EvidenceFile, JournalRow, Measure
from tests.cast import ANA, BEN, CHO, DAO, EVE, OFFICE, Person
from tests.lobby import Lobby

YEAR, BINDER = 2570, "/evidence/2570/9"
"""The clock of the tests stands in January 2027, in the first half of fiscal year 2570."""


@pytest.fixture(autouse=True)
def threads(lobby: Lobby) -> None:
    """Slow work runs on another thread, as on a server."""
    lobby.work_on_threads()


def photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 40), "#17513a").save(out, "JPEG")
    return out.getvalue()


def form(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "step": "1",
        "kind": "work",
        "day": "2027-01-11",
        "text": "ประชุมบุคลากร",
        "round": "half",
    }
    return {name: value for name, value in {**values, **changes}.items() if value is not None}


def send(lobby: Lobby, person: Person, path: str, values: dict[str, Any]) -> TestResponse:
    browser = lobby.person(person)
    return browser.client.post(
        path,
        data=values,
        content_type="multipart/form-data",
        headers={**browser.headers, "Accept": "text/html"},
    )


def code_of(answer: TestResponse) -> str | None:
    text = answer.get_data(as_text=True)
    return text.partition('data-code="')[2].partition('"')[0] or None


def entries(lobby: Lobby) -> tuple[Entry, ...]:
    with lobby.deps.engine.connect() as conn:
        return read_entries(conn, OFFICE, YEAR)


def kinds(lobby: Lobby) -> list[str]:
    return [
        row.kind for row in lobby.office.rows(JournalRow, site_id=OFFICE) if row.kind.startswith("evidence.")
    ]


def test_an_entry_with_figures_and_a_photograph_is_shown_as_it_was_sent(lobby: Lobby) -> None:
    answer = send(
        lobby, ANA, f"{BINDER}/entries",
        form(files=(BytesIO(photo()), "../../ภาพ.jpg"), caption="ห้องประชุม", department="1", **{
            "figure-1-name": "ผู้เข้าประชุม", "figure-1-value": "๑,๒๓๔", "figure-1-unit": "คน"}),
    )  # fmt: skip
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{BINDER}#entry-1")
    (entry,) = entries(lobby)
    assert (entry.measure, entry.step, entry.day, entry.by) == (9, 1, "2027-01-11", ANA.name)
    assert entry.figures == ({"name": "ผู้เข้าประชุม", "value": "1234", "unit": "คน"},)
    assert entry.unit is not None
    (file,) = entry.files
    assert (file.kind, file.name, file.caption, file.day) == ("jpeg", "ภาพ.jpg", "ห้องประชุม", None)
    body = lobby.person(CHO).page(f"{BINDER}?lang=en").get_data(as_text=True)
    for shown in ("ประชุมบุคลากร", "ผู้เข้าประชุม <b>1234</b> คน", "ห้องประชุม", "No date yet", "11 January 2027"):
        assert shown in body
    assert "style=" not in body
    assert kinds(lobby) == ["evidence.added", "evidence.filed"]
    assert len(lobby.office.rows(Measure)) == 9


def test_a_file_is_given_as_what_it_is_and_only_to_staff_of_the_site(lobby: Lobby) -> None:
    send(lobby, ANA, f"{BINDER}/entries", form(files=(BytesIO(photo()), "a.jpg")))
    answer = lobby.person(CHO).page("/evidence/files/1")
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["Content-Disposition"] == 'inline; filename="evidence-1.jpg"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data == Image.open(BytesIO(answer.data)) or answer.data.startswith(b"\xff\xd8\xff")
    assert lobby.person(CHO).page("/evidence/files/1?small=1").status_code == 200
    assert lobby.visitor().page("/evidence/files/1").status_code == 302
    lobby.office.by_hand("UPDATE evidence_file SET site_id = 2")
    assert lobby.person(CHO).page("/evidence/files/1").status_code == 404


def test_bytes_that_changed_on_the_disk_are_not_shown(lobby: Lobby) -> None:
    send(lobby, ANA, f"{BINDER}/entries", form(files=(BytesIO(photo()), "a.jpg")))
    (row,) = lobby.office.rows(EvidenceFile)
    (lobby.folder / "evidence" / row.sha256[:2] / row.sha256).write_bytes(b"forged")
    assert lobby.person(CHO).page("/evidence/files/1").status_code == 500


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": ""}, "request.invalid"),
        ({"step": "7"}, "request.invalid"),
        ({"step": "one"}, "request.invalid"),
        ({"kind": "bribed"}, "request.invalid"),
        ({"day": "2027-02-30"}, "request.invalid"),
        ({"day": "2027-01-13"}, "request.invalid"),
        ({"url": "javascript:alert(1)"}, "request.invalid"),
        ({"department": "99"}, "request.invalid"),
        ({"figure-1-name": "คน"}, "request.invalid"),
        ({"figure-1-name": "คน", "figure-1-value": "มาก"}, "request.invalid"),
        ({"kind": "reported", "round": "monthly"}, "request.invalid"),
        ({"files": b"<html>"}, "file.kind"),
    ],
    ids=[
        "no-text",
        "no-such-step",
        "no-number",
        "no-such-kind",
        "no-day",
        "tomorrow",
        "script",
        "no-such-unit",
        "no-value",
        "no-figure",
        "no-round",
        "no-picture",
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    lobby: Lobby, changes: dict[str, Any], code: str
) -> None:
    if "files" in changes:
        changes = {"files": (BytesIO(changes["files"]), "photo.jpg")}
    values = form(**{"reference": "ที่พิมพ์ไว้", **changes})
    answer = send(lobby, ANA, f"{BINDER}/entries", values)
    assert (answer.status_code, code_of(answer)) == (422, code)
    assert "ที่พิมพ์ไว้" in answer.get_data(as_text=True)
    assert entries(lobby) == ()
    assert not (lobby.folder / "evidence").exists()


def test_one_bad_file_refuses_all_of_them(lobby: Lobby) -> None:
    files = [(BytesIO(photo()), "good.jpg"), (BytesIO(b"MZ"), "bad.exe")]
    answer = send(lobby, ANA, f"{BINDER}/entries", form(files=files))
    assert code_of(answer) == "file.kind"
    many = [(BytesIO(photo()), f"{n}.jpg") for n in range(9)]
    assert code_of(send(lobby, ANA, f"{BINDER}/entries", form(files=many))) == "file.too_many"
    assert lobby.office.rows(Evidence) == []


def test_strangers_cannot_send_large_bodies_and_nobody_without_a_token(lobby: Lobby) -> None:
    large = {"files": (BytesIO(b"x" * 200_000), "a.jpg")}
    visitor = lobby.visitor().client.post(f"{BINDER}/entries", data=large, headers={"Accept": "text/html"})
    assert visitor.status_code == 413
    ana = lobby.person(ANA)
    assert (
        ana.client.post(f"{BINDER}/entries", data=form(), headers={"Accept": "text/html"}).status_code == 403
    )
    too_long = {"reason": "x" * 200_000}
    assert send(lobby, ANA, f"{BINDER}/entries/1/withdraw", too_long).status_code == 413
    assert entries(lobby) == ()


def test_executives_look_and_do_not_write(lobby: Lobby) -> None:
    assert send(lobby, CHO, f"{BINDER}/entries", form()).status_code == 403
    assert 'data-test="new-entry"' not in lobby.person(CHO).page(BINDER).get_data(as_text=True)


def test_withdrawing_keeps_the_entry_says_why_and_is_for_ones_own(lobby: Lobby) -> None:
    send(lobby, ANA, f"{BINDER}/entries", form(files=(BytesIO(photo()), "a.jpg")))
    path = f"{BINDER}/entries/1/withdraw"
    assert code_of(send(lobby, ANA, path, {"reason": " "})) == "request.invalid"
    assert send(lobby, BEN, path, {"reason": "ไม่ใช่ของผม"}).status_code == 403
    assert send(lobby, DAO, path, {"reason": "ลงผิดมาตรการ"}).status_code == 302
    (entry,) = entries(lobby)
    assert entry.withdrawn is not None
    assert (entry.withdrawn.by, entry.withdrawn.reason) == (DAO.name, "ลงผิดมาตรการ")
    assert "ลงผิดมาตรการ" in lobby.person(EVE).page(BINDER).get_data(as_text=True)
    assert code_of(send(lobby, DAO, path, {"reason": "อีกครั้ง"})) == "evidence.withdrawn"
    late = {"files": (BytesIO(photo()), "b.jpg")}
    assert code_of(send(lobby, ANA, f"{BINDER}/entries/1/files", late)) == "evidence.withdrawn"
    assert code_of(send(lobby, ANA, f"{BINDER}/entries/9/withdraw", {"reason": "x"})) == "evidence.unknown"
    assert lobby.office.verify().fault is None


def test_files_can_be_added_described_and_withdrawn(lobby: Lobby) -> None:
    send(lobby, ANA, f"{BINDER}/entries", form())
    assert (
        send(lobby, BEN, f"{BINDER}/entries/1/files", {"files": (BytesIO(photo()), "a.jpg")}).status_code
        == 302
    )
    describe = {"caption": "หน้าห้อง", "day": "2027-01-11"}
    assert send(lobby, ANA, f"{BINDER}/files/1/describe", describe).status_code == 302
    assert send(lobby, ANA, f"{BINDER}/files/1/describe", describe).status_code == 302
    assert (entries(lobby)[0].files[0].caption, entries(lobby)[0].files[0].day) == ("หน้าห้อง", "2027-01-11")
    assert send(lobby, ANA, f"{BINDER}/files/1/withdraw", {"reason": "เห็นใบหน้า"}).status_code == 403
    assert send(lobby, BEN, f"{BINDER}/files/1/withdraw", {"reason": "เห็นใบหน้า"}).status_code == 302
    (entry,) = entries(lobby)
    assert (entry.files, len(entry.gone)) == ((), 1)
    assert kinds(lobby) == ["evidence.added", "evidence.filed", "evidence.described", "evidence.withdrawn"]
    told = json.loads(lobby.office.rows(JournalRow, site_id=OFFICE)[-1].body)["data"]
    assert told == {"evidence": 1, "file": 1, "reason": "เห็นใบหน้า"}


def lacks(lobby: Lobby, number: int, kind: str = "half", fed: frozenset[int] = frozenset()) -> list[str]:
    with lobby.deps.engine.connect() as conn:
        measure = read_measures(conn, OFFICE, YEAR)[number - 1]
    found = list_lacks(measure, entries(lobby), year_be=YEAR, kind=kind, fed=fed)  # type: ignore[arg-type]
    return [f"{lack.code}{lack.details.get('step', '')}" for lack in found]


def test_the_checklist_empties_as_the_binder_fills(lobby: Lobby) -> None:
    assert lacks(lobby, 9) == ["step1", "step2", "photo", "figures", "reported", "published"]
    assert "figures" not in lacks(lobby, 1, fed=frozenset({1, 4, 7}))
    one = form(**{"figure-1-name": "คน", "figure-1-value": "20"}, files=(BytesIO(photo()), "a.jpg"))
    send(lobby, ANA, f"{BINDER}/entries", one)
    assert lacks(lobby, 9) == ["step2", "caption", "photo_day", "reported", "published"]
    send(lobby, ANA, f"{BINDER}/files/1/describe", {"caption": "ห้องประชุม", "day": "2027-01-11"})
    told = form(step="2", kind="published", url="https://example.go.th/o26", text="ลงเว็บไซต์")
    send(lobby, ANA, f"{BINDER}/entries", told)
    send(
        lobby,
        ANA,
        "/evidence/2570/1/entries",
        form(step="2", kind="reported", whole="1", reference="นธ 6901/12"),
    )
    assert lacks(lobby, 9) == []
    assert 'data-test="whole"' in lobby.person(CHO).page(BINDER).get_data(as_text=True)
    assert lacks(lobby, 9, "annual") == ["reported", "published"]
    assert "reported" not in lacks(lobby, 3)


def test_work_belongs_to_the_rounds_its_day_lies_in(lobby: Lobby) -> None:
    send(lobby, ANA, f"{BINDER}/entries", form())
    lobby.office.clock.show("2027-05-10 09:00")
    send(lobby, ANA, f"{BINDER}/entries", form(day="2027-04-01"))
    send(lobby, ANA, f"{BINDER}/entries", form(day="2027-03-31"))
    assert [e.is_in(YEAR, "half") for e in entries(lobby)] == [True, True, False]
    assert [e.is_in(YEAR, "annual") for e in entries(lobby)] == [True, True, True]
    page = lobby.person(CHO).page(f"{BINDER}?round=half&lang=en").get_data(as_text=True)
    assert page.count("Outside this round") == 1


def verdicts(lobby: Lobby, number: int, **report: Any) -> dict[int, str]:
    with lobby.deps.engine.connect() as conn:
        measure = read_measures(conn, OFFICE, YEAR)[number - 1]
    found = answer_questions(
        [measure], entries(lobby), year_be=YEAR, kind="half", fed=frozenset(), report=report or None
    )
    return {answer.number: answer.verdict for answer in found}


def test_the_ten_questions_are_answered_from_what_is_there(lobby: Lobby) -> None:
    assert verdicts(lobby, 9) == {
        1: "no", 2: "no", 3: "no", 4: "yes", 5: "no", 6: "yes", 7: "no", 8: "no", 9: "look", 10: "no",
    }  # fmt: skip
    assert verdicts(lobby, 5)[6] == "no"  # the document itself words its title twice
    send(lobby, ANA, f"{BINDER}/entries", form(
        kind="reported", reference="นธ 6901/12", files=(BytesIO(photo()), "memo.jpg"), caption="บันทึก",
        **{"figure-1-name": "คน", "figure-1-value": "20"}))  # fmt: skip
    send(lobby, ANA, f"{BINDER}/files/1/describe", {"caption": "บันทึก", "day": "2027-01-11"})
    send(lobby, ANA, f"{BINDER}/entries", form(kind="published", url="https://example.go.th/o26"))
    found = verdicts(lobby, 9, approved=True, looked=True, documents=("pdf",))
    assert found == {
        1: "look",
        2: "yes",
        3: "yes",
        4: "yes",
        5: "yes",
        6: "yes",
        7: "no",
        8: "yes",
        9: "yes",
        10: "yes",
    }
    body = lobby.person(CHO).page(f"{BINDER}?lang=en").get_data(as_text=True)
    assert body.count('data-test="question-') == 10
