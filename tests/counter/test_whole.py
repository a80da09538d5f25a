"""The whole configuration as one file: out and in without a change, whole or not at all, every fault named."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from counter.hall.media import take_media
from counter.settings import beside
from counter.settings.beside import BESIDE, prepare_files, prepare_template
from counter.settings.places import read_settings, write_settings
from counter.settings.whole import FileRefusedError, TrialError, read_document, write_document
from shared.domain.notices import Notice
from shared.evidence.vault import Vault
from shared.paper.slips import SHIPPED
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


def set_settings(office: Office, **parts: Any) -> None:
    """Write parts of the settings."""

    def act(turn: Any) -> Any:
        write_settings(turn.conn, turn.site_id, {**read_settings(turn.conn, turn.site_id), **parts})
        turn.reconfigure()
        return {}

    office.take_turn(act)


def with_files(office: Office, vault: Vault) -> Document:
    """Return the configuration with the files of its notices."""
    with office.engine.connect() as conn:
        found: Document = json.loads(json.dumps(read_document(conn, office.site_id, vault)))
    return found


def take_files(office: Office, document: Document, vault: Vault) -> Any:
    """Take a file in, its files and its template judged before."""
    prepared = prepare_template(document, prepare_files(document, vault, keep=True))
    return office.take_turn(lambda turn: write_document(turn, document, WORDS, prepared=prepared))


def a_notice(vault: Vault, **said: Any) -> dict[str, Any]:
    """Return a notice with a picture that lies in the vault."""
    body = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(body, "PNG")
    shown = take_media("sea.png", body.getvalue())
    words = {"th": "น้ำท่วม", "ms": "Banjir", "en": "Flood"}
    return {
        **asdict(Notice("a1", shown.kind, words, words, media=shown.media)),
        "files": [vault.keep(shown.bodies[0])], **said,
    }  # fmt: skip


def test_screens_and_printers_go_by_the_names_of_their_devices_and_others_wait(lobby: Lobby) -> None:
    office = lobby.office
    document = document_of(office)
    (kiosk,), (screen,) = document["printers"], document["screens"]
    document["printers"][kiosk] |= {"way": "network", "address": "10.0.0.9:9100", "width": 384}
    document["printers"]["In the yard"] = dict(document["printers"][kiosk])
    document["screens"][screen] |= {"layout": "big", "groups": ["tax"], "overscan_pct": 3}
    document["screens"]["Upstairs"] = dict(document["screens"][screen])
    answer = take(office, document)
    assert sorted(subject.partition(":")[0] for subject in answer["changed"]) == ["printer", "settings"]
    assert answer["waiting"] == ["screens.Upstairs", "printers.In the yard"]
    again = document_of(office)
    assert again["printers"] == {kiosk: document["printers"][kiosk]}
    assert again["screens"] == {screen: document["screens"][screen]}
    assert take(office, document)["changed"] == []
    document["printers"][kiosk] |= {"way": "agent", "address": "", "agent": "Nobody"}
    assert take(office, document)["waiting"][1] == f"printers.{kiosk}"


def test_places_of_copies_and_the_slip_come_in_and_the_same_file_changes_nothing(
    office: Office, tmp_path: Path
) -> None:
    document, vault = document_of(office), Vault(tmp_path)
    document["copies"] = {
        "at": "16:45",
        "targets": [{"name": "Stick", "kind": "stick", "path": "/media/stick"}],
    }
    document["slip"] |= {"rule": False, "jawi": "ڤخبراوان", "late_s": 60, "template": SHIPPED + "// ours\n"}
    prepared = prepare_template(document, prepare_files(document, vault, keep=True))
    for changed in (["settings:slip", "settings:late", "settings:copies"], []):
        answer = office.take_turn(lambda turn: write_document(turn, document, WORDS, prepared=prepared))
        assert answer["changed"] == changed
        assert document_of(office) == document


def test_notices_come_with_their_files_into_another_vault_and_then_change_nothing(
    office: Office, tmp_path: Path
) -> None:
    here, there = Vault(tmp_path / "here"), Vault(tmp_path / "there")
    items = [a_notice(here), {**a_notice(here), "id": "a2", "kind": "text", "media": "", "files": []}]
    set_settings(office, notices={"items": items, "own": ["rule"]})
    document = with_files(office, here)
    assert (len(document["files"]), document["left_out"]) == (1, [])
    assert take_files(office, document, here)["changed"] == []
    set_settings(office, notices={})
    answer = take_files(office, document, there)
    assert (answer["changed"], answer["waiting"]) == (["settings:notices"], [])
    taken = document_of(office)["notices"]
    assert taken["own"] == ["rule"]
    assert there.read(taken["items"][0]["files"][0])[:4] == b"\x89PNG"
    assert take_files(office, document, there)["changed"] == []
    bare = document_of(office)
    assert (bare["files"], bare["left_out"]) == ({}, ["notices[0]"])
    set_settings(office, notices={})
    assert take(office, bare)["waiting"] == ["notices[0]"]
    assert [item["id"] for item in document_of(office)["notices"]["items"]] == ["a2"]


def test_files_over_the_bound_are_left_out_and_named(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault(tmp_path)
    set_settings(office, notices={"items": [a_notice(vault)]})
    monkeypatch.setattr(beside, "MOST_BYTES", 10)
    document = with_files(office, vault)
    assert (document["files"], document["left_out"]) == ({}, ["notices[0]"])


def test_a_file_of_before_changes_nothing_of_what_it_does_not_know(office: Office) -> None:
    document = {name: part for name, part in document_of(office).items() if name not in BESIDE}
    set_settings(office, screens={"9": {"layout": "big"}}, keeping={"at": "16:00"})
    assert take(office, document)["changed"] == []


EVIL = base64.b64encode(b"MZ" + bytes(60)).decode()
WRONG_BESIDE: list[tuple[Callable[[Document], Any], str]] = [
    (lambda d: d["copies"].update(at="25:00"), "copies"),
    (lambda d: d["copies"].update(at=5), "copies"),
    (lambda d: d["copies"].update(targets=[{"name": "x", "kind": "stick", "path": "relative"}]), "copies"),
    (lambda d: d["slip"].update(jawi="latin"), "slip.jawi"),
    (lambda d: d["slip"].update(late_s=1), "slip.late_s"),
    (lambda d: d["slip"].update(rule="yes"), "slip"),
    (lambda d: d["slip"].update(template="#image("), "slip.template"),
    (lambda d: d["screens"].update(TV={"layout": "round"}), "screens"),
    (lambda d: d["printers"].update(K={"way": "network"}), "printers"),
    (lambda d: d.update(printers=[]), "printers"),
    (lambda d: d.update(notices={"own": ["gossip"], "items": []}), "notices.own"),
    (lambda d: d.update(notices={"own": [], "items": [1]}), "notices"),
    (lambda d: d.update(files={"0" * 64: EVIL}), f"files.{'0' * 64}"),
    (lambda d: d.update(files={hashlib.sha256(b"MZ" + bytes(60)).hexdigest(): EVIL}),
     f"files.{hashlib.sha256(b'MZ' + bytes(60)).hexdigest()}"),
    (lambda d: d.update(files=[]), "files"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "place"), WRONG_BESIDE, ids=[f"{n}-{place[:12]}" for n, (_, place) in enumerate(WRONG_BESIDE)]
)
def test_what_stands_beside_the_forms_is_judged_too(
    office: Office, tmp_path: Path, spoil: Callable[[Document], Any], place: str
) -> None:
    before, document = document_of(office), document_of(office)
    spoil(document)
    with pytest.raises(FileRefusedError) as refused:
        take_files(office, document, Vault(tmp_path))
    assert place in [fault.place for fault in refused.value.faults]
    assert document_of(office) == before


def test_a_printer_that_cannot_be_is_named_by_its_kiosk(lobby: Lobby) -> None:
    document = document_of(lobby.office)
    (kiosk,) = document["printers"]
    document["printers"][kiosk] |= {"way": "usb", "address": "not:one"}
    with pytest.raises(FileRefusedError) as refused:
        take(lobby.office, document)
    assert [(f.place, f.code) for f in refused.value.faults] == [(f"printers.{kiosk}", "request.invalid")]


def test_no_evidence_becomes_a_notice_by_its_fingerprint(office: Office, tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    document = document_of(office)
    document["notices"]["items"] = [a_notice(vault, files=[vault.keep(b"a signed list")])]
    answer = take_files(office, document, vault)
    assert (answer["changed"], answer["waiting"]) == ([], ["notices[0]"])
