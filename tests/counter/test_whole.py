"""The whole configuration as one file: out and in without a change, whole or not at all, every fault named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import TestResponse

from counter.settings.whole import FileRefusedError, TrialError, read_document, write_document
from shared.store.models import Group
from shared.web.languages import Languages
from tests.cast import ANA, EVE, MARKET, PASSWORD, secret_of
from tests.counter.test_settings import HTML, code_of, form_of
from tests.lobby import Browser, Lobby
from tests.office import Office

WORDS = Languages()
Document = dict[str, Any]


def document_of(office: Office) -> Document:
    """Return the configuration as its file would have it."""
    with office.engine.connect() as conn:
        found: Document = json.loads(json.dumps(read_document(conn, office.site_id)))
    return found


def take(office: Office, document: object, *, trial: bool = False) -> Any:
    """Take a file in."""
    return office.take_turn(lambda turn: write_document(turn, document, WORDS, trial=trial))


def test_what_was_taken_out_and_comes_in_again_changes_nothing(office: Office) -> None:
    before, entries = document_of(office), len(office.facts())
    assert take(office, before)["changed"] == []
    assert len(office.facts()) == entries
    assert document_of(office) == before


def test_a_changed_file_changes_exactly_that_and_each_change_is_journalled(office: Office) -> None:
    office.issue("A")
    document = document_of(office)
    document["settings"]["rules"]["recall_limit"] = 5
    document["calendar"]["holidays"]["2029-05-01"] = {
        "name": {"th": "ก", "ms": "k", "en": "Labour Day"}, "state": "open",
    }  # fmt: skip
    document["texts"] = {"kiosk.home.take": {"en": "Touch here"}}
    document["services"][0]["standard_minutes"] = 7
    document["counters"][1]["groups"] = ["registry", "tax"]
    answer = take(office, document)
    kinds = sorted(subject.partition(":")[0] for subject in answer["changed"])
    assert kinds == ["calendar", "counter", "service", "settings", "texts"]
    assert len(office.facts("settings.changed")) == 5
    assert document_of(office) == document
    assert office.snapshot().board.words
    assert office.issue("A") == "A002"


def test_new_rows_hang_on_new_rows_and_what_is_not_named_is_retired(office: Office) -> None:
    document = document_of(office)
    name = {"th": "น้ำ", "ms": "Air", "en": "Water"}
    document["departments"].append({"code": "water", "name": name, "position": 9})
    group = {**document["groups"][0], "code": "water", "prefix": "W", "department": "water", "name": name}
    document["groups"].append(group)
    document["services"].append(
        {**document["services"][0], "code": "Q1", "group": "water", "department": "water"}
    )
    document["services"] = [s for s in document["services"] if s["code"] != "W1"]
    document["groups"] = [g for g in document["groups"] if g["code"] != "welfare"]
    document["counters"] = [c for c in document["counters"] if c["number"] != 3]
    document["counters"][0]["groups"].append("water")
    take(office, document)
    assert office.issue("W") == "W001"
    assert {g.code for g in office.rows(Group) if g.retired} == {"welfare"}
    again = document_of(office)
    assert [g["code"] for g in again["groups"] if g.get("retired")] == ["welfare"]
    assert take(office, again)["changed"] == []


def test_two_groups_change_their_letters_in_one_file(office: Office) -> None:
    document = document_of(office)
    first, second = document["groups"][:2]
    first["prefix"], second["prefix"] = second["prefix"], first["prefix"]
    take(office, document)
    assert [g["prefix"] for g in document_of(office)["groups"][:2]] == ["B", "A"]


WRONG: list[tuple[Callable[[Document], Any], str]] = [
    (lambda d: d.pop("texts"), "texts"),
    (lambda d: d.update(more=1), "more"),
    (lambda d: d["settings"].pop("rules"), "settings"),
    (lambda d: d["settings"]["rules"].update(recall_limit="3"), "settings.rules.recall_limit"),
    (lambda d: d["settings"]["rules"].update(recall_limit=99), "settings.rules.recall_limit"),
    (lambda d: d["settings"]["hours"].update({"hours.weekly": []}), "settings.hours.hours.weekly"),
    (lambda d: d["settings"]["retention"].update({"keeping.comment_days": 9999}),
     "settings.retention.keeping.comment_days"),
    (lambda d: d["groups"][0].update(prefix="I"), "groups[0].prefix"),
    (lambda d: d["groups"][0].update(prefix="B"), "groups tax"),
    (lambda d: d["groups"][0].update(department="nowhere"), "groups[0].department"),
    (lambda d: d["groups"][0].update(colour="green"), "groups[0].colour"),
    (lambda d: d["groups"][0].update(shade="green"), "groups[0]"),
    (lambda d: d["groups"].append(deepcopy(d["groups"][0])), "groups[3]"),
    (lambda d: d["groups"][1].update(name={"th": "x"}), "groups[1].name"),
    (lambda d: d["services"][2].update(standard_minutes=True), "services[2].standard_minutes"),
    (lambda d: d["services"][0].update(standard_days=3), "services T1"),
    (lambda d: d["counters"][0].update(number="1"), "counters[0]"),
    (lambda d: d["counters"][0].update(groups=["nothing"]), "counters[0].groups"),
    (lambda d: d.update(groups=[]), "groups"),
    (lambda d: d["calendar"]["holidays"].update({"2027-02-30": None}), "calendar"),
    (lambda d: d["calendar"].update(exceptions={"2027-05-05": ["16:00", "09:00"]}), "calendar"),
    (lambda d: d["texts"].update({"kiosk.home.last_ticket": {"en": "Last"}}), "texts.kiosk.home.last_ticket"),
    (lambda d: d["texts"].update({"journal.title": {"en": "x"}}), "texts.journal.title"),
    (lambda d: d["groups"].pop(2), "groups welfare"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "place"), WRONG, ids=[f"{n}-{place}" for n, (_, place) in enumerate(WRONG)]
)
def test_a_fault_is_named_with_its_place_and_nothing_is_changed(
    office: Office, spoil: Callable[[Document], Any], place: str
) -> None:
    before, document = document_of(office), document_of(office)
    spoil(document)
    with pytest.raises(FileRefusedError) as refused:
        take(office, document)
    assert place in [fault.place for fault in refused.value.faults]
    assert document_of(office) == before
    assert office.facts("settings.changed") == []


def test_all_faults_are_named_at_once(office: Office) -> None:
    document = document_of(office)
    for spoil, _ in (WRONG[3], WRONG[7], WRONG[13], WRONG[20]):
        spoil(document)
    with pytest.raises(FileRefusedError) as refused:
        take(office, document)
    assert len(refused.value.faults) == 4


@pytest.mark.parametrize("document", [None, [], 1, "x", {}, {"format": "tonsai settings 1"}])
def test_what_is_no_file_of_settings_is_refused(office: Office, document: object) -> None:
    with pytest.raises(FileRefusedError):
        take(office, document)


def test_a_trial_says_what_would_change_and_changes_nothing(office: Office) -> None:
    document = document_of(office)
    document["settings"]["rules"]["recall_limit"] = 5
    with pytest.raises(TrialError) as tried:
        take(office, document, trial=True)
    assert tried.value.answer["changed"] == ["settings:rules"]
    assert office.facts("settings.changed") == []


def test_no_secret_and_nobody_is_in_the_file_and_no_other_office(lobby: Lobby) -> None:
    text = json.dumps(document_of(lobby.office))
    for secret in (
        PASSWORD,
        secret_of("kiosk"),
        "argon2",
        EVE.name,
        ANA.username + '"',
        "always_open",
        "token",
    ):
        assert secret not in text, secret
    with lobby.office.engine.connect() as conn:
        assert read_document(conn, MARKET)["groups"] == document_of(lobby.office)["groups"]


def send(browser: Browser, content: str, /, **fields: str) -> TestResponse:
    """Send a file to the page, or take the tried one in."""
    token = form_of(browser, "/settings/file")["csrf_token"]
    data: dict[str, Any] = {"csrf_token": token, **fields}
    if "text" not in fields:
        data["file"] = (BytesIO(content.encode()), "office.json")
    return browser.client.post("/settings/file", data=data, headers=HTML, content_type="multipart/form-data")


def test_a_file_is_tried_then_taken_in_and_each_change_undone_on_pages(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    text = eve.page("/settings/file/settings.json").get_data(as_text=True)
    changed = text.replace('"recall_limit": 3', '"recall_limit": 6')
    tried = send(eve, changed).get_data(as_text=True)
    assert 'data-test="tried"' in tried
    assert lobby.office.facts("settings.changed") == []
    assert 'data-test="done"' in send(eve, "", text=changed, wish="take").get_data(as_text=True)
    assert eve.get("/desk").data["rules"]["recall_limit"] == 6
    page = eve.page("/settings/changes").get_data(as_text=True)
    seq = re.search(r'data-test="undo-(\d+)"', page)
    assert seq is not None
    token = {"csrf_token": form_of(eve, "/settings/changes")["csrf_token"]}
    eve.client.post(f"/settings/changes/{seq[1]}/undo", data=token, headers=HTML)
    assert eve.get("/desk").data["rules"]["recall_limit"] == 3


@pytest.mark.parametrize(
    ("text", "code"),
    [("{", "settings.no_file"), ("[" * 100_000, "settings.no_file"), ("{}", "settings.file")],
)
def test_a_file_that_is_none_is_refused_on_the_page(lobby: Lobby, text: str, code: str) -> None:
    answer = send(lobby.person(EVE), text)
    assert (answer.status_code, code_of(answer)) == (422, code)


def test_a_script_in_a_file_is_text(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    document = document_of(lobby.office)
    document["<script>alert(1)</script>"] = 1
    assert "<script>alert" not in send(eve, json.dumps(document)).get_data(as_text=True)


def test_nobody_but_an_administrator_has_the_file(lobby: Lobby) -> None:
    for path in ("/settings/file", "/settings/file/settings.json"):
        assert lobby.person(ANA).page(path).status_code == 403
