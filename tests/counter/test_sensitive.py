"""A sensitive service: in a neutral group that does not give it away, and its name on no answer to the public."""

from __future__ import annotations

import json
from typing import Any

import pytest

from counter.evidence.publishing import approve_report, draft_report, publish_report
from deploy.catalogue import BUILT_IN, load_catalogue, parse_catalogue
from shared.domain.errors import QueueError
from shared.domain.sensitive import gives_away
from shared.evidence.reports import StoredDocument, freeze
from shared.evidence.vault import Vault
from shared.store.models import Report
from tests.cast import EVE, OFFICE
from tests.counter.test_settings import change, code_of, form_of, save, value_of
from tests.counter.test_whole import document_of, take
from tests.kiosk.test_results import publish, rate
from tests.lobby import API, Lobby
from tests.office import Office
from tests.web.test_routes import DOORS, OPEN

SECRET = {"th": "สงเคราะห์ผู้ป่วยเอดส์", "ms": "Bantuan pesakit AIDS", "en": "AIDS patient assistance"}
TOLD = [*SECRET.values(), '"T2"', "'T2'", ",T2,"]
"""What must be nowhere: T2 is the code of the service, and without marks round it letters of any random token."""


def hide(office: Office) -> None:
    """Make T2, in the group tax beside T1, sensitive under a telling name."""
    change(office, "group:1", neutral=True)
    change(office, "service:2", sensitive=True, name=SECRET)


def test_a_sensitive_service_goes_into_a_neutral_group_with_others_and_nowhere_else(office: Office) -> None:
    with pytest.raises(QueueError, match=r"settings\.sensitive"):
        change(office, "service:2", sensitive=True)
    hide(office)
    assert value_of(office, "service:2")["sensitive"] is True
    with pytest.raises(QueueError, match=r"settings\.sensitive"):
        change(office, "service:2", group_id=3)
    with pytest.raises(QueueError, match=r"settings\.sensitive"):
        change(office, "group:1", neutral=False)
    with pytest.raises(QueueError, match=r"settings\.sensitive"):
        change(office, "group:1", short={"th": "ภาษี", "ms": "Cukai", "en": "Help (aids patient| assistance)"})
    for alone in ({"retired": True}, {"group_id": 3}, {"sensitive": True}):
        with pytest.raises(QueueError, match=r"settings\.sensitive"):
            change(office, "service:1", **alone)
    assert office.facts("settings.changed")[-1][1]["after"]["name"] == SECRET


@pytest.mark.parametrize(
    ("neutral", "said", "services", "told"),
    [
        (False, "General", [("X", True), ("Y", False)], True),
        (True, "General", [("X", True), ("Y", False)], False),
        (True, "General", [("X", True)], True),
        (True, "For x| y", [("XY", True), ("Z", False)], True),
        (False, "General", [("X", False)], False),
        (True, "General", [("", True), ("Z", False)], False),
    ],
)
def test_what_gives_a_service_away(
    neutral: bool, said: str, services: list[tuple[str, bool]], told: bool
) -> None:
    rows = [({"en": name}, sensitive) for name, sensitive in services]
    assert gives_away(neutral, [{"en": said}], rows) is told


def test_the_form_says_why_and_keeps_what_was_typed(lobby: Lobby) -> None:
    eve, path = lobby.person(EVE), "/settings/services/2"
    refused = save(
        eve, path, {**form_of(eve, path), "group_id": "1", "department_id": "1", "sensitive": "yes"}
    )
    assert (refused.status_code, code_of(refused)) == (409, "settings.sensitive")
    assert 'name="sensitive" value="yes" checked' in refused.get_data(as_text=True)


def test_a_file_of_an_older_program_comes_in_and_one_that_gives_away_does_not(office: Office) -> None:
    document = document_of(office)
    for part, names in (("groups", ("colour", "neutral")), ("services", ("sensitive",))):
        for row in document[part]:
            for name in names:
                del row[name]
    assert take(office, document)["changed"] == []
    document["services"][1]["sensitive"] = True
    with pytest.raises(QueueError, match=r"settings\.file"):
        take(office, document)
    document["groups"][0].update(neutral=True, colour="water")
    assert sorted(take(office, document)["changed"]) == ["group:1", "service:2"]
    assert office.snapshot().board.groups[0].colour == "water"


def test_a_catalogue_that_gives_away_is_refused_with_the_group() -> None:
    assert [s.code for s in load_catalogue().services if s.sensitive] == ["W3"]
    raw: dict[str, Any] = json.loads(BUILT_IN.read_text(encoding="utf-8"))
    for group in raw["groups"]:
        group.pop("neutral", None)
    assert [g.code for g in parse_catalogue_without(raw).groups if g.neutral] == ["general"]
    with pytest.raises(ValueError, match=r"group 'welfare' gives its sensitive service away"):
        parse_catalogue(raw)


def parse_catalogue_without(raw: dict[str, Any]) -> Any:
    """Return the catalogue as a program had it that knew nothing of sensitive services."""
    services = [{k: v for k, v in s.items() if k != "sensitive"} for s in raw["services"]]
    return parse_catalogue({**raw, "services": services})


def test_no_public_answer_names_it(lobby: Lobby) -> None:
    lobby.work_on_threads()
    office = lobby.office
    hide(office)
    office.ana.open()
    served, waiting = office.issue("A"), office.issue("A")
    tokens = [office.token(number) for number in (served, waiting)]
    office.ana.serve_next("T2")
    asked = (
        {"th": lobby.visitor(), "kiosk": lobby.device("kiosk"), "display": lobby.device("display"),
         "tablet": lobby.device("tablet")}
    )  # fmt: skip
    doors = ["/kiosk", "/tablet", "/display", "/display/plain", "/privacy", "/words", "/", "/metrics"]
    doors += [f"/t/{token}" for token in tokens]
    calls = ["/board", *(f"/tickets/{token}" for token in tokens)]
    answers = {
        f"{who} {path}": one.client.get(path).get_data(as_text=True)
        for who, one in asked.items()
        for path in [*doors, *(API + call for call in calls)]
    }
    answers["board"] = str(office.snapshot().board)
    rate(lobby, "2027-01-12", *[5] * 12)
    document = json.dumps({"ok": True}).encode()
    publish(lobby, documents=(StoredDocument(0, "a.pdf", "pdf", Vault(lobby.folder).keep(document), 1),))
    results = [
        door.removeprefix("GET ").replace("<int:year>", "2570").replace("<kind>", "half")
        .replace("<int:document>", "1")
        for door, may in DOORS.items()
        if may == OPEN and door.startswith("GET /results")
    ]  # fmt: skip
    assert len(results) > 5
    answers |= {path: lobby.visitor().client.get(path).get_data(as_text=True) for path in results}
    assert [(where, word) for where, text in answers.items() for word in TOLD if word in text] == []
    assert "A001" in answers[f"th /t/{tokens[0]}"]
    assert served in answers["board"]


def test_a_group_is_closed_and_opened_on_its_page_like_in_the_overview(lobby: Lobby) -> None:
    eve, path = lobby.person(EVE), "/settings/groups/1"
    assert 'data-test="today" data-closed="no"' in eve.page(path).get_data(as_text=True)
    form = {"csrf_token": form_of(eve, path)["csrf_token"]}
    assert save(eve, path, form, wish="close").headers["Location"] == f"{path}?done=closed"
    assert [kind for kind, _ in lobby.office.facts("group.closed", "group.opened")] == ["group.closed"]
    assert lobby.office.snapshot().board.groups[0].state == "closed"
    with pytest.raises(QueueError, match=r"group\.closed"):
        lobby.office.issue("A")
    page = eve.page(f"{path}?done=closed").get_data(as_text=True)
    assert 'data-closed="yes"' in page
    assert 'data-done="closed"' in page
    assert save(eve, path, form, wish="open").status_code == 303
    assert lobby.office.issue("A") == "A001"
    assert save(eve, "/settings/groups/99", form, wish="close").status_code == 404
    assert 'data-test="today"' not in eve.page("/settings/groups/new").get_data(as_text=True)
    lobby.office.by_hand("UPDATE service SET retired = true WHERE group_id = 3")
    change(lobby.office, "group:3", retired=True)
    assert save(eve, "/settings/groups/3", form, wish="close").status_code == 404
    assert 'data-test="today"' not in eve.page("/settings/groups/3").get_data(as_text=True)


def test_a_draft_from_before_the_mark_is_not_published_and_a_new_one_is(lobby: Lobby) -> None:
    lobby.work_on_threads()
    rate(lobby, "2027-01-12", *[5] * 12)
    lobby.office.by_hand("UPDATE rating SET service_id = 2, group_id = 1")
    lobby.office.clock.show("2027-04-05 09:00")
    with lobby.deps.engine.connect() as conn:
        frozen = freeze(
            conn, OFFICE, year_be=2570, kind="half", measure=0, now=lobby.office.clock(),
            reporter=lobby.deps.reporter,
        )  # fmt: skip
    lobby.office.take_turn(lambda turn: draft_report(turn, frozen=frozen, reason="", by="Dao"))
    hide(lobby.office)
    (row,) = lobby.office.rows(Report)
    lobby.office.take_turn(lambda turn: approve_report(turn, report_id=row.id, digest=row.digest, by="Cho"))
    with pytest.raises(QueueError, match=r"report\.sensitive"):
        lobby.office.take_turn(
            lambda turn: publish_report(
                turn, report_id=row.id, digest=row.digest, documents=(), looked=True, by="Eve"
            )
        )
    assert lobby.visitor().page("/results/2570/half").status_code == 404
    publish(lobby)
    assert lobby.visitor().page("/results/2570/half").status_code == 200
